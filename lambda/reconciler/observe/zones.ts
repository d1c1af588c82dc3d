import { recordsDomain, type ZonePlace } from '../../../src/contract/place';
import { type Ports, type StackState, type StoredRecord, ZoneGone } from '../../ports';
import { emptyMemory, entryOf, MEMORY_LABEL, parseMemory } from '../memory';
import type { State, ZoneView } from '../model';
import { goesBackWithout } from '../questions';
import { wantedRecords } from '../wanted';
import { obstacles } from '../zone-edit';
import type { Request } from './request';

/** Reads hosted zones: the records that may be ours, and the memory. */
export class Zones {
  private readonly views = new Map<string, ZoneView>();
  private readonly lost = new Map<string, Error>();
  /** By name, whether the stack has it as a native record set. */
  readonly nativeRecords = new Map<string, boolean>();

  constructor(private readonly ports: Ports, private readonly request: Request) {}

  forget(): void {
    this.views.clear();
  }

  /** From now on the zone counts as gone. */
  lose({ hostedZoneId }: ZonePlace, why: Error): void {
    this.lost.set(hostedZoneId, why);
    this.forget();
  }

  /** What was read of a zone. */
  known(place: State['settings']['place']): ZoneView | undefined {
    return place.kind === 'MANUAL' ? undefined : this.views.get(place.hostedZoneId);
  }

  async read(place: ZonePlace, stack: StackState): Promise<ZoneView> {
    const known = this.views.get(place.hostedZoneId);
    if (known) {
      return known;
    }
    const { domainName } = this.request.settings;
    const domain = recordsDomain(place, domainName);
    const view = await this.readZone(place, domain).catch((error: Error): ZoneView => {
      const isZoneGone = error instanceof ZoneGone;
      if (!isZoneGone && this.mayBeUnreachable(place)) {
        this.ports.log('WARN', 'left the records in a zone that cannot be reached', { domainName, hostedZoneId: place.hostedZoneId, error: error.message });
      } else if (!isZoneGone && !goesBackWithout(stack, error)) {
        throw error;
      }
      return { place, domain, isGone: true, problem: isZoneGone ? undefined : error.message, memory: emptyMemory(place.hostedZoneId), records: [] };
    });
    this.views.set(place.hostedZoneId, view);
    return view;
  }

  /** Records that stay behind harm no mail. A stack that cannot be deleted harms its owner. */
  private mayBeUnreachable({ hostedZoneId }: ZonePlace): boolean {
    const { goal, settings: { place } } = this.request;
    return goal.kind === 'remove' || place.kind === 'MANUAL' || place.hostedZoneId !== hostedZoneId;
  }

  private async readZone(place: ZonePlace, domain: string): Promise<ZoneView> {
    const { domainName } = this.request.settings;
    const why = this.lost.get(place.hostedZoneId);
    if (why) {
      throw why;
    }
    const port = this.ports.zone(place, domainName);
    const dkim = await port.below(`_domainkey.${domain}`);
    const memoryRecord = dkim.find(({ name, type }) => name === `${MEMORY_LABEL}.${domain}` && type === 'TXT');
    const memory = memoryRecord && parseMemory(memoryRecord.values.join(''));
    const labels = new Set([...memory?.entries ?? []].map(({ label }) => label).filter((label) => !label.endsWith('._domainkey')));
    const others = await Promise.all([...labels].map((label) => port.at(`${label}.${domain}`)));
    // Somebody may have copied all records of another zone.
    const ofThisZone = { ...memory ?? emptyMemory(''), zoneId: place.hostedZoneId };
    return { place, domain, isGone: false, memory: ofThisZone, memoryRecord, records: [...dkim, ...others.flat()] };
  }

  /** The names beside the DKIM records are known only when it is known what is wanted. */
  async readMail(state: State): Promise<void> {
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
    this.views.set(zone.place.hostedZoneId, { ...zone, records });
  }

  /** A record that is there, and of which the library does not know, may be one that CloudFormation removes with this deployment. */
  async readNativeRecords(state: State): Promise<void> {
    const { goal, settings: { place } } = state;
    const zone = place.kind === 'MANUAL' || place.roleArn !== undefined ? undefined : this.known(place);
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
}
