export { type DnsQuery, type Keeping, type Period, socketOf } from './dns';
export type { HostedZone } from './hosted-zone';
export { Route53, type Route53Options } from './route53';
