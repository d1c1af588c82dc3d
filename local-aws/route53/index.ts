import { randomBytes } from 'node:crypto';
import * as sdk from '@aws-sdk/client-route-53';
import { access } from './access';
import { Dns, ServedRecords, type ServedZone } from './dns';
import { HostedZone, InvalidBatch } from './hosted-zone';
import { byReversedLabels, normalName } from './names';
import { toApi } from './record-set';
import { route53Resources } from './resources';
import type { ResourceProviders } from '../cloudformation/resource-provider';
import { AwsError } from '../kernel/aws-error';
import type { Clock } from '../kernel/clock';
import type { Call, ServiceApi } from '../kernel/service';

export interface Route53Options {
  readonly clock: Clock;
  /** How long a change takes to reach all name servers: AWS says generally within 60 seconds. [DOC GetChange] */
  readonly propagationMs: number;
}

interface PendingChange {
  readonly submittedAt: Date;
  readonly insyncAt: number;
}

const id = (prefix: string) => `${prefix}${randomBytes(8).toString('hex').toUpperCase()}`;

/** Route 53: hosted zones of all accounts, and the DNS that serves them. */
export class Route53 {
  readonly dns: Dns;
  readonly resources: ResourceProviders = route53Resources(this);
  readonly apis: ServiceApi[];
  private readonly zones = new Map<string, { readonly zone: HostedZone; readonly served?: ServedZone }>();
  private readonly changes = new Map<string, PendingChange>();
  private zonesMade = 0;

