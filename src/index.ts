export { Dkim, ByoDkimOptions, EasyDkimOptions } from './dkim';
export { DkimKey, SecretDkimKeyOptions } from './dkim-key';
export { DnsRecord } from './dns/dns-record';
export { DomainDns } from './dns/domain-dns';
export { DomainIdentity, DomainIdentityProps, ExistingIdentity, IDomainIdentity } from './domain-identity';
