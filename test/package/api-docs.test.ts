import { type Documented, type Type, typesOf } from './assembly';

const types = typesOf();
const inherits = (type: Type, member: Documented) => member.overrides !== undefined
  || type.interfaces?.some((fqn) => types.find((other) => other.fqn === fqn)?.properties?.some(({ name }) => name === member.name)
    || types.find((other) => other.fqn === fqn)?.methods?.some(({ name }) => name === member.name));
const members = types.flatMap((type) => [...type.properties ?? [], ...type.methods ?? [], ...type.members ?? []]
  .filter((member) => !inherits(type, member))
  .map((member) => ({ path: `${type.name}.${member.name}`, inStruct: type.datatype ?? false, ...member })));

test('the assembly has the public names, and no others', () => {
  expect(types.map(({ name }) => name).sort()).toEqual([
    'ByoDkimReplicaOptions', 'ByoDkimSigningOptions', 'CnameDelegationOptions', 'CrossAccountHostedZoneOptions', 'DeterministicEasyDkimOptions', 'Dkim', 'DkimKey', 'DmarcOptions', 'DmarcPolicy',
    'DnsRecord', 'DomainAlarm', 'DomainAlarmOptions', 'DomainAlarms', 'DomainDns', 'DomainDnsRole', 'DomainDnsRoleProps', 'DomainIdentity', 'DomainIdentityHandler', 'DomainIdentityHandlerOptions', 'DomainIdentityProps', 'EasyDkimOptions', 'ExistingIdentity',
    'FollowedSecretOptions', 'GeneratedDkimKeyOptions', 'IDomainIdentity', 'KeyRotationOptions', 'MailFromOptions', 'ManualDnsOptions', 'MonitoredDomain',
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
  const factories = types.filter(({ name }) => ['Dkim', 'DkimKey', 'DomainDns'].includes(name)).flatMap(({ name: type, methods = [] }) => (
    methods.filter((method) => method.static).map(({ name, docs }) => ({ path: `${type}.${name}`, docs }))
  ));
  expect(factories.length).toBeGreaterThan(4);
  expect(factories.filter(({ docs }) => !docs?.see?.startsWith('https://docs.aws.amazon.com/')).map(({ path }) => path)).toEqual([]);
});

test('every class and every factory has an example, which is translated for the other languages', () => {
  const classes = types.filter(({ kind }) => kind === 'class');
  const shown = classes.flatMap(({ name: type, docs, methods = [] }) => [
    { path: type, docs }, ...methods.filter((method) => method.static).map((method) => ({ path: `${type}.${method.name}`, docs: method.docs })),
  ]);
  expect(shown.length).toBeGreaterThan(15);
  expect(shown.filter(({ docs }) => !docs?.example).map(({ path }) => path)).toEqual([]);
});