  constructor(private readonly options: Route53Options) {
    this.dns = new Dns(options.clock);
    this.apis = [{ signingName: 'route53', protocol: 'rest-xml', sdk, operations: this.operations(), access }];
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

  createZone(account: string, request: sdk.CreateHostedZoneRequest): { readonly zone: HostedZone; readonly change: string } {
    const name = normalName(request.Name!);
    if ([...this.zones.values()].some(({ zone }) => zone.account === account && zone.callerReference === request.CallerReference)) {
      throw new AwsError('HostedZoneAlreadyExists', 'A hosted zone has already been created with the specified caller reference.', 409);
    }
    const number = this.zonesMade++ * 4; // two zones never share their name servers, whatever was deleted in between
    const nameServers = ['com', 'net', 'org', 'co.uk'].map((ending, index) => `ns-${number + index}.awsdns-${String(number % 64).padStart(2, '0')}.${ending}`);
    const isPrivate = request.HostedZoneConfig?.PrivateZone ?? request.VPC !== undefined;
    const zone = new HostedZone({
      id: id('Z'), account, name, isPrivate, callerReference: request.CallerReference!, comment: request.HostedZoneConfig?.Comment, nameServers,
    });
    const served = isPrivate ? undefined : { name, nameServers, records: new ServedRecords(this.options.clock) };
    this.zones.set(zone.id, { zone, served });
    if (served) {
      zone.recordSets.forEach((set) => served.records.serve(set, this.options.clock.now().getTime()));
      this.dns.addZone(served);
    }
    return { zone, change: this.pending() };
  }

  deleteZone(account: string, zoneId: string): string {
    const { zone, served } = this.find(account, zoneId);
    if (!zone.isEmpty) {
      throw new AwsError('HostedZoneNotEmpty', 'The specified hosted zone contains non-required resource record sets and so cannot be deleted.');
    }
    this.zones.delete(zone.id);
    if (served) {
      this.dns.removeZone(served);
    }
    return this.pending();
  }

  zone(account: string, zoneId: string): HostedZone {
    return this.find(account, zoneId).zone;
  }

  zonesOf(account: string): readonly HostedZone[] {
    return [...this.zones.values()].map(({ zone }) => zone).filter((zone) => zone.account === account);
  }

  /** Applies a batch at once, and lets it be seen when it has propagated. */
  change(account: string, zoneId: string, changes: readonly sdk.Change[]): string {
    const { zone, served } = this.find(account, zoneId);
    try {
      const touched = zone.apply(changes);
      const change = this.pending();
      touched.forEach((set) => served?.records.serve(set, this.changes.get(change)!.insyncAt));
      return change;
    } catch (error) {
      throw error instanceof InvalidBatch ? new AwsError('InvalidChangeBatch', error.message) : error;
    }
  }

  /** Resolves when a change has reached all name servers. */
  insync(change: string): Promise<void> {
    const { clock } = this.options;
    return clock.sleep(this.changes.get(change)!.insyncAt - clock.now().getTime(), `Route 53 change ${change} is INSYNC`);
  }

  /** What the name servers answered at some moment; TXT as it was written. */
  servedAt(name: string, type: string, at: Date): readonly string[] {
    const all = [...this.zones.values()].flatMap(({ served }) => served?.records.find(normalName(name), type, at)?.values ?? []);
    return all;
  }

  private operations(): ServiceApi['operations'] {
    return {
      CreateHostedZone: (input: sdk.CreateHostedZoneRequest, { account }: Call): sdk.CreateHostedZoneResponse => {
        const { zone, change } = this.createZone(account, input);
        return {
          HostedZone: describe(zone), ChangeInfo: this.info(change), DelegationSet: { NameServers: [...zone.nameServers] }, Location: `/2013-04-01/hostedzone/${zone.id}`,
        };
      },
      GetHostedZone: ({ Id }: sdk.GetHostedZoneRequest, { account }: Call): sdk.GetHostedZoneResponse => {
        const zone = this.zone(account, Id!);
        return { HostedZone: describe(zone), DelegationSet: { NameServers: [...zone.nameServers] } };
      },
      DeleteHostedZone: ({ Id }: sdk.DeleteHostedZoneRequest, { account }: Call): sdk.DeleteHostedZoneResponse => (
        { ChangeInfo: this.info(this.deleteZone(account, Id!)) }
      ),
      ListHostedZones: (_input: sdk.ListHostedZonesRequest, { account }: Call): sdk.ListHostedZonesResponse => (
        { HostedZones: this.zonesOf(account).map(describe), Marker: '', IsTruncated: false, MaxItems: 100 }
      ),
      ListHostedZonesByName: ({ DNSName }: sdk.ListHostedZonesByNameRequest, { account }: Call): sdk.ListHostedZonesByNameResponse => ({
        HostedZones: this.zonesOf(account).filter(({ name }) => !DNSName || byReversedLabels(name, normalName(DNSName)) >= 0)
          .sort((one, other) => byReversedLabels(one.name, other.name)).map(describe),
        IsTruncated: false,
        MaxItems: 100,
      }),
      ChangeResourceRecordSets: ({ HostedZoneId, ChangeBatch }: sdk.ChangeResourceRecordSetsRequest, { account }: Call) => (
        { ChangeInfo: this.info(this.change(account, HostedZoneId!, ChangeBatch!.Changes!)) }
      ),
      ListResourceRecordSets: (input: sdk.ListResourceRecordSetsRequest, { account }: Call) => this.list(input, account),
      GetChange: ({ Id }: sdk.GetChangeRequest): sdk.GetChangeResponse => ({ ChangeInfo: this.info(Id!.replace('/change/', '')) }),
    };
  }

  private list(input: sdk.ListResourceRecordSetsRequest, account: string): sdk.ListResourceRecordSetsResponse {
    const max = Math.min(Number(input.MaxItems ?? 300), 300);
    const start = input.StartRecordName && normalName(input.StartRecordName);
    const all = [...this.zone(account, input.HostedZoneId!).recordSets]
      .sort((one, other) => byReversedLabels(one.name, other.name) || (one.type < other.type ? -1 : 1))
      .filter(({ name, type }) => {
        const order = start ? byReversedLabels(name, start) : 1;
        return order > 0 || (order === 0 && type >= (input.StartRecordType ?? ''));
      });
    const next = all[max];
    return {
      ResourceRecordSets: all.slice(0, max).map(toApi),
      IsTruncated: next !== undefined,
      MaxItems: max,
      NextRecordName: next?.name,
      NextRecordType: next?.type as sdk.RRType,
    };
  }

  private find(account: string, zoneId: string) {
    const found = this.zones.get(zoneId.replace('/hostedzone/', ''));
    if (!found || found.zone.account !== account) {
      throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${zoneId.replace('/hostedzone/', '')}`, 404);
    }
    return found;
  }

  private pending(): string {
    const change = id('C');
    const now = this.options.clock.now();
    this.changes.set(change, { submittedAt: now, insyncAt: now.getTime() + this.options.propagationMs });
    return change;
  }

  private info(change: string): sdk.ChangeInfo {
    const pending = this.changes.get(change);
    if (!pending) {
      throw new AwsError('NoSuchChange', `Could not find resource with ID: ${change}`, 404);
    }
    const insync = pending.insyncAt <= this.options.clock.now().getTime();
    return { Id: `/change/${change}`, Status: insync ? 'INSYNC' : 'PENDING', SubmittedAt: pending.submittedAt };
  }
}

function describe(zone: HostedZone): sdk.HostedZone {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { Comment: zone.comment, PrivateZone: zone.isPrivate },
    ResourceRecordSetCount: zone.recordSets.length,
  };
}
