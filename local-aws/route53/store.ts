import type * as sdk from '@aws-sdk/client-route-53';
import { Changes, type ChangeStatus } from './changes';
import { Dns, type Period, ServedRecords, type ServedZone } from './dns';
import { HostedZone, InvalidBatch } from './hosted-zone';
import { newId, normalName, problemOfName } from './names';
import { AwsError, NotImplementedError } from '../kernel/aws-error';
import type { Clock } from '../kernel/clock';

export interface Route53Options {
  readonly clock: Clock;
  /** How long a change takes to reach all name servers: AWS says generally within 60 seconds. [DOC GetChange] */
  readonly propagationMs: number;
}

interface Hosted {
  readonly zone: HostedZone;
  /** A private zone has none. */
  readonly served?: ServedZone;
  /** Engine milliseconds until which a change is worked on. */
  busyUntil: number;
}

/** Hosted zones of all accounts, and the DNS that serves them. */
export class Store {
  readonly dns: Dns;
  readonly changes: Changes;
  /** What a domain's registrar does: points it at name servers. Until then the first zone of a name is the one in DNS. */
  readonly registrar = {
    delegate: (name: string, nameServers: readonly string[]): void => this.dns.delegate(name, nameServers),
  };

  /** Switch: the assumption of this name. CloudFormation is not refused, because it tries again by itself. */
  processingMs = 0;
  /** Switch: Throttling by the documented rates. */
  throttles = false;
  /** Switch: the assumption `recordSetWaits` of CloudFormation. */
  waitsForInsync = true;
  /** Switch: the assumption of this name. */
  staggered = false;

  private readonly zones = new Map<string, Hosted>();
  private zonesMade = 0;

  constructor(private readonly options: Route53Options) {
    this.dns = new Dns({ clock: options.clock, lead: (server, zone) => this.lead(server, zone) });
    this.changes = new Changes(options.clock, options.propagationMs);
  }

  start(): Promise<void> {
    return this.dns.start();
  }

  stop(): Promise<void> {
    return this.dns.stop();
  }

  /** A real DNS query; rejects as `node:dns` does. */
  get lookup(): Dns['lookup'] {
    return this.dns.lookup;
  }

  createZone(account: string, request: sdk.CreateHostedZoneRequest): { readonly zone: HostedZone; readonly change: ChangeStatus } {
    const problem = problemOfName(request.Name!);
    if (problem) {
      throw new AwsError('InvalidDomainName', problem);
    }
    if (request.DelegationSetId) {
      throw new NotImplementedError('reusable delegation sets');
    }
    if (this.zonesOf(account).some((zone) => zone.callerReference === request.CallerReference)) {
      throw new AwsError('HostedZoneAlreadyExists', 'A hosted zone has already been created with the specified caller reference.', 409);
    }
    const name = normalName(request.Name!);
    const isPrivate = request.HostedZoneConfig?.PrivateZone ?? request.VPC !== undefined;
    const zone = new HostedZone({
      id: newId('Z'),
      account,
      name,
      isPrivate,
      callerReference: request.CallerReference!,
      comment: request.HostedZoneConfig?.Comment,
      nameServers: this.newNameServers(),
    });
    const served = isPrivate ? undefined : { name, nameServers: zone.nameServers, records: new ServedRecords() };
    this.zones.set(zone.id, { zone, served, busyUntil: 0 });
    if (served) {
      // assumed: the zone itself is there at once; what is put into it takes its time
      zone.recordSets.forEach((set) => served.records.serve(set, this.now));
      this.dns.addZone(served);
    }
    return { zone, change: this.changes.submit(account) };
  }

  deleteZone(account: string, zoneId: string): ChangeStatus {
    if (!this.zone(account, zoneId).isEmpty) {
      throw new AwsError('HostedZoneNotEmpty', 'The specified hosted zone contains non-required resource record sets and so cannot be deleted.');
    }
    this.loseZone(account, zoneId);
    return this.changes.submit(account);
  }

  /** As somebody does who empties a zone by hand and deletes it. */
  loseZone(account: string, zoneId: string): void {
    const { zone, served } = this.find(account, zoneId);
    this.zones.delete(zone.id);
    if (served) {
      this.dns.removeZone(served);
    }
  }

  zone(account: string, zoneId: string): HostedZone {
    return this.find(account, zoneId).zone;
  }

  zonesOf(account: string): readonly HostedZone[] {
    return [...this.zones.values()].map(({ zone }) => zone).filter((zone) => zone.account === account);
  }

  isBusy(account: string, zoneId: string): boolean {
    return this.now < this.find(account, zoneId).busyUntil;
  }

  /** Applies a batch at once, and lets it be seen when it has propagated. */
  change(account: string, zoneId: string, batch: readonly sdk.Change[]): ChangeStatus {
    const hosted = this.find(account, zoneId);
    try {
      const touched = hosted.zone.apply(batch);
      const change = this.changes.submit(account);
      touched.forEach((set) => hosted.served?.records.serve(set, this.changes.servedFrom(change.submittedAt)));
      hosted.busyUntil = this.now + this.processingMs;
      return change;
    } catch (error) {
      throw error instanceof InvalidBatch ? new AwsError('InvalidChangeBatch', error.message) : error;
    }
  }

  /** What the name servers answered at some moment; TXT as it was written. */
  servedAt(name: string, type: string, at: Date): readonly string[] {
    return this.dns.servedAt(name, type, at);
  }

  /** What the name servers answered from when on. */
  timeline(name: string, type: string): readonly Period[] {
    return this.dns.timeline(name, type);
  }

  private get now(): number {
    return this.options.clock.now().getTime();
  }

  private lead(server: string, { nameServers }: ServedZone): number {
    const after = nameServers.length - 1 - nameServers.findIndex((own) => server === `${own}.`);
    return this.staggered ? this.options.propagationMs * after / nameServers.length : 0;
  }

  /** Two zones never share their name servers, whatever was deleted in between. */
  private newNameServers(): string[] {
    const number = this.zonesMade++ * 4;
    return ['com', 'net', 'org', 'co.uk'].map((ending, index) => `ns-${number + index}.awsdns-${String(number % 64).padStart(2, '0')}.${ending}`);
  }

  private find(account: string, zoneId: string): Hosted {
    const id = zoneId.replace('/hostedzone/', '');
    const found = this.zones.get(id);
    if (!found || found.zone.account !== account) {
      throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404); // [LIVE localstack test_route53.snapshot.json]
    }
    return found;
  }
}
