import { emptyMemory, entryOf, holderId, isClaimedBy, MEMORY_LABEL, parseMemory } from './memory';
import type { Elsewhere, Goal, KeyViews, Me, Session, State, ZoneView } from './model';
import { isSoleHolder } from './rules/removal';
import { wantedRecords } from './wanted';
import { obstacles } from './zone-edit';
import type { KeySource } from '../../src/contract/dkim-key';
import { type DomainIdentitySettings, encodeSettings } from '../../src/contract/domain-identity';
import { recordsDomain, type ZonePlace } from '../../src/contract/place';
import type { Signing } from '../../src/contract/signing';
import { readAsFound, readWants } from '../identity/ownership';
import type { DnsAnswer, LiveIdentity, Ports, SecretView, StackState, StoredRecord } from '../ports';
import { ZoneGone } from '../ports';
import { dmarcAmong, tagsOf } from '../records/dmarc';

/** What may change when a step is done, and is then read again. */
export type Part = 'identity' | 'keys' | 'zones' | 'dns' | 'elsewhere';

interface Request {
  readonly goal: Goal;
  readonly me: Me;
  readonly settings: DomainIdentitySettings;
}

/** Readings are repeated for as long before an absence is believed: SES may be behind its own writes (assumed). */
const STALE_MS = 60_000;
const PAUSE_MS = 5_000;
const STACK_MS = 10_000;

/** A key that changes by deployments only, and that the other triggers may not read. */
const UNREAD: SecretView = { state: 'there', rotationEnabled: false };

/** Reads the world for one domain. What no step has changed is not read twice. */
export class Observer {
  private identity?: { readonly value: LiveIdentity | undefined };
  private keys?: KeyViews;
  private readonly zones = new Map<string, ZoneView>();
  private readonly dns: Record<string, DnsAnswer | undefined> = {};
  private elsewhere?: readonly Elsewhere[];
  private inheritedDmarc?: State['inheritedDmarc'];
  private nativeIdentity?: boolean;
  /** By name, whether the stack has it as a native record set. */
  private readonly nativeRecords = new Map<string, boolean>();
  private knowsInherited = false;
  private stack?: { readonly value: StackState; readonly at: number };

  constructor(private readonly ports: Ports, private readonly request: Request) {}

  forget(...parts: readonly Part[]): void {
    if (parts.includes('identity')) this.identity = undefined;
    if (parts.includes('keys')) this.keys = undefined;
    if (parts.includes('zones')) this.zones.clear();
    if (parts.includes('elsewhere')) this.elsewhere = undefined;
    if (parts.includes('dns')) Object.keys(this.dns).forEach((name) => delete this.dns[name]);
  }

  /** What SES answered to a write is as good as a reading. */
  learn(change: (identity: LiveIdentity | undefined) => LiveIdentity | undefined): void {
    if (this.identity) {
      this.identity = { value: change(this.identity.value) };
    }
  }

  know(identity: LiveIdentity | undefined): void {
    this.identity = { value: identity };
  }

  async state(session: Session): Promise<State> {
    const { goal, me, settings } = this.request;
    const stack = await this.stackState();
    const zone = settings.place.kind === 'MANUAL' ? undefined : await this.zone(settings.place);
    const isNew = goal.kind === 'deploy' && goal.isCreate && !session.exists && !this.identity;
    const needsIdentity = !isNew && !session.isDeleted && !(isSoleHolder({ goal, me, zone }) && !session.exists);
    if (needsIdentity) {
      await this.readIdentity(session, stack === 'rolling back', zone);
    }
    const identity = session.isDeleted ? undefined : this.identity?.value;
    const keys = goal.kind === 'remove' ? { alsoPublish: [] } : this.keys ??= await this.readKeys(identity);
    const former = await Promise.all(this.formerPlaces(this.identity?.value).map((place) => this.zone(place)));
    const elsewhere = this.elsewhere ??= await this.readElsewhere(identity);
    const state: State = {
      goal,
      me,
      settings,
      stack,
      identity,
      keys,
      zone,
      former,
      elsewhere,
      session,
      now: this.ports.now(),
      isIdentityKnown: this.identity !== undefined || session.isDeleted,
      nativeIdentity: identity ? this.nativeIdentity ??= await this.hasNativeIdentity() : false,
      nativeRecords: this.nativeRecords,
      dns: this.dns,
    };
    if (goal.kind === 'remove') {
      return state;
    }
    await this.readZoneOfMail(state);
    await this.readNativeRecords(state);
    await this.readDns(state);
    return { ...state, inheritedDmarc: await this.readInheritedDmarc(state), zone: zone && await this.zone(zone.place), dns: { ...this.dns } };
  }

