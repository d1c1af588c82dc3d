import { App, Stack } from 'aws-cdk-lib';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DomainDns, DomainDnsRole, DomainIdentity } from '../../src';

/*
 * What callers pass that no compiler checks: JavaScript, and classes that were extended in other languages.
 */
const stack = new Stack(new App(), 'Mail');
const secret = Secret.fromSecretNameV2(stack, 'Secret', 'dkim');
const zone = new PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' });
const trusted = new AccountPrincipal('111122223333');
const any = (value: unknown): any => value;
const PEM = '-----BEGIN PRIVATE KEY-----\nMIIEvQ';

let count = 0;
const identity = (props: unknown) => new DomainIdentity(stack, `Identity${++count}`, any(props));
const role = (props: unknown) => new DomainDnsRole(stack, `Role${++count}`, any(props));

class HandMadeDkim extends any(Dkim) {
  readonly signingMethod = 'MINE';
}
class HandMadeKey extends any(DkimKey) {
  readonly selector = 'mine';
}
class HandMadeDns extends any(DomainDns) {}

const A_DKIM = 'must be made by `Dkim.easyDkim()`, `Dkim.byoDkim({ key })` or another factory of `Dkim`';
const A_KEY = 'must be made by `DkimKey.fromSecret(secret, { selector })`, `DkimKey.generate()` or another factory of `DkimKey`';
const A_DNS = 'must be made by `DomainDns.hostedZone(zone)`, `DomainDns.manual()` or another factory of `DomainDns`';
const A_SECRET = 'must be a secret, like `Secret.fromSecretNameV2(scope, id, name)`';
const A_ZONE = 'must be a hosted zone, like `HostedZone.fromLookup(scope, id, { domainName })`';
const domainName = 'example.com';

test.each<[string, () => unknown, RegExp | string]>([
  ['no properties', () => identity(undefined), /^the properties of 'Mail\/Identity\d+' must be an object, got undefined$/],
  ['no domain', () => identity({}), '`domainName` must be a string, got undefined'],
  ['a zone as `dns`', () => identity({ domainName, dns: zone }), `${A_DNS}, got a PublicHostedZone`],
  ['a hand-made `dns`', () => identity({ domainName, dns: new HandMadeDns() }), `${A_DNS}, got a HandMadeDns`],
  ['`dns` that is null', () => identity({ domainName, dns: null }), `${A_DNS}, got null`],
  ['a string as `dns`', () => identity({ domainName, dns: 'route53' }), `${A_DNS}, got a string`],
  ['a hand-made `dkim`', () => identity({ domainName, dkim: new HandMadeDkim() }), `${A_DKIM}, got a HandMadeDkim`],
  ['a key as `dkim`', () => identity({ domainName, dkim: DkimKey.generate() }), `${A_DKIM}, got a GeneratedDkimKey`],
  ['options as `dkim`', () => identity({ domainName, dkim: { key: DkimKey.generate() } }), `${A_DKIM}, got a plain object`],
  ['BYODKIM without options', () => Dkim.byoDkim(any(undefined)), 'the options of `Dkim.byoDkim` must be an object, got undefined'],
  ['BYODKIM without a key', () => Dkim.byoDkim(any({})), `\`key\` of \`Dkim.byoDkim\` ${A_KEY}, got undefined`],
  ['a secret as `key`', () => Dkim.byoDkim({ key: any(secret) }), A_KEY],
  ['a hand-made `key`', () => Dkim.byoDkim({ key: any(new HandMadeKey()) }), `${A_KEY}, got a HandMadeKey`],
  ['one key as `alsoPublish`', () => Dkim.byoDkim({ key: DkimKey.generate(), alsoPublish: any(DkimKey.generate()) }), 'must be an array, got a GeneratedDkimKey'],
  ['a secret in `alsoPublish`', () => Dkim.byoDkim({ key: DkimKey.generate(), alsoPublish: [any(secret)] }), `\`alsoPublish[0]\` of \`Dkim.byoDkim\` ${A_KEY}`],
  ['a replica that is a string', () => Dkim.byoDkimReplica({ secret: any('dkim') }), `${A_SECRET}, got a string`],
  ['no parent Region', () => Dkim.deterministicEasyDkim(any({})), '`parentRegion` of `Dkim.deterministicEasyDkim` must be a string, got undefined'],
  ['a string as the secret', () => DkimKey.fromSecret(any(PEM), { selector: 'mail' }), `the secret of \`DkimKey.fromSecret\` ${A_SECRET}, got a string`],
  ['no secret', () => DkimKey.fromSecret(any(undefined), { selector: 'mail' }), `${A_SECRET}, got undefined`],
  ['a secret without options', () => DkimKey.fromSecret(secret, any(undefined)), 'the options of `DkimKey.fromSecret` must be an object, got undefined'],
  ['a secret without a selector', () => DkimKey.fromSecret(secret, any({})), '`selector` must be a string, got undefined'],
  ['a string to follow', () => DkimKey.followSecret(any(PEM)), `the secret of \`DkimKey.followSecret\` ${A_SECRET}, got a string`],
  ['a string as the zone', () => DomainDns.hostedZone(any('Z123')), `the zone of \`DomainDns.hostedZone\` ${A_ZONE}, got a string`],
  ['no zone', () => DomainDns.hostedZone(any(undefined)), `${A_ZONE}, got undefined`],
  ['no zone for CNAMEs', () => DomainDns.delegatedByCname(any(undefined)), `the zone of \`DomainDns.delegatedByCname\` ${A_ZONE}, got undefined`],
  ['a role that is an ARN', () => DomainDns.crossAccountHostedZone({ hostedZoneId: 'Z1', zoneName: domainName, role: any('arn:aws:iam::1:role/x') }),
    '`role` of `DomainDns.crossAccountHostedZone` must be a role, like `Role.fromRoleArn(scope, id, roleArn)`, got a string'],
  ['no name of the zone', () => DomainDns.crossAccountHostedZone(any({ hostedZoneId: 'Z1' })), '`zoneName` of `DomainDns.crossAccountHostedZone` must be a string'],
  ['a role without a zone', () => role({ domainName, trusted }), `${A_ZONE}, got undefined`],
  ['a role that trusts a string', () => role({ domainName, zone, trusted: '111122223333' }),
    'must be a principal, like `new AccountPrincipal(accountId)`, got a string'],
])('%s is refused, with what to use', (_case, make, message) => {
  expect(make).toThrow(message);
  expect(make).not.toThrow(PEM);
});
