import type { DkimSigningAttributesOrigin } from '@aws-sdk/client-sesv2';
import { asFoundTags } from './as-found';
import { attributesOf } from './attributes';
import { type Change, changesTo, type SettledRequest } from './changes';
import { explained } from './explanation';
import { giveBack } from './giving-back';
import { identityArn } from './identity-arn';
import { keyLengthRefusal } from './key-length-limit';
import { isAdopted, isMadeBy, isOurs, ownerOf, ownershipTags } from './ownership';
import type { SigningKeys } from './signing-keys';
import { decodeSesDomainIdentity } from '../../src/contract/ses-domain-identity';
import type { SesDomainIdentityAttribute, SesDomainIdentityRequest, SigningKeyLength } from '../../src/contract/ses-domain-identity';
import type { LiveDkim, LiveIdentity, SesIdentities } from '../aws/ses-identities';
import type { Stacks } from '../aws/stacks';
import type { Answer, Lifecycle, Origin } from '../custom-resources/lifecycle';
import { log } from '../custom-resources/log';
import type { ReplicatedKeys } from '../dkim-key/replicated-keys';
import type { RotatedKeys } from '../dkim-key/rotated-keys';

type Wanted = SesDomainIdentityRequest;

/** `Custom::SesDomainIdentity`: observes the identity, compares it with what is wanted, and changes what differs. */
export class DomainIdentityLifecycle implements Lifecycle<Wanted, SesDomainIdentityAttribute> {
  readonly decode = decodeSesDomainIdentity;

  constructor(
    private readonly identities: SesIdentities,
    private readonly signingKeys: SigningKeys,
    private readonly rotatedKeys: RotatedKeys,
    private readonly replicatedKeys: ReplicatedKeys,
    private readonly stacks: Stacks,
  ) {}

  create(wanted: Wanted, origin: Origin): Promise<Answer<SesDomainIdentityAttribute>> {
    return explained(wanted.domainName, () => this.establish(wanted, origin));
  }

  update(wanted: Wanted, previous: Wanted, origin: Origin): Promise<Answer<SesDomainIdentityAttribute>> {
    return explained(wanted.domainName, async () => {
      if (wanted.domainName !== previous.domainName) {
        // CloudFormation replaces the resource: another identity, unless this is the way back to one that we left.
        return this.establish(wanted, origin, wanted);
      }
      const live = await this.identities.observe(wanted.domainName);
      return live && await this.wasTakenAway(live, wanted, origin)
        ? answerOf(wanted, live.dkim, origin)
        : this.reconcile(live, wanted, origin, previous);
    });
  }

  delete({ domainName }: Wanted, origin: Origin): Promise<void> {
    return explained(domainName, async () => {
      const live = await this.identities.observe(domainName);
      if (live && isOurs(live, origin)) {
        await this.remove(live, domainName, origin);
      } else {
        log.info('left the identity alone', { domainName, reason: live ? 'it is not this resource\'s' : 'it is gone' });
      }
    });
  }

  /** Makes an identity that this resource does not have yet, or takes it over; what fails leaves nothing behind. */
  private async establish(wanted: Wanted, origin: Origin, beforeIfOurs?: Wanted): Promise<Answer<SesDomainIdentityAttribute>> {
    try {
      const live = await this.identities.observe(wanted.domainName);
      if (!live || isOurs(live, origin)) {
        return await this.reconcile(live, wanted, origin, live && beforeIfOurs);
      }
      await this.checkTakeOver(live, wanted, origin);
      // Its tags are the first to be written: from then on it is known whose it is, and how to give it back.
      const tags = { ...wanted.tags, ...ownershipTags(origin), ...asFoundTags(live) };
      return await this.reconcile(live, { ...wanted, tags }, origin);
    } catch (error) {
      await this.undo(wanted.domainName, origin, error as Error);
      throw error;
    }
  }

  private async reconcile(
    live: LiveIdentity | undefined, request: Wanted, origin: Origin, previous?: Wanted,
  ): Promise<Answer<SesDomainIdentityAttribute>> {
    const wanted = await this.settle(request, origin, live?.dkim, previous);
    const changes = changesTo(live, wanted, previous);
    log.info('compared', { domainName: wanted.domainName, changes: changes.map(({ kind }) => kind) });
    // Before the first write, so that a key that is refused leaves everything as it was.
    const privateKey = changes.some(({ kind }) => kind === 'byodkim') ? await this.signingKeys.open(wanted) : undefined;
    let dkim: Partial<LiveDkim> = live?.dkim ?? {};
    for (const change of changes) {
      dkim = { ...dkim, ...await this.apply(change, wanted, origin, dkim, privateKey) };
    }
    return answerOf(wanted, dkim, origin);
  }

  private async settle({ signing, ...request }: Wanted, { stackId }: Origin, live?: LiveDkim, previous?: Wanted): Promise<SettledRequest> {
    switch (signing.mode) {
      case 'ROTATED_BYODKIM':
        return { ...request, signing: await this.rotatedKeys.choose(signing, live) };
      case 'REPLICATED_BYODKIM':
        return { ...request, signing: await this.replicatedKeys.choose({ ...request, signing }, stackId, live, previous) ?? signing };
      default:
        return { ...request, signing };
    }
  }

