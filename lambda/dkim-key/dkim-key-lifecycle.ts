import { followedKey } from './followed-keys';
import type { GeneratedKeys, KeptKey } from './generated-keys';
import type { KeysElsewhere } from './keys-elsewhere';
import type { StoredKeys } from './stored-keys';
import {
  decodeDkimKey, DKIM_KEY_TYPE, DkimKeyAttribute, DkimKeyRequest, FollowedKeyRequest, GeneratedKeyRequest,
} from '../../src/contract/dkim-key';
import type { Secrets } from '../aws/secrets';
import type { SesIdentities } from '../aws/ses-identities';
import type { Stacks } from '../aws/stacks';
import type { Answer, Lifecycle, Origin } from '../custom-resources/lifecycle';
import { log } from '../custom-resources/log';
import { willStay } from '../domain-identity/ownership';
import { dkimRecordValue, route53TxtValue } from '../keys';
import type { FollowedSecret } from '../published-keys/followed-secret';
import type { LedgerKey } from '../published-keys/key-ledger';
import type { PublishedKeys } from '../published-keys/published-keys';

type Wanted = DkimKeyRequest;

/** `Custom::DkimKey`: what a template may know of a private key. A key that it makes is its own to keep and to publish. */
export class DkimKeyLifecycle implements Lifecycle<Wanted, DkimKeyAttribute> {
  readonly decode = decodeDkimKey;

  constructor(
    private readonly stored: StoredKeys,
    private readonly generated: GeneratedKeys,
    private readonly identities: SesIdentities,
    private readonly stacks: Stacks,
    private readonly secrets: Secrets,
    /** Undefined where others publish the records. */
    private readonly published: (request: GeneratedKeyRequest) => PublishedKeys | undefined,
    private readonly elsewhere: KeysElsewhere,
    private readonly followed: (request: FollowedKeyRequest) => FollowedSecret,
  ) {}

  async create(wanted: Wanted, { requestId }: Origin): Promise<Answer<DkimKeyAttribute>> {
    if (wanted.kind === 'stored') {
      return this.look(wanted);
    }
    if (wanted.kind === 'followed') {
      return this.follow(wanted, 'create');
    }
    const key = await this.generated.obtain(wanted, requestId);
    const published = this.published(wanted);
    if (published) {
      await orWithdraw(published, key, () => published.publish(key));
    }
    return answerOf(wanted, key);
  }

  async update(wanted: Wanted, previous: Wanted, origin: Origin): Promise<Answer<DkimKeyAttribute>> {
    if (wanted.kind === 'stored') {
      return this.look(wanted);
    }
    if (wanted.kind === 'followed') {
      return this.follow(wanted, zoneOf(wanted) === zoneOf(previous) ? 'update' : 'move');
    }
    await this.checkLeftRegions(wanted, previous, origin);
    await this.makeWayForSchedule(wanted, previous, origin.stackId);
    const key = await this.generated.obtain(wanted, origin.requestId);
    const published = this.published(wanted);
    await published?.publish(key);
    if (zoneOf(wanted) !== zoneOf(previous)) {
      await published?.publishOthers(key.selector); // mail that is under way needs them in the other zone too
    }
    return answerOf(wanted, key);
  }

  /** The records go with the key, but for that of an identity that stays. The key goes with its secret, which is CloudFormation's. */
  async delete(request: Wanted, origin: Origin): Promise<void> {
    if (request.kind === 'followed') {
      return this.leave(request, origin);
    }
    const published = request.kind === 'generated' ? this.published(request) : undefined;
    if (request.kind === 'stored' || !published) {
      return;
    }
    const keys = await published.keys();
    const current = keys.find(({ isCurrent }) => isCurrent)?.selector ?? '';
    const successor = idOf({ ...request, isRotated: !request.isRotated }, current);
    if (await this.stacks.has(origin.stackId, DKIM_KEY_TYPE, successor)) {
      return; // rotation has begun or ended, and the same records are another resource's now
    }
    const isFormer = ({ selector, isCurrent }: LedgerKey) => !isCurrent && idOf(request, selector) === origin.physicalId;
    const former = request.isRotated ? undefined : keys.find(isFormer);
    const live = await this.identities.observe(request.domainName);
    const tokens = live && (request.records!.identityIsRetained || willStay(live, origin)) ? live.dkim.tokens : [];
    const unused = (former ? [former] : keys).filter(({ selector }) => !tokens.includes(selector));
    if (request.elsewhere) {
      await this.elsewhere.checkUnused(unused, request.domainName, request.elsewhere);
    }
    await (former ? published.forget(unused) : published.remove(unused));
  }

