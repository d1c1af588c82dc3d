import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ChangeResourceRecordSetsCommand, type ResourceRecordSet, type RRType } from '@aws-sdk/client-route-53';
import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DomainDns, DomainIdentity } from '../../src';

/** Somebody reads a stack's outputs and puts the records where the domain's DNS is: here, into a zone that no stack knows of. */

const keys = { a: new TestKey(), b: new TestKey(1024) };
const SIGNING = {
  'BYODKIM, selector a': (stack: Stack) => Dkim.byoDkim({ key: world.key(stack, 'a') }),
  'BYODKIM, selector a beside b': (stack: Stack) => Dkim.byoDkim({ key: world.key(stack, 'a'), alsoPublish: [world.key(stack, 'b')] }),
  'BYODKIM, selector b beside a': (stack: Stack) => Dkim.byoDkim({ key: world.key(stack, 'b'), alsoPublish: [world.key(stack, 'a')] }),
  'Easy DKIM': () => Dkim.easyDkim(),
} as const;
type Mode = keyof typeof SIGNING;
let world: World;

beforeEach(async () => {
  world = await World.start();
  for (const [selector, key] of Object.entries(keys)) {
    await world.createSecret(`dkim/${selector}`, key.pem());
  }
});
afterEach(async () => {
  expect(world.aws.iam.denials).toEqual([]);
  await world.stop();
});

const define = (mode: Mode, dns: (stack: Stack) => DomainDns = () => DomainDns.manual()) => (stack: Stack) => {
  const identity = new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dkim: SIGNING[mode](stack), dns: dns(stack) });
  new CfnOutput(stack, 'ZoneFile', { value: identity.dnsRecordsZoneFile });
  new CfnOutput(stack, 'Json', { value: identity.dnsRecordsJson });
};
async function outputs(): Promise<{ readonly text?: string; readonly zoneFile: string; readonly json: string }> {
  const { Stacks } = await new CloudFormationClient(world.aws.clientConfig()).send(new DescribeStacksCommand({ StackName: 'Mail' }));
  const value = (key: RegExp) => Stacks![0].Outputs!.find(({ OutputKey }) => key.test(OutputKey!))?.OutputValue;
  return { text: value(/^IdentityDnsRecords/), zoneFile: value(/^ZoneFile$/)!, json: value(/^Json$/)! };
}

// --- what somebody makes of each form

function fromZoneFile(text: string): ResourceRecordSet[] {
  return text.split('\n').map((line) => {
    const [, name, ttl, type, data] = /^(\S+\.) (\d+) IN (TXT|CNAME) (.+)$/.exec(line)!;
    return recordSet(name, type, ttl, data);
  });
}

function fromJson(text: string): ResourceRecordSet[] {
  const records: Array<{ readonly name: string; readonly type: string; readonly value: string; readonly ttl: number }> = JSON.parse(text);
  return records.map(({ name, type, value, ttl }) => recordSet(name, type, ttl, type === 'TXT' ? split(value) : value));
}

const fromText = (text: string) => text.split('\n').map((line) => {
  const [type, name, ...value] = line.split(' ');
  return recordSet(name, type, 300, type === 'TXT' ? split(value.join(' ')) : value.join(' '));
});

/** As a DNS provider does. */
const split = (value: string) => value.match(/.{1,255}/g)!.map((part) => `"${part}"`).join(' ');
const recordSet = (Name: string, Type: string, TTL: number | string, Value: string): ResourceRecordSet => (
  { Name, Type: Type as RRType, TTL: Number(TTL), ResourceRecords: [{ Value }] }
);

const change = (Action: 'CREATE' | 'DELETE', sets: readonly ResourceRecordSet[]) => world.route53.send(new ChangeResourceRecordSetsCommand({
  HostedZoneId: world.zoneId(), ChangeBatch: { Changes: sets.map((ResourceRecordSet) => ({ Action, ResourceRecordSet })) },
}));

const FORMS = {
  'zone file': async () => fromZoneFile((await outputs()).zoneFile),
  'JSON': async () => fromJson((await outputs()).json),
  'readable output': async () => fromText((await outputs()).text!),
};
const EVERY = ['BYODKIM, selector a', 'BYODKIM, selector b beside a', 'Easy DKIM'].flatMap((mode) => Object.keys(FORMS).map((form) => [mode, form] as [Mode, keyof typeof FORMS]));

test.each(EVERY)('%s: mail passes when the records of the %s are published', async (mode, form) => {
  expect((await world.deploy(define(mode))).status).toBe('CREATE_COMPLETE');
  expect(await world.records()).toEqual([]);
  await expect(world.verdict()).rejects.toThrow('not verified');
  await change('CREATE', await FORMS[form]());
  expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
});

test('the forms say the same, and the zone file has what a name server reads', async () => {
  await world.deploy(define('BYODKIM, selector b beside a'));
  const { text, zoneFile, json } = await outputs();
  const name = (selector: string) => `${selector}._domainkey.${DOMAIN}`;
  expect(text).toBe([`TXT ${name('b')} ${keys.b.record}`, `TXT ${name('a')} ${keys.a.record}`].join('\n'));
  // A value has as many strings as the longest key needs: a shorter one ends with an empty string.
  expect(zoneFile).toBe([`${name('b')}. 1800 IN TXT ${split(keys.b.record)} ""`, `${name('a')}. 1800 IN TXT ${split(keys.a.record)}`].join('\n'));
  expect(JSON.parse(json)).toEqual([
    { name: name('b'), type: 'TXT', value: keys.b.record, ttl: 1800 }, { name: name('a'), type: 'TXT', value: keys.a.record, ttl: 1800 },
  ]);
});

test('another selector signs without a pause when its record was published before', async () => {
  await world.deploy(define('BYODKIM, selector a'));
  const former = await FORMS['zone file']();
  await change('CREATE', former);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect((await world.deploy(define('BYODKIM, selector a beside b'))).status).toBe('UPDATE_COMPLETE');
  const [kept, added] = await FORMS['zone file']();
  expect([kept]).toEqual(former);
  await change('CREATE', [added]);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect((await world.deploy(define('BYODKIM, selector b beside a'))).status).toBe('UPDATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector: 'b', dkim: 'pass' });
});

test.each<Mode>(['BYODKIM, selector a', 'Easy DKIM'])('%s: to a hosted zone that has the records, back, and away', async (mode) => {
  await world.deploy(define(mode));
  await change('CREATE', await FORMS['zone file']());
  const published = await world.recordSets();
  expect(await world.verdict()).toMatchObject({ dkim: 'pass' });

  expect((await world.deploy(define(mode, (stack) => world.zone(stack)))).status).toBe('UPDATE_COMPLETE');
  expect((await outputs()).text).toBeUndefined();
  expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
  expect((await world.deploy(define(mode))).status).toBe('UPDATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.recordSets()).toEqual(published);
});
