export { Dkim, type ByoDkimOptions, type DeterministicEasyDkimOptions, type EasyDkimOptions } from './dkim';
export { DkimKey, type GeneratedDkimKeyOptions, type SecretDkimKeyOptions } from './dkim-key';
export type { DnsRecord } from './dns/dns-record';
export { DomainDns } from './dns/domain-dns';
export { DomainDnsRole, type DomainDnsRoleProps } from './dns/domain-dns-role';
export { ExistingRecords, type CrossAccountHostedZoneOptions, type HostedZoneDnsOptions } from './dns/hosted-zone-options';
export { DomainIdentity, ExistingIdentity, type DomainIdentityProps, type IDomainIdentity } from './domain-identity';
