export { Dkim, type ByoDkimOptions, type DeterministicEasyDkimOptions, type EasyDkimOptions } from './dkim';
export { DkimKey, type GeneratedDkimKeyOptions, type SecretDkimKeyOptions } from './dkim-key';
export type { DnsRecord } from './dns/dns-record';
export { DomainDns, ExistingRecords, type HostedZoneDnsOptions, type ManualDnsOptions } from './dns/domain-dns';
export { DomainIdentity, ExistingIdentity, type DomainIdentityProps, type IDomainIdentity } from './domain-identity';
