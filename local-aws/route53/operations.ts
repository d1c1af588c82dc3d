import type * as sdk from '@aws-sdk/client-route-53';
import type { ChangeStatus } from './changes';
import type { HostedZone } from './hosted-zone';
import { byReversedLabels, normalName } from './names';
import { toApi } from './record-set';
import type { Store } from './store';
import { Throttle } from './throttle';
import { AwsError, NotImplementedError } from '../kernel/aws-error';
import type { Clock } from '../kernel/clock';
import type { Call, ServiceApi } from '../kernel/service';

const MAX_ZONES = 100;
const MAX_RECORD_SETS = 300;

/** The operations of Route 53. */
export function route53Operations(route53: Store, clock: Clock): ServiceApi['operations'] {
  const operations: ServiceApi['operations'] = {
    CreateHostedZone: (input: sdk.CreateHostedZoneRequest, { account }: Call): sdk.CreateHostedZoneResponse => {
      const { zone, change } = route53.createZone(account, input);
      return {
        HostedZone: describe(zone),
        ChangeInfo: toChangeInfo(change),
        DelegationSet: { NameServers: [...zone.nameServers] },
        VPC: input.VPC,
        Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`, // [LIVE localstack test_route53.snapshot.json]
      };
    },
    GetHostedZone: ({ Id }: sdk.GetHostedZoneRequest, { account }: Call): sdk.GetHostedZoneResponse => {
      const zone = route53.zone(account, Id!);
      return { HostedZone: describe(zone), DelegationSet: zone.isPrivate ? undefined : { NameServers: [...zone.nameServers] } };
    },
    DeleteHostedZone: ({ Id }: sdk.DeleteHostedZoneRequest, { account }: Call): sdk.DeleteHostedZoneResponse => (
      { ChangeInfo: toChangeInfo(route53.deleteZone(account, Id!)) }
    ),
    ListHostedZones: ({ Marker, MaxItems, DelegationSetId, HostedZoneType }: sdk.ListHostedZonesRequest, { account }: Call) => {
      if (DelegationSetId || HostedZoneType) {
        throw new NotImplementedError('filters of ListHostedZones');
      }
      const zones = route53.zonesOf(account);
      const start = Marker ? zones.findIndex(({ id }) => id === Marker) : 0;
      if (start < 0) {
        throw new AwsError('InvalidInput', `The marker ${Marker} is no hosted zone.`); // assumed
      }
      const { page, next, max } = pageOf(zones.slice(start), MaxItems, MAX_ZONES);
      return { HostedZones: page.map(describe), Marker: Marker ?? '', IsTruncated: next !== undefined, NextMarker: next?.id, MaxItems: max };
    },
    ListHostedZonesByName: ({ DNSName, HostedZoneId, MaxItems }: sdk.ListHostedZonesByNameRequest, { account }: Call) => {
      const first = DNSName && { name: normalName(DNSName), id: HostedZoneId?.replace('/hostedzone/', '') ?? '' };
      const zones = [...route53.zonesOf(account)].sort(byName).filter((zone) => !first || byName(zone, first) >= 0);
      const { page, next, max } = pageOf(zones, MaxItems, MAX_ZONES);
      return {
        HostedZones: page.map(describe),
        DNSName,
        HostedZoneId,
        IsTruncated: next !== undefined,
        NextDNSName: next?.name,
        NextHostedZoneId: next?.id,
        MaxItems: max,
      };
    },
    ChangeResourceRecordSets: ({ HostedZoneId, ChangeBatch }: sdk.ChangeResourceRecordSetsRequest, { account }: Call) => {
      if (ChangeBatch!.Changes!.length === 0) {
        throw new AwsError('InvalidInput', '1 validation error detected: Value \'[]\' at \'changeBatch.changes\' failed to satisfy constraint: '
          + 'Member must have length greater than or equal to 1'); // assumed: the form of AWS's own validation
      }
      if (route53.isBusy(account, HostedZoneId!)) {
        // [LIVE pcorliss/ruby_route_53#34]
        throw new AwsError('PriorRequestNotComplete', 'The request was rejected because Route 53 was still processing a prior request.');
      }
      return { ChangeInfo: toChangeInfo(route53.change(account, HostedZoneId!, ChangeBatch!.Changes!)) };
    },
    ListResourceRecordSets: (input: sdk.ListResourceRecordSetsRequest, { account }: Call) => list(route53.zone(account, input.HostedZoneId!), input),
    CreateResourceRecordSetProtections: ({ HostedZoneId, Protections }: sdk.CreateResourceRecordSetProtectionsRequest, { account }: Call) => {
      const zone = route53.zone(account, HostedZoneId!);
      zone.protections.create(zone, Protections!);
    },
    DeleteResourceRecordSetProtections: ({ HostedZoneId, Protections }: sdk.DeleteResourceRecordSetProtectionsRequest, { account }: Call) => (
      route53.zone(account, HostedZoneId!).protections.delete(Protections!)
    ),
    ListResourceRecordSetProtections: ({ HostedZoneId }: sdk.ListResourceRecordSetProtectionsRequest, { account }: Call) => ({
      ResourceRecordSetProtections: route53.zone(account, HostedZoneId!).protections.all
        .map(({ name, type, comment }) => ({ RecordName: name, RecordType: type, Comment: comment })),
    }),
    GetChange: ({ Id }: sdk.GetChangeRequest, { account }: Call): sdk.GetChangeResponse => (
      { ChangeInfo: toChangeInfo(route53.changes.status(account, Id!)) }
    ),
  };

  const throttle = new Throttle(clock);
  const throttled = Object.entries(operations).map(([name, operation]): [string, typeof operation] => [name, (input, call) => {
    if (route53.throttles) {
      throttle.check(name, call.account);
    }
    return operation(input, call);
  }]);
  return Object.fromEntries(throttled);
}

function list(zone: HostedZone, input: sdk.ListResourceRecordSetsRequest): sdk.ListResourceRecordSetsResponse {
  const { StartRecordName, StartRecordType = '', StartRecordIdentifier, MaxItems } = input;
  if (StartRecordIdentifier) {
    throw new NotImplementedError('StartRecordIdentifier of ListResourceRecordSets');
  }
  if (StartRecordType && !StartRecordName) {
    throw new AwsError('InvalidInput', 'A start type needs a start name.'); // [DOC ListResourceRecordSets; the text is assumed]
  }
  const start = StartRecordName && normalName(StartRecordName);
  const sets = [...zone.recordSets]
    .sort((one, other) => byReversedLabels(one.name, other.name) || (one.type < other.type ? -1 : 1))
    .filter(({ name, type }) => {
      const order = start ? byReversedLabels(name, start) : 1;
      return order > 0 || (order === 0 && type >= StartRecordType);
    });
  const { page, next, max } = pageOf(sets, MaxItems, MAX_RECORD_SETS);
  return {
    ResourceRecordSets: page.map(toApi),
    IsTruncated: next !== undefined,
    MaxItems: max,
    NextRecordName: next?.name,
    NextRecordType: next?.type as sdk.RRType,
  };
}

function pageOf<T>(all: readonly T[], maxItems: number | undefined, limit: number): { readonly page: T[]; readonly next?: T; readonly max: number } {
  const max = Math.min(Number(maxItems ?? limit), limit);
  return { page: all.slice(0, max), next: all[max], max };
}

function byName(one: Pick<HostedZone, 'name' | 'id'>, other: Pick<HostedZone, 'name' | 'id'>): number {
  return byReversedLabels(one.name, other.name) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

function toChangeInfo({ id, isInsync, submittedAt }: ChangeStatus): sdk.ChangeInfo {
  return { Id: `/change/${id}`, Status: isInsync ? 'INSYNC' : 'PENDING', SubmittedAt: submittedAt };
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