  /** A Region that rotation does not switch any more is not left on a key that it will retire. */
  private async checkLeftRegions(wanted: GeneratedKeyRequest, previous: Wanted, { stackId }: Origin): Promise<void> {
    const before = previous.kind === 'generated' ? previous.elsewhere : undefined;
    const left = before?.regions.filter((region) => !wanted.elsewhere?.regions.includes(region)) ?? [];
    if (left.length > 0 && !await this.stacks.isRollingBack(stackId)) {
      const keys = await this.published(wanted)?.keys() ?? [];
      await this.elsewhere.checkUnused(keys, wanted.domainName, { ...before!, regions: left });
    }
  }

  /**
   * The schedule is CloudFormation's own resource and comes after this one. Secrets Manager refuses to change it while a
   * rotation is unfinished, and refuses the rollback of it too, which would leave the stack where only an operator can help.
   */
  private async makeWayForSchedule(wanted: GeneratedKeyRequest, previous: Wanted, stackId: string): Promise<void> {
    const unfinished = wanted.isRotated ? await this.secrets.unfinishedRotation(wanted.secretArn) : undefined;
    const isChanged = previous.kind === 'generated' && previous.isRotated && wanted.rotationSchedule !== previous.rotationSchedule;
    if (!unfinished || (!unfinished.isCancelled && !isChanged)) {
      return;
    }
    if (!unfinished.isCancelled && !await this.stacks.isRollingBack(stackId)) {
      throw new Error(`a rotation of the key of ${wanted.domainName} has begun and not ended, so its schedule cannot be changed now; `
        + 'wait, or abandon it by `aws secretsmanager cancel-rotate-secret`, and deploy again');
    }
    await this.secrets.abandonRotation(wanted.secretArn, unfinished);
    log.warn('abandoned an unfinished rotation', { domainName: wanted.domainName, versionId: unfinished.versionId });
  }

  private async follow(wanted: FollowedKeyRequest, event: 'create' | 'update' | 'move'): Promise<Answer<DkimKeyAttribute>> {
    const secret = this.followed(wanted);
    const key = await followedKey(secret, (await this.identities.observe(wanted.domainName))?.dkim);
    if (event === 'create' && !await secret.knows(key)) {
      await orWithdraw(secret.published, key, () => secret.publish(key));
    } else {
      await secret.publish(key); // the function that follows the secret may be at it as well
    }
    if (event === 'move') {
      await secret.published.publishOthers(key.selector);
    }
    return answerOf(wanted, key);
  }

  /** The record of what SES signs with stays, unless it is in another zone from now on. */
  private async leave(request: FollowedKeyRequest, { stackId, physicalId }: Origin): Promise<void> {
    const elsewhere = idOf(request, '').slice(zoneOf(request).length);
    const hasMoved = await this.stacks.some(stackId, DKIM_KEY_TYPE, (id) => id !== physicalId && id.endsWith(elsewhere));
    const live = hasMoved ? undefined : await this.identities.observe(request.domainName);
    await this.followed(request).leave(live?.dkim.tokens ?? [], hasMoved);
  }

  private async look(wanted: Wanted & { readonly kind: 'stored' }): Promise<Answer<DkimKeyAttribute>> {
    const { selector, location, domainName } = wanted;
    return answerOf(wanted, { selector, ...await this.stored.open(location, selector, domainName) });
  }
}

/** What could not be published leaves nothing behind. */
async function orWithdraw(published: PublishedKeys, { selector }: KeptKey, publish: () => Promise<void>): Promise<void> {
  try {
    await publish();
  } catch (error) {
    await published.withdraw(selector).catch(({ message }: Error) => {
      (error as Error).message += `; its record, if it was written, could not be removed (${message})`;
    });
    throw error;
  }
}

/** Another key is another resource, so that CloudFormation asks for the removal of the former one; not where keys are rotated. */
function idOf(request: Wanted, selector: string): string {
  if (request.kind === 'followed') {
    return `${zoneOf(request)} _domainkey.${request.domainName} ${request.secretArn}`;
  }
  const name = request.kind === 'generated' && request.isRotated ? '_domainkey' : `${selector}._domainkey`;
  return `${zoneOf(request)} ${name}.${request.domainName}`.trim();
}

function zoneOf(request: Wanted): string {
  return request.kind === 'stored' ? '' : request.records?.hostedZoneId ?? '';
}

function answerOf(wanted: Wanted, { selector, pair, versionId }: Pick<KeptKey, 'selector' | 'pair' | 'versionId'>): Answer<DkimKeyAttribute> {
  const value = dkimRecordValue(pair.publicKey);
  return {
    physicalId: idOf(wanted, selector),
    attributes: {
      Fingerprint: pair.fingerprint,
      Selector: selector,
      SecretVersionId: versionId,
      TxtValue: value,
      Route53Value: route53TxtValue(value),
    },
  };
}
