export type { DnsQuery, Period } from './dns';
export type { HostedZone } from './hosted-zone';
export { Route53, type Route53Options } from './route53';
