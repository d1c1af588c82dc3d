import { DeleteEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DomainDns, DomainIdentity, type DomainIdentityProps } from '../../src';

/** Records that are there before a stack: accepted where they say the right thing, and never overwritten or removed. */

const keys = { a: new TestKey(), b: new TestKey() };
const name = (selector: string) => `${selector}._domainkey.${DOMAIN}`;
const DAY = 24 * 60 * 60_000;
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

const define = (selector: 'a' | 'b', props: Partial<DomainIdentityProps> = {}) => (stack: Stack) => {
  new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dkim: Dkim.byoDkim({ key: world.key(stack, selector) }), dns: world.zone(stack), ...props,
  });
};
const publish = (selector: string, value: string) => world.createRecords([{ name: name(selector), type: 'TXT', value }]);
const strings = (text: string) => text.match(/.{1,255}/g)!.map((part) => `"${part}"`).join(' ');
const bare = ({ record }: TestKey) => strings(record.replace(/^.*p=/, 'p='));
const reason = (outcome: Parameters<World['failures']>[0]) => world.failures(outcome)[0].reason;

test('without any, they are made before the switch and removed with the stack', async () => {
  expect((await world.deploy(define('a'))).status).toBe('CREATE_COMPLETE');
  const put = world.aws.requests.all({ operation: 'PutEmailIdentityDkimSigningAttributes' })[0];
  expect(world.aws.route53.servedAt(name('a'), 'TXT', put.time)).toHaveLength(1);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
});

test('another selector has its record before the switch, the former one\'s is retired, and in a rollback the former one is still there', async () => {
  await world.deploy(define('a'));
  const failing = await world.deploy((stack) => {
    define('b')(stack);
    new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(stack.node.findChild('Identity'));
  });
  expect(failing.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await world.records()).toEqual([`TXT ${name('a')}.`, `TXT ${name('b')}. (retired)`]);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect((await world.deploy(define('b'))).status).toBe('UPDATE_COMPLETE');
  expect(await world.records()).toEqual([`TXT ${name('a')}. (retired)`, `TXT ${name('b')}.`]);
  expect(await world.verdict()).toMatchObject({ selector: 'b', dkim: 'pass' });
});

test('a record of the same key is accepted however it is written, and stays', async () => {
  await publish('a', bare(keys.a));
  const written = world.writtenSince();
  expect((await world.deploy(define('a'))).status).toBe('CREATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(written()).toEqual([]);
  expect(await world.records()).toEqual([`TXT ${name('a')}.`]);
});

test.each([
  ['another key', 'TXT', (): string => strings(keys.b.record), /found TXT v=DKIM1; k=rsa; p=\(392 characters, SHA-256 [^)]+\), wanted TXT v=DKIM1; k=rsa; p=\(392 characters/],
  ['a revoked key', 'TXT', (): string => '"v=DKIM1; p="', /found TXT v=DKIM1; p=, wanted TXT/],
  ['a delegation', 'CNAME', (): string => 'a.dkim.provider.example', /found CNAME a\.dkim\.provider\.example, wanted TXT/],
] as const)('%s is reported and left alone', async (_, type, value, expected) => {
  await world.createRecords([{ name: name('a'), type, value: value() }]);
  const before = await world.recordSets();
  const outcome = await world.deploy(define('a'));
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  expect(reason(outcome)).toContain(`has something else at ${name('a')}: `);
  expect(reason(outcome)).toMatch(expected);
  expect(await world.recordSets()).toEqual(before);
  expect(await world.identity()).toBeUndefined();
});

test('what somebody changed is not changed back, nor removed', async () => {
  await world.deploy(define('a'));
  await world.destroyRecord(name('a'), 'TXT');
  await publish('a', '"theirs"');
  await world.putSecret('dkim/a', keys.b.pem());
  const outcome = await world.deploy(define('a', { dkim: undefined }));
  expect(outcome.status).toBe('UPDATE_COMPLETE'); // the former record is left, and no longer signed with
  expect(await world.dig(name('a'))).toEqual(['theirs']);
});

test('a new key under the same selector is refused while mail in transit needs the former one; without an overlap it replaces our own record, and the way back does too', async () => {
  const first = await world.putSecret('dkim/a', keys.a.pem());
  const second = await world.putSecret('dkim/a', keys.b.pem());
  const version = (versionId: string, also?: (stack: Stack) => void, overlap = Duration.days(0)) => (stack: Stack) => {
    new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN, dns: world.zone(stack), overlap, dkim: Dkim.byoDkim({ key: world.key(stack, 'a', { versionId }) }),
    });
    also?.(stack);
  };
  await world.deploy(version(first));
  const refused = await world.deploy(version(second, undefined, Duration.days(14)));
  expect([refused.status, reason(refused)]).toEqual(['UPDATE_ROLLBACK_COMPLETE', expect.stringContaining('mail in transit needs it; give the new key a new selector')]);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  const outcome = await world.deploy(version(second, (stack) => {
    new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(stack.node.findChild('Identity'));
  }));
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await world.dig(name('a'))).toEqual([keys.a.record]);
  expect((await world.deploy(version(second))).status).toBe('UPDATE_COMPLETE');
  expect(await world.dig(name('a'))).toEqual([keys.b.record]);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
});