  /** A stack does not change its state from one step to the next; a switch looks again. */
  private async stackState(): Promise<StackState> {
    const now = this.ports.now();
    if (!this.stack || now - this.stack.at > STACK_MS) {
      this.stack = { value: await this.ports.stack.state(), at: now };
    }
    return this.stack.value;
  }

  // --- SES

  /** Right after a write SES may still answer what was true before: an absence, or nothing to do in a rollback, is looked at again. */
  private async readIdentity(session: Session, rollingBack: boolean, zone: ZoneView | undefined): Promise<void> {
    if (this.identity) {
      return;
    }
    const { goal, settings: { domainName } } = this.request;
    const isDoubtful = (identity: LiveIdentity | undefined): boolean => {
      if (identity === undefined) {
        // A Create that never answered may have made nothing. If it wrote a record, it had made the identity before.
        return goal.kind === 'remove' && goal.isInvented ? this.hasClaims(zone) : !session.exists || goal.kind === 'remove';
      }
      return rollingBack && goal.kind === 'deploy' && !this.differsFromPrevious(identity);
    };
    let identity = await this.ports.identities.get(domainName);
    while (isDoubtful(identity) && goal.kind !== 'tend' && this.ports.now() - session.startedAt < STALE_MS) {
      await this.ports.pause(PAUSE_MS);
      identity = await this.ports.identities.get(domainName);
    }
    this.identity = { value: identity };
  }

  private hasClaims(zone: ZoneView | undefined): boolean {
    return zone?.memory.entries.some((entry) => isClaimedBy(entry, holderId(this.request.me))) ?? false;
  }

  /** Whether SES shows what the failed deployment did, so that the reading is no older than that. */
  private differsFromPrevious(identity: LiveIdentity): boolean {
    const { goal, settings } = this.request;
    const text = (of: DomainIdentitySettings) => JSON.stringify(encodeSettings(of));
    if (goal.kind !== 'deploy' || !goal.previous || text(goal.previous) === text(settings)) {
      return true;
    }
    const wants = readWants(identity.tags);
    return wants !== undefined && text(wants.settings) === text(goal.previous);
  }

  private async readElsewhere(identity: LiveIdentity | undefined): Promise<readonly Elsewhere[]> {
    const { settings, goal } = this.request;
    const previous = goal.kind === 'deploy' ? goal.previous?.signing : identity && readWants(identity.tags)?.settings.signing;
    const regions = new Set([settings.signing, ...previous ? [previous] : []].flatMap(replicaRegions));
    return Promise.all([...regions].map(async (region): Promise<Elsewhere> => {
      try {
        return { region, identity: await this.ports.identitiesIn(region).get(settings.domainName) };
      } catch (error) {
        return { region, problem: `cannot see the SES identity ${settings.domainName} in ${region}: ${(error as Error).message}` };
      }
    }));
  }

  private hasNativeIdentity(): Promise<boolean> {
    const { goal, settings: { domainName } } = this.request;
    // CloudFormation names it by its name. [DOC AWS::SES::EmailIdentity, Ref]
    return goal.kind === 'deploy' && goal.request.existingIdentity === 'ADOPT'
      ? this.ports.stack.has('AWS::SES::EmailIdentity', domainName)
      : Promise.resolve(false);
  }

  // --- secrets

