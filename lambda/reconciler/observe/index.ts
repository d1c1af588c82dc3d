import { isDoubtful, isTakenFromAnother, STALE_MS } from './doubt';
import { readKeys } from './keys';
import { PublicDns } from './public-dns';
import type { Request } from './request';
import { Zones } from './zones';
import type { ZonePlace } from '../../../src/contract/place';
import type { Signing } from '../../../src/contract/signing';
import { readAsFound } from '../../identity/as-found';
import { readWants } from '../../identity/ownership';
import type { LiveIdentity, Ports, StackState } from '../../ports';
import type { Elsewhere, KeyViews, Session, State, ZoneView } from '../model';
import { isSoleHolder } from '../rules/removal';

/** What may change when a step is done, and is then read again. */
export type Part = 'identity' | 'keys' | 'zones' | 'dns' | 'elsewhere';

/** Between two looks at an identity. */
const PAUSE_MS = 5_000;
const STACK_MS = 10_000;

/** Reads the world for one domain. What no step has changed is not read twice. */
export class Observer {
  private identity?: { readonly value: LiveIdentity | undefined };
  private keys?: KeyViews;
  readonly zones: Zones;
  private readonly publicDns: PublicDns;
  private elsewhere?: { readonly regions: string; readonly value: readonly Elsewhere[] };
  private nativeIdentity?: boolean;
  private stack?: { readonly value: StackState; readonly at: number };

  constructor(private readonly ports: Ports, private readonly request: Request) {
    this.zones = new Zones(ports, request);
    this.publicDns = new PublicDns((name, type) => ports.dns.ask(name, type));
  }

  forget(...parts: readonly Part[]): void {
    if (parts.includes('identity')) this.identity = undefined;
    if (parts.includes('keys')) this.keys = undefined;
    if (parts.includes('zones')) this.zones.forget();
    if (parts.includes('elsewhere')) this.elsewhere = undefined;
    if (parts.includes('dns')) this.publicDns.forget();
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
    const readZone = async () => settings.place.kind === 'MANUAL' ? undefined : this.zones.read(settings.place, stack);
    let zone = await readZone();
    const isNew = goal.kind === 'deploy' && goal.isCreate && !session.exists && !this.identity;
    const needsIdentity = !isNew && !session.isDeleted && !(isSoleHolder({ goal, me, zone }) && !session.exists);
    if (needsIdentity) {
      const before = await Promise.all(this.formerPlaces(undefined).map((place) => this.zones.read(place, stack)));
      await this.readIdentity(session, stack === 'rolling back', [...zone ? [zone] : [], ...before]);
      zone = await readZone();
    }
    const identity = session.isDeleted ? undefined : this.identity?.value;
    const keys = goal.kind === 'remove' ? { alsoPublish: [] } : this.keys ??= await readKeys(this.ports, this.request, { identity, zone, stack, alternating: this.alternatingSelectors(identity) });
    const former = await Promise.all(this.formerPlaces(this.identity?.value).map((place) => this.zones.read(place, stack)));
    const elsewhere = await this.readElsewhere(identity);
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
      nativeRecords: this.zones.nativeRecords,
      dns: this.publicDns.answers,
    };
    if (goal.kind === 'remove') {
      return state;
    }
    await this.zones.readMail(state);
    await this.zones.readNativeRecords(state);
    const { publicDns } = this;
    await publicDns.read(state, this.zones.known(settings.place));
    return {
      ...state,
      inheritedDmarc: await publicDns.readInheritedDmarc(state),
      zone: zone && await this.zones.read(zone.place, stack),
      dns: { ...publicDns.answers },
    };
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

  private async readIdentity(session: Session, isRollingBack: boolean, zones: readonly ZoneView[]): Promise<void> {
    if (this.identity) {
      return;
    }
    const { domainName } = this.request.settings;
    let identity = await this.ports.identities.get(domainName);
    const untilSure = () => (session.existsSince ?? session.startedAt) + STALE_MS - this.ports.now();
    while (untilSure() > 0 && isDoubtful(identity, this.request, { session, isRollingBack, zones, now: this.ports.now() })) {
      // No reading ends the doubt before a take-over. SES takes one call a second, and many domains may change their stack at once.
      await this.ports.pause(isTakenFromAnother(identity, this.request) ? untilSure() : PAUSE_MS);
      this.zones.forget(); // what this resource did a moment ago may be in progress
      identity = await this.ports.identities.get(domainName);
    }
    this.identity = { value: identity };
  }

  private async readElsewhere(identity: LiveIdentity | undefined): Promise<readonly Elsewhere[]> {
    const { settings, goal } = this.request;
    const previous = goal.kind === 'deploy' ? goal.previous?.signing : identity && readWants(identity.tags)?.settings.signing;
    const regions = [...new Set([settings.signing, ...previous ? [previous] : []].flatMap(replicaRegions))];
    if (this.elsewhere?.regions !== regions.join()) {
      this.elsewhere = { regions: regions.join(), value: await this.readRegions(regions) };
    }
    return this.elsewhere.value;
  }

  private readRegions(regions: readonly string[]): Promise<readonly Elsewhere[]> {
    const { settings } = this.request;
    return Promise.all(regions.map(async (region): Promise<Elsewhere> => {
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

  // --- secrets and zones

  /** The selectors that a generated key may have been given, now or before. */
  private alternatingSelectors(identity: LiveIdentity | undefined): readonly string[] {
    const { goal, settings } = this.request;
    const places = [settings.place, ...goal.kind === 'deploy' && goal.previous ? [goal.previous.place] : [], ...this.formerPlaces(identity)];
    return [...new Set(places.flatMap((place) => place.kind === 'CNAME_DELEGATED' ? place.selectors : []))];
  }

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
}

function replicaRegions(signing: Signing): readonly string[] {
  return signing.mode === 'BYODKIM' && signing.key.kind === 'GENERATED' ? signing.key.replicaRegions : [];
}
