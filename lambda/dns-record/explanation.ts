import type { DnsRecordRequest } from '../../src/contract/dns-record';
import type { HostedZone } from '../aws/hosted-zones';

export type RecordsZone = Pick<HostedZone, 'recordsAt' | 'change'>;

/** A zone whose errors name the record, the zone and the role, what AWS said, and what to do next. */
export function explained(zone: RecordsZone, request: DnsRecordRequest): RecordsZone {
  return {
    recordsAt: (name) => zone.recordsAt(name).catch((error: Error) => explain(error, request)),
    change: (changes) => zone.change(changes).catch((error: Error) => explain(error, request)),
  };
}

function explain(error: Error, { recordType, name, hostedZoneId, roleArn, zoneRoleArn, domainName }: DnsRecordRequest): never {
  const role = zoneRoleArn ?? roleArn;
  const next = error.name === 'AccessDenied' && error.message.includes('sts:AssumeRole')
    ? cannotTake(domainName, zoneRoleArn)
    : NEXT_STEP[error.name];
  const what = `the record ${recordType} ${name} in the hosted zone ${hostedZoneId}, by the role ${role}`;
  throw new Error(`${what}: ${error.name}: ${error.message}${next === undefined ? '' : `; ${next}`}`, { cause: error });
}

function cannotTake(domainName: string, zoneRoleArn?: string): string {
  return zoneRoleArn === undefined
    ? 'check service control policies: the stack gives its handler this permission'
    : `check that the role is there and lets this account in: a DomainDnsRole for ${domainName} in the account of the zone, deployed before this stack`;
}

const NEXT_STEP: Readonly<Record<string, string | undefined>> = {
  AccessDenied: 'check that the role may write this name and type in this zone, and that no service control policy forbids it',
  NoSuchHostedZone: 'check the id of the zone: there is none in the account of the role',
  InvalidChangeBatch: 'something else has changed the record meanwhile, or it cannot be beside others; look at the zone and deploy again',
  PriorRequestNotComplete: 'something else is changing the zone; deploy again',
  Throttling: 'Route 53 takes five requests a second from an account; deploy again when less is going on',
  ThrottlingException: 'Route 53 takes five requests a second from an account; deploy again when less is going on',
  TimeoutError: 'the record is written, and not on all name servers after ten minutes: see the AWS Health Dashboard, and deploy again',
};