  private async readKeys(identity: LiveIdentity | undefined): Promise<KeyViews> {
    const { goal, settings: { signing, domainName } } = this.request;
    const read = async (source: KeySource | { readonly kind: 'REPLICA'; readonly secretId: string }): Promise<SecretView> => (
      goal.kind === 'deploy' || source.kind === 'FOLLOWED' || source.kind === 'GENERATED'
        ? this.ports.keys.view(source, domainName, this.selectorsInTurns(identity))
        : UNREAD
    );
    switch (signing.mode) {
      case 'BYODKIM':
        return { signing: await read(signing.key), alsoPublish: await Promise.all(signing.alsoPublish.map(read)) };
      case 'BYODKIM_REPLICA':
        return { signing: goal.kind === 'deploy' ? await read({ kind: 'REPLICA', secretId: signing.secretId }) : undefined, alsoPublish: [] };
      default:
        return { alsoPublish: [] };
    }
  }

  /** The selectors that a generated key may have been given, now or before. */
  private selectorsInTurns(identity: LiveIdentity | undefined): readonly string[] {
    const { goal, settings } = this.request;
    const places = [settings.place, ...goal.kind === 'deploy' && goal.previous ? [goal.previous.place] : [], ...this.formerPlaces(identity)];
    return [...new Set(places.flatMap((place) => place.kind === 'CNAME_DELEGATED' ? place.selectors : []))];
  }

  // --- zones

  /** Zones that have records of the domain still. */
  private formerPlaces(identity: LiveIdentity | undefined): ZonePlace[] {
    const { goal, settings } = this.request;
    const previous = goal.kind === 'deploy' && goal.previous?.domainName === settings.domainName ? [goal.previous.place] : [];
    const wants = identity && readWants(identity.tags);
    const before = identity && readWants(readAsFound(identity)?.ownerTags ?? {});
    const candidates = [...previous, ...[wants, before].flatMap((known) => known ? [known.settings.place, ...known.former] : [])];
    const known = new Set(settings.place.kind === 'MANUAL' ? [] : [settings.place.hostedZoneId]);
    return candidates.filter((place): place is ZonePlace => {
      if (place.kind === 'MANUAL' || known.has(place.hostedZoneId)) {
        return false;
      }
      known.add(place.hostedZoneId);
      return true;
    });
  }

  private async zone(place: ZonePlace): Promise<ZoneView> {
    const known = this.zones.get(place.hostedZoneId);
    if (known) {
      return known;
    }
    const { domainName } = this.request.settings;
    const domain = recordsDomain(place, domainName);
    const view = await this.readZone(place, domain).catch((error: Error): ZoneView => {
      if (error instanceof ZoneGone || this.mayBeUnreachable(place)) {
        if (!(error instanceof ZoneGone)) {
          this.ports.log('WARN', 'left the records in a zone that cannot be reached', { domainName, hostedZoneId: place.hostedZoneId, error: error.message });
        }
        return { place, domain, isGone: true, memory: emptyMemory(place.hostedZoneId), records: [] };
      }
      throw error;
    });
    this.zones.set(place.hostedZoneId, view);
    return view;
  }

  /** Records that stay behind harm no mail; a stack that cannot go harms its owner. */
  private mayBeUnreachable({ hostedZoneId }: ZonePlace): boolean {
    const { goal, settings: { place } } = this.request;
    return goal.kind === 'remove' || (place.kind !== 'MANUAL' && place.hostedZoneId !== hostedZoneId) || place.kind === 'MANUAL';
  }

  private async readZone(place: ZonePlace, domain: string): Promise<ZoneView> {
    const { domainName } = this.request.settings;
    const port = this.ports.zone(place, domainName);
    const dkim = await port.below(`_domainkey.${domain}`);
    const memoryRecord = dkim.find(({ name, type }) => name === `${MEMORY_LABEL}.${domain}` && type === 'TXT');
    const memory = memoryRecord && parseMemory(memoryRecord.values.join(''));
    const labels = new Set([...memory?.entries ?? []].map(({ label }) => label).filter((label) => !label.endsWith('._domainkey')));
    const others = await Promise.all([...labels].map((label) => port.at(`${label}.${domain}`)));
    return { place, domain, isGone: false, memory: memory ?? emptyMemory(place.hostedZoneId), memoryRecord, records: [...dkim, ...others.flat()] };
  }

