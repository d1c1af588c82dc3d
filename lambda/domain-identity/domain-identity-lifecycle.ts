import type { DkimSigningAttributesOrigin } from '@aws-sdk/client-sesv2';
import { attributesOf } from './attributes';
import { type Change, changesTo } from './changes';
import { explained } from './explanation';
import { identityArn } from './identity-arn';
import { isMadeBy, isOurs, ownerOf, ownershipTags } from './ownership';
import { decodeSesDomainIdentity } from '../../src/contract/ses-domain-identity';
import type { SesDomainIdentityAttribute, SesDomainIdentityRequest } from '../../src/contract/ses-domain-identity';
import type { LiveDkim, LiveIdentity, SesIdentities } from '../aws/ses-identities';
import type { Answer, Lifecycle, Origin } from '../custom-resources/lifecycle';
import { log } from '../custom-resources/log';
import type { StoredKeys } from '../dkim-key/stored-keys';

type Wanted = SesDomainIdentityRequest;

/** `Custom::SesDomainIdentity`: observes the identity, compares it with what is wanted, and changes what differs. */
export class DomainIdentityLifecycle implements Lifecycle<Wanted, SesDomainIdentityAttribute> {
  readonly decode = decodeSesDomainIdentity;

  constructor(private readonly identities: SesIdentities, private readonly keys: StoredKeys) {}

  create(wanted: Wanted, origin: Origin): Promise<Answer<SesDomainIdentityAttribute>> {
    return explained(wanted.domainName, () => this.establish(wanted, origin));
  }

  update(wanted: Wanted, previous: Wanted, origin: Origin): Promise<Answer<SesDomainIdentityAttribute>> {
    return explained(wanted.domainName, async () => wanted.domainName === previous.domainName
      ? this.reconcile(await this.identities.observe(wanted.domainName), wanted, origin, previous)
      // CloudFormation replaces the resource: another identity, unless this is the way back to one that we left.
      : this.establish(wanted, origin, wanted));
  }

  delete({ domainName }: Wanted, origin: Origin): Promise<void> {
    return explained(domainName, async () => {
      const live = await this.identities.observe(domainName);
      if (live && isOurs(live, origin)) {
        await this.identities.delete(domainName);
        log.info('deleted the identity', { domainName });
      } else {
        log.info('left the identity alone', { domainName, reason: live ? 'this resource did not create it' : 'it is gone' });
      }
    });
  }

  /** Makes an identity that this resource does not have yet, or takes it over; what fails leaves nothing behind. */
  private async establish(wanted: Wanted, origin: Origin, beforeIfOurs?: Wanted): Promise<Answer<SesDomainIdentityAttribute>> {
    try {
      const live = await this.identities.observe(wanted.domainName);
      if (live) {
        this.checkTakeOver(live, wanted, origin);
      }
      return await this.reconcile(live, wanted, origin, live && isOurs(live, origin) ? beforeIfOurs : undefined);
    } catch (error) {
      await this.undo(wanted.domainName, origin, error as Error);
      throw error;
    }
  }

  private async reconcile(
    live: LiveIdentity | undefined, wanted: Wanted, origin: Origin, previous?: Wanted,
  ): Promise<Answer<SesDomainIdentityAttribute>> {
    const changes = changesTo(live, wanted, previous);
    log.info('compared', { domainName: wanted.domainName, changes: changes.map(({ kind }) => kind) });
    // Before the first write, so that a key that is refused leaves everything as it was.
    const privateKey = changes.some(({ kind }) => kind === 'byodkim') ? await this.privateKey(wanted) : undefined;
    let dkim: Partial<LiveDkim> = live?.dkim ?? {};
    for (const change of changes) {
      dkim = { ...dkim, ...await this.apply(change, wanted, origin, privateKey) };
    }
    const arn = identityArn(origin.stackId, wanted.domainName);
    return { physicalId: wanted.domainName, attributes: attributesOf(wanted, dkim, arn) };
  }

  /** Does one thing; answers what SES said of DKIM, if it did. */
  private async apply(change: Change, { domainName }: Wanted, origin: Origin, privateKey?: string): Promise<Partial<LiveDkim> | void> {
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
      case 'signing enabled':
        return this.identities.putSigningEnabled(domainName, change.enabled);
      case 'easy dkim':
        return this.identities.putSigningAttributes(domainName, {
          SigningAttributesOrigin: 'AWS_SES',
          SigningAttributes: change.keyLength && { NextSigningKeyLength: change.keyLength },
        });
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

  private checkTakeOver(live: LiveIdentity, { existingIdentity }: Wanted, origin: Origin): void {
    if (existingIdentity === 'FAIL' && !isOurs(live, origin)) {
      const owner = ownerOf(live);
      throw new Error(`SES has this identity already${owner ? `, made by ${owner}` : ''}; `
        + 'to take it over set `existingIdentity: ExistingIdentity.ADOPT`, it is then not deleted with the stack');
    }
  }

  /** The key whose record was published, and no other. */
  private async privateKey({ domainName, signing }: Wanted): Promise<string> {
    if (signing.mode !== 'BYODKIM') {
      throw new Error(`${signing.mode} has no private key of ours`);
    }
    const { pair } = await this.keys.open(signing.location, signing.selector, domainName);
    if (pair.fingerprint !== signing.fingerprint) {
      throw new Error(`the secret ${signing.location.secretArn} has another key now than the one that was published for selector `
        + `'${signing.selector}'; deploy again, with a new selector for a new key`);
    }
    return pair.privateKey;
  }

  private async undo(domainName: string, origin: Origin, cause: Error): Promise<void> {
    try {
      const live = await this.identities.observe(domainName);
      if (live && isMadeBy(live, origin)) {
        await this.identities.delete(domainName);
        log.info('deleted the identity that was half made', { domainName });
      }
    } catch (error) {
      cause.message += `; what was made of it could not be removed (${(error as Error).message}), which the next deployment takes over`;
    }
  }
}