test('another domain makes its own record and loses the former one, and in a rollback it stays ours', async () => {
  const news = { domainName: `news.${DOMAIN}` };
  await world.deploy(define('a'));
  const failing = await world.deploy((stack) => {
    define('a', news)(stack);
    new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: `news.${DOMAIN}` }).node.addDependency(stack.node.findChild('Identity'));
  });
  expect(failing.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await world.records()).toEqual([`TXT ${name('a')}.`]);
  expect((await world.deploy(define('a', news))).status).toBe('UPDATE_COMPLETE');
  expect(await world.records()).toEqual([`TXT a._domainkey.news.${DOMAIN}.`]);
  await world.destroy();
  expect(await world.records()).toEqual([]);
});

test('a retained identity keeps the record it signs with and loses the former one in time; the stack that comes back accepts it', async () => {
  const retained = { removalPolicy: RemovalPolicy.RETAIN };
  await world.deploy(define('a', retained));
  await world.deploy(define('b', retained));
  expect(await world.records()).toEqual([`TXT ${name('a')}. (retired)`, `TXT ${name('b')}.`]);
  await world.pass(30 * DAY);
  expect(await world.records()).toEqual([`TXT ${name('b')}.`]);
  await world.destroy();
  expect(await world.verdict()).toMatchObject({ selector: 'b', dkim: 'pass' });
  expect((await world.deploy(define('b', retained))).status).toBe('CREATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector: 'b', dkim: 'pass' });
});

test('a record set of the stack itself is not accepted, because CloudFormation would remove it', async () => {
  const native = (removalPolicy = RemovalPolicy.DESTROY) => (stack: Stack) => {
    const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Theirs', { hostedZoneId: world.zoneId(), zoneName: DOMAIN });
    new route53.TxtRecord(stack, 'Record', { zone, recordName: name('a'), values: [keys.a.record] }).applyRemovalPolicy(removalPolicy);
  };
  const manual = define('a', { dns: DomainDns.manual() });
  await world.deploy((stack) => [manual, native()].forEach((add) => add(stack)));
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  const outcome = await world.deploy(define('a'));
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(reason(outcome)).toContain(`this stack has the record ${name('a')} as an AWS::Route53::RecordSet`);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });

  // As the error says.
  await world.deploy((stack) => [manual, native(RemovalPolicy.RETAIN)].forEach((add) => add(stack)));
  await world.deploy(manual);
  expect((await world.deploy(define('a'))).status).toBe('UPDATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
});

test('Easy DKIM\'s records go with the identity that the stack made', async () => {
  await world.deploy(define('a', { dkim: undefined }));
  expect(await world.records()).toHaveLength(3);
  expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
  await world.destroy();
  expect(await world.records()).toEqual([]);
});

test('a zone that is gone does not keep a stack from going', async () => {
  await world.deploy(define('a'));
  await world.destroyZone();
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  await world.ses.send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN })).catch(() => undefined);
});

test('the handler killed after any of its calls comes to the same end when the event is delivered again', async () => {
  const calls = world.aws.requests.since();
  await world.deploy(define('a'));
  await world.destroy();
  const operations = new Set(calls({ service: 'route53' }).filter(({ principal }) => principal.roleName).map(({ operation }) => operation));
  expect([...operations].sort()).toEqual(['ChangeResourceRecordSets', 'ListResourceRecordSets']);
  for (const operation of operations) {
    world.aws.faults.add({ operation, role: 'DeployRole', fault: { kind: 'kill-after' } });
    expect((await world.deploy(define('a'))).status).toBe('CREATE_COMPLETE'); // Lambda delivers the event again
    expect(world.aws.faults.remaining()).toEqual([]);
    expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(await world.records()).toEqual([]);
  }
});