  /** The names beside the DKIM records are known only when it is known what is wanted. */
  private async readZoneOfMail(state: State): Promise<void> {
    const { zone } = state;
    if (!zone || zone.isGone) {
      return;
    }
    const missing = new Set(wantedRecords(state).map(({ label }) => label).filter((label) => (
      !label.endsWith('._domainkey') && !zone.memory.entries.some((entry) => entry.label === label)
    )));
    const port = this.ports.zone(zone.place, this.request.settings.domainName);
    const found: StoredRecord[][] = await Promise.all([...missing].map((label) => port.at(`${label}.${zone.domain}`)));
    const names = new Set(zone.records.map(({ name, type }) => `${name} ${type}`));
    const records = [...zone.records, ...found.flat().filter(({ name, type }) => !names.has(`${name} ${type}`))];
    this.zones.set(zone.place.hostedZoneId, { ...zone, records });
  }

  /** A record that is there, and of which the library does not know, may be one that CloudFormation removes with this deployment. */
  private async readNativeRecords(state: State): Promise<void> {
    const { goal, settings: { place } } = state;
    const zone = place.kind === 'MANUAL' || place.roleArn !== undefined ? undefined : this.zones.get(place.hostedZoneId);
    if (goal.kind !== 'deploy' || !zone) {
      return;
    }
    for (const { label, type } of wantedRecords(state)) {
      for (const { name } of entryOf(zone.memory, label, type) ? [] : obstacles(zone, label, type)) {
        // CloudFormation names it by its name. [DOC AWS::Route53::RecordSet, Ref]
        this.nativeRecords.set(name, this.nativeRecords.get(name) ?? await this.ports.stack.has('AWS::Route53::RecordSet', name));
      }
    }
  }

  // --- DNS

  /** Only names that are published are asked for: a resolver would remember that they were not there. */
  private async readDns(state: State): Promise<void> {
    const { settings: { domainName, place, mailFrom }, goal } = state;
    const zone = place.kind === 'MANUAL' ? undefined : this.zones.get(place.hostedZoneId);
    const wanted = wantedRecords(state);
    const isManual = zone === undefined;
    const isReplica = goal.kind === 'deploy' && goal.request.signing.mode === 'BYODKIM_REPLICA';
    const names = isManual || isReplica
      ? goal.kind === 'deploy' && goal.request.waitSeconds === undefined && !isReplica ? [] : wanted.map(({ label, type }) => [`${label}.${domainName}`, type] as const)
      : wanted.filter(({ label, type }) => obstacles(zone, label, type).length > 0).map(({ label, type }) => [`${label}.${domainName}`, type] as const);
    const memory = zone?.memoryRecord ? [[`${MEMORY_LABEL}.${zone.domain}`, 'TXT'] as const] : [];
    const mx = isManual && goal.kind === 'tend' && mailFrom ? [[mailFrom.domainName, 'MX'] as const] : [];
    await Promise.all([...names, ...memory, ...mx].map(async ([name, type]) => {
      this.dns[`${name} ${type}`] ??= await this.ports.dns.ask(name, type);
    }));
  }

  /** The record of the highest domain that has one; that of a public suffix (RFC 9989, `psd`) only if there is no other. */
  private async readInheritedDmarc({ settings: { dmarc, domainName, place }, goal }: State): Promise<State['inheritedDmarc']> {
    if (goal.kind !== 'deploy' || dmarc === undefined || place.kind !== 'HOSTED_ZONE' || this.knowsInherited) {
      return this.inheritedDmarc;
    }
    this.knowsInherited = true;
    const labels = domainName.split('.');
    let ofSuffix: State['inheritedDmarc'];
    for (let length = 2; length < labels.length; length++) {
      const name = `_dmarc.${labels.slice(-length).join('.')}`;
      const answer = await this.ports.dns.ask(name, 'TXT');
      if (answer.kind === 'unknown') {
        return this.inheritedDmarc = { problem: `DNS gives ${answer.problem} at ${name}` };
      }
      const record = answer.kind === 'values' ? dmarcAmong(answer.values) : undefined;
      if (record !== undefined && tagsOf(record).psd !== 'y') {
        return this.inheritedDmarc = { name, record };
      }
      ofSuffix ??= record === undefined ? undefined : { name, record };
    }
    return this.inheritedDmarc = ofSuffix;
  }
}

function replicaRegions(signing: Signing): readonly string[] {
  return signing.mode === 'BYODKIM' && signing.key.kind === 'GENERATED' ? signing.key.replicaRegions : [];
}