  /** Does one thing; answers what SES said of DKIM, if it did. */
  private async apply(
    change: Change, { domainName }: Wanted, origin: Origin, dkim: Partial<LiveDkim>, privateKey?: string,
  ): Promise<Partial<LiveDkim> | void> {
    const arn = identityArn(origin.stackId, domainName);
    switch (change.kind) {
      case 'create':
        return this.createIdentity(change, domainName, origin);
      case 'tag':
        return this.identities.tag(arn, change.tags);
      case 'untag':
        return this.identities.untag(arn, change.keys);
      case 'configuration set':
        return this.identities.putConfigurationSet(domainName, change.name);
      case 'feedback forwarding':
        return this.identities.putFeedbackForwarding(domainName, change.enabled);
      case 'mail from':
        return this.identities.putMailFrom(domainName, change.mailFrom);
      case 'signing enabled':
        return this.identities.putSigningEnabled(domainName, change.enabled);
      case 'easy dkim':
        return this.putEasyDkim(domainName, dkim, origin, change.keyLength);
      case 'byodkim':
        return this.identities.putSigningAttributes(domainName, {
          SigningAttributesOrigin: 'EXTERNAL',
          SigningAttributes: { DomainSigningSelector: change.selector, DomainSigningPrivateKey: privateKey },
        });
      case 'deterministic easy dkim':
        return this.identities.putSigningAttributes(domainName, { SigningAttributesOrigin: change.origin as DkimSigningAttributesOrigin });
    }
  }

  private async createIdentity(change: Extract<Change, { kind: 'create' }>, domainName: string, origin: Origin): Promise<LiveDkim> {
    const created = await this.identities.create(domainName, { ...change, tags: { ...change.tags, ...ownershipTags(origin) } });
    if (created) {
      return created;
    }
    // It was not there a moment ago: made by an attempt whose answer was lost, or by somebody else.
    const live = await this.identities.observe(domainName);
    if (live && isMadeBy(live, origin)) {
      return live.dkim;
    }
    throw new Error('it was created by somebody else at this moment; deploy again');
  }

  private async checkTakeOver(live: LiveIdentity, { domainName, existingIdentity }: Wanted, { stackId }: Origin): Promise<void> {
    if (existingIdentity === 'FAIL') {
      const owner = ownerOf(live);
      throw new Error(`SES has this identity already${owner ? `, made by ${owner}` : ''}; `
        + 'to take it over set `existingIdentity: ExistingIdentity.ADOPT`, it is then not deleted with the stack');
    }
    // CloudFormation names it by its name. [DOC AWS::SES::EmailIdentity, Ref]
    if (await this.stacks.has(stackId, 'AWS::SES::EmailIdentity', domainName)) {
      throw new Error('this stack has the identity as an AWS::SES::EmailIdentity, which CloudFormation would delete when it leaves the template: '
        + 'give that a retaining removal policy and deploy, take it out and deploy, and only then deploy this');
    }
  }

  /** In a rollback a length that SES does not take now is left for the next deployment: there is nothing better to go back to. */
  private async putEasyDkim(
    domainName: string, dkim: Partial<LiveDkim>, { stackId }: Origin, keyLength?: SigningKeyLength,
  ): Promise<Partial<LiveDkim>> {
    try {
      return await this.identities.putEasyDkim(domainName, keyLength);
    } catch (error) {
      const refusal = keyLengthRefusal(error as Error, dkim, keyLength);
      if (refusal === undefined) {
        throw error;
      }
      if (!await this.stacks.isRollingBack(stackId)) {
        throw new Error(refusal);
      }
      log.warn('the stack is rolling back, and the identity keeps another key length than its template says', {
        domainName, wanted: keyLength, keyLength: dkim.nextKeyLength, reason: refusal,
      });
      return dkim.origin === 'AWS_SES' ? dkim : this.identities.putEasyDkim(domainName);
    }
  }

  /** Whether another stack has taken the identity over: it is not ours to change any more. */
  private async wasTakenAway(live: LiveIdentity, { domainName }: Wanted, origin: Origin): Promise<boolean> {
    const owner = isOurs(live, origin) ? undefined : ownerOf(live);
    if (owner === undefined) {
      return false;
    }
    if (!await this.stacks.isRollingBack(origin.stackId)) {
      throw new Error(`it was taken over by ${owner}; remove it from one of the two stacks`);
    }
    log.warn('left the identity alone, for the stack is rolling back', { domainName, owner });
    return true;
  }

  private async remove(live: LiveIdentity, domainName: string, { stackId }: Origin): Promise<void> {
    if (isAdopted(live)) {
      await giveBack(this.identities, domainName, identityArn(stackId, domainName), live);
    } else {
      await this.identities.delete(domainName);
      log.info('deleted the identity', { domainName });
    }
  }

  private async undo(domainName: string, origin: Origin, cause: Error): Promise<void> {
    try {
      const live = await this.identities.observe(domainName);
      if (live && isMadeBy(live, origin)) {
        await this.remove(live, domainName, origin);
      }
    } catch (error) {
      cause.message += `; what was made of it could not be removed (${(error as Error).message}), which the next deployment takes over`;
    }
  }
}

function answerOf(wanted: Wanted, dkim: Partial<LiveDkim>, { stackId }: Origin): Answer<SesDomainIdentityAttribute> {
  return { physicalId: wanted.domainName, attributes: attributesOf(wanted, dkim, identityArn(stackId, wanted.domainName)) };
}
