import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

interface Documented {
  readonly name: string;
  readonly docs?: { readonly summary?: string; readonly default?: string; readonly see?: string };
  readonly optional?: boolean;
  readonly overrides?: string;
}

interface Type extends Documented {
  readonly fqn: string;
  readonly kind: string;
  readonly datatype?: boolean;
  readonly base?: string;
  readonly interfaces?: string[];
  readonly properties?: Documented[];
  readonly methods?: Documented[];
  readonly members?: Documented[];
}

function assembly(): Type[] {
  const read = (file: string) => readFileSync(join(__dirname, '..', '..', file));
  let content = JSON.parse(read('.jsii').toString());
  if (content.schema === 'jsii/file-redirect') {
    content = JSON.parse(gunzipSync(read(content.filename)).toString());
  }
  return Object.values(content.types);
}

const types = assembly();
const inherits = (type: Type, member: Documented) => member.overrides !== undefined
  || type.interfaces?.some((fqn) => types.find((other) => other.fqn === fqn)?.properties?.some(({ name }) => name === member.name)
    || types.find((other) => other.fqn === fqn)?.methods?.some(({ name }) => name === member.name));
const members = types.flatMap((type) => [...type.properties ?? [], ...type.methods ?? [], ...type.members ?? []]
  .filter((member) => !inherits(type, member))
  .map((member) => ({ path: `${type.name}.${member.name}`, inStruct: type.datatype ?? false, ...member })));

test('the assembly has the public names, and no others', () => {
  expect(types.map(({ name }) => name).sort()).toEqual([
    'ByoDkimOptions', 'ByoDkimReplicaOptions', 'CnameDelegationOptions', 'CrossAccountHostedZoneOptions', 'DeterministicEasyDkimOptions', 'Dkim', 'DkimKey', 'DmarcOptions', 'DmarcPolicy',
    'DnsRecord', 'DomainDns', 'DomainDnsRole', 'DomainDnsRoleProps', 'DomainIdentity', 'DomainIdentityProps', 'EasyDkimOptions', 'ExistingIdentity',
    'ExistingRecords', 'FollowedSecretOptions', 'GeneratedDkimKeyOptions', 'HostedZoneDnsOptions', 'IDomainIdentity', 'KeyRotation', 'MailFromOptions', 'ManualDnsOptions',
    'SecretDkimKeyOptions',
  ]);
});

test('every type and every member says what it is', () => {
  const silent = [...types.map((type) => ({ ...type, path: type.name })), ...members].filter(({ docs }) => !docs?.summary);
  expect(silent.map(({ path }) => path)).toEqual([]);
});

test('every optional property says what happens without it', () => {
  const silent = members.filter(({ inStruct, optional, docs }) => inStruct && optional && docs?.default === undefined);
  expect(silent.map(({ path }) => path)).toEqual([]);
});

test('every way of signing refers to the page of AWS that describes it', () => {
  const factories = members.filter(({ path }) => /^(Dkim|DkimKey|DomainDns)\.[a-z]/.test(path));
  expect(factories.length).toBeGreaterThan(4);
  expect(factories.filter(({ docs }) => !docs?.see?.startsWith('https://docs.aws.amazon.com/')).map(({ path }) => path)).toEqual([]);
});
