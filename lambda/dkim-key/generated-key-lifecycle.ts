import type { GeneratedKeys, KeptKey } from './generated-keys';
import { answerOf, idOf, zoneOf } from './key-answer';
import type { KeyLifecycle } from './key-lifecycle';
import type { KeysElsewhere } from './keys-elsewhere';
import { DKIM_KEY_TYPE, type DkimKeyAttribute, type DkimKeyRequest, type GeneratedKeyRequest } from '../../src/contract/dkim-key';
import type { Secrets } from '../aws/secrets';
import type { SesIdentities } from '../aws/ses-identities';
import type { Stacks } from '../aws/stacks';
import type { Answer, Origin } from '../custom-resources/lifecycle';
import { log } from '../custom-resources/log';
import { willStay } from '../domain-identity/ownership';
import type { LedgerKey } from '../published-keys/key-ledger';
import { orWithdraw } from '../published-keys/or-withdraw';
import type { PublishedKeys } from '../published-keys/published-keys';

interface Ports {
  readonly keys: GeneratedKeys;
  readonly secrets: Secrets;
  readonly identities: SesIdentities;
  readonly stacks: Stacks;
  readonly elsewhere: KeysElsewhere;
  /** Undefined where others publish the records. */
  readonly published: (request: GeneratedKeyRequest) => PublishedKeys | undefined;
}

/** A key that the handler makes: it is its own to keep in the secret, and to publish. */
export class GeneratedKeyLifecycle implements KeyLifecycle<GeneratedKeyRequest> {
  constructor(private readonly ports: Ports) {}

  async create(wanted: GeneratedKeyRequest, { requestId }: Origin): Promise<Answer<DkimKeyAttribute>> {
    const published = this.ports.published(wanted);
    const key = await this.obtain(wanted, requestId, published);
    if (published) {
      await orWithdraw(published, key, () => published.publish(key));
    }
    return answerOf(wanted, key);
  }

  async update(wanted: GeneratedKeyRequest, previous: DkimKeyRequest, origin: Origin): Promise<Answer<DkimKeyAttribute>> {
    await this.checkLeftRegions(wanted, previous, origin);
    await this.makeWayForSchedule(wanted, previous, origin);
    const published = this.ports.published(wanted);
    const key = await this.obtain(wanted, origin.requestId, published, previous);
    await published?.publish(key);
    if (zoneOf(wanted) !== zoneOf(previous)) {
      await published?.publishOthers(key.selector); // mail that is under way needs them in the other zone too
    }
    return answerOf(wanted, key);
  }

  /** The records go with the key, but for that of an identity that stays. The key goes with its secret, which is CloudFormation's. */
  async delete(request: GeneratedKeyRequest, origin: Origin): Promise<void> {
    const published = this.ports.published(request);
    if (!published) {
      return;
    }
    const keys = await published.keys();
    const current = keys.find(({ isCurrent }) => isCurrent)?.selector ?? '';
    const successor = idOf({ ...request, isRotated: !request.isRotated }, current);
    if (await this.ports.stacks.has(origin.stackId, DKIM_KEY_TYPE, successor)) {
      return; // rotation has begun or ended, and the same records are another resource's now
    }
    const isFormer = ({ selector, isCurrent }: LedgerKey) => !isCurrent && idOf(request, selector) === origin.physicalId;
    const former = request.isRotated ? undefined : keys.find(isFormer);
    const live = await this.ports.identities.observe(request.domainName);
    const tokens = live && (request.records!.identityIsRetained || willStay(live, origin)) ? live.dkim.tokens : [];
    const unused = (former ? [former] : keys).filter(({ selector }) => !tokens.includes(selector));
    if (request.elsewhere) {
      await this.ports.elsewhere.checkUnused(unused, request.domainName, request.elsewhere);
    }
    await (former ? published.forget(unused) : published.remove(unused));
  }

  private obtain(wanted: GeneratedKeyRequest, requestId: string, published?: PublishedKeys, previous?: DkimKeyRequest): Promise<KeptKey> {
    const inTurns = [wanted, ...previous?.kind === 'generated' ? [previous] : []].flatMap(({ records }) => records?.delegation?.selectors ?? []);
    const freeSelector = published && wanted.records?.delegation && (async () => {
      const live = await this.ports.identities.observe(wanted.domainName);
      return published.freeSelector(live?.dkim.tokens ?? []);
    });
    return this.ports.keys.obtain(wanted, requestId, inTurns, freeSelector);
  }

  /** A Region that rotation does not switch any more is not left on a key that it will retire. */
  private async checkLeftRegions(wanted: GeneratedKeyRequest, previous: DkimKeyRequest, { stackId }: Origin): Promise<void> {
    const before = previous.kind === 'generated' ? previous.elsewhere : undefined;
    const left = before?.regions.filter((region) => !wanted.elsewhere?.regions.includes(region)) ?? [];
    if (left.length > 0 && !await this.ports.stacks.isRollingBack(stackId)) {
      const keys = await this.ports.published(wanted)?.keys() ?? [];
      await this.ports.elsewhere.checkUnused(keys, wanted.domainName, { ...before!, regions: left });
    }
  }

  /**
   * The schedule is CloudFormation's own resource and comes after this one. Secrets Manager refuses to change it while a
   * rotation is unfinished, and refuses the rollback of it too, which would leave the stack where only an operator can help.
   */
  private async makeWayForSchedule(wanted: GeneratedKeyRequest, previous: DkimKeyRequest, { stackId }: Origin): Promise<void> {
    const unfinished = wanted.isRotated ? await this.ports.secrets.unfinishedRotation(wanted.secretArn) : undefined;
    const what = previous.kind === 'generated' && previous.isRotated ? changed(wanted, previous) : undefined;
    if (!unfinished || (!unfinished.isCancelled && !what)) {
      return;
    }
    if (!unfinished.isCancelled && !await this.ports.stacks.isRollingBack(stackId)) {
      throw new Error(`a rotation of the key of ${wanted.domainName} has begun and not ended, so ${what} cannot be changed now; `
        + 'wait, or abandon it by `aws secretsmanager cancel-rotate-secret`, and deploy again');
    }
    await this.ports.secrets.abandonRotation(wanted.secretArn, unfinished);
    log.warn('abandoned an unfinished rotation', { domainName: wanted.domainName, versionId: unfinished.versionId });
  }
}

/** What an unfinished rotation cannot go on after: it has taken the selector that its key has, and that another would take now. */
function changed({ rotationSchedule, keyLength, records }: GeneratedKeyRequest, previous: GeneratedKeyRequest): string | undefined {
  if (rotationSchedule !== previous.rotationSchedule) {
    return 'its schedule';
  }
  if (`${records?.delegation?.selectors}` !== `${previous.records?.delegation?.selectors}`) {
    return 'its selectors';
  }
  return records?.delegation && keyLength !== previous.keyLength ? 'its key length' : undefined;
}
