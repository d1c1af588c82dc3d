import { ChangeResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { type Stack, Tags } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DomainIdentity, type DomainIdentityProps } from '../../src';

/*
 * The life of a stack, deployed by the real CDK CLI: each test goes on where the one before ended. What the stack does not
 * own is there from the start, and has to be there at the end.
 */

const keys = { a: new TestKey(), b: new TestKey() };
const record = (selector: string) => `${selector}._domainkey.${DOMAIN}`;
const FOREIGN_RECORDS = [`TXT ${record('google')}.`, `TXT ${DOMAIN}.`];

const DAY = 24 * 60 * 60_000;
let world: World;

beforeAll(async () => {
  world = await World.start();
  for (const [selector, key] of Object.entries(keys)) {
    await world.createSecret(`dkim/${selector}`, key.pem());
  }
  await world.createSecret('dkim/broken', 'not a key');
  await world.ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'foreign.example' }));
  await world.createForeignRecords(FOREIGN_RECORDS.map((line) => line.split(' ')[1]));
});
afterAll(() => world.stop());

afterEach(async () => {
  expect(await world.records()).toEqual(expect.arrayContaining(FOREIGN_RECORDS));
  expect(await world.identity('foreign.example')).toBeDefined();
  expect(world.aws.iam.denials).toEqual([]);
});

const stackWith = (props: (stack: Stack) => Partial<DomainIdentityProps>) => (stack: Stack) => {
  new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), ...props(stack) });
};
const byo = (selector: string, ...alsoPublish: string[]) => stackWith((stack) => ({
  dkim: Dkim.byoDkim({ key: world.key(stack, selector), alsoPublish: alsoPublish.map((other) => world.key(stack, other)) }),
}));
const easy = stackWith(() => ({}));

/** SES signs with one of the keys, and had the other before. */
const A_AFTER_B = [`TXT ${record('a')}.`, `TXT ${record('b')}. (retired)`];

const puts = () => world.aws.requests.all({ operation: 'PutEmailIdentityDkimSigningAttributes' });
const writes = () => world.aws.requests.all({ service: 'ses' }).filter(({ operation }) => !/^(Get|Send)/.test(operation));
const ourRecords = async () => (await world.records()).filter((line) => !FOREIGN_RECORDS.includes(line));

/** Deploys, and asserts that it ends well. */
async function deploy(define: (stack: Stack) => void): Promise<string> {
  const { code, output } = await world.deployByCli(define);
  expect(`${code} ${output}`).toMatch(/^0 /);
  return output;
}

test('one deployment from nothing to signed mail', async () => {
  await deploy(byo('a'));
  expect(await world.dig(record('a'))).toEqual([keys.a.record]);
  expect(await world.verdict()).toEqual({ selector: 'a', dkim: 'pass', dmarc: 'none' });
  expect(writes().map(({ operation }) => operation)).toEqual(
    ['CreateEmailIdentity', 'CreateEmailIdentity', 'PutEmailIdentityDkimSigningAttributes'], // the first is the foreign one's
  );
});

test('a deployment without a change does nothing', async () => {
  const before = world.aws.requests.all({ service: 'ses' }).length;
  expect(await deploy(byo('a'))).toContain('(no changes)');
  expect(world.aws.requests.all({ service: 'ses' })).toHaveLength(before);
});

test('a change of the settings leaves the key alone', async () => {
  const before = puts().length;
  await deploy((stack) => {
    const configurationSet = new ses.ConfigurationSet(stack, 'Set', { configurationSetName: 'tracking' });
    const identity = new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN, dns: world.zone(stack), dkim: Dkim.byoDkim({ key: world.key(stack, 'a') }), configurationSet, feedbackForwarding: false,
    });
    Tags.of(identity).add('team', 'mail');
  });
  const identity = (await world.identity())!;
  expect(identity).toMatchObject({ ConfigurationSetName: 'tracking', FeedbackForwardingStatus: false });
  expect(identity.Tags).toContainEqual({ Key: 'team', Value: 'mail' });
  expect(puts()).toHaveLength(before);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
});

test('and back', async () => {
  const before = puts().length;
  await deploy(byo('a'));
  const identity = (await world.identity())!;
  expect(identity.ConfigurationSetName).toBeUndefined();
  expect(identity.FeedbackForwardingStatus).toBe(true);
  expect(identity.Tags!.map(({ Key }) => Key)).not.toContain('team');
  expect(puts()).toHaveLength(before);
});

test('a new selector is visible before SES is told, and the old one is served on: mail in transit passes', async () => {
  const inTransit = await world.send();
  await deploy(byo('b'));
  const { time } = puts().at(-1)!;
  expect(world.aws.route53.servedAt(record('b'), 'TXT', time)).toHaveLength(1);
  expect(world.aws.route53.servedAt(record('a'), 'TXT', time)).toHaveLength(1);
  expect(await world.verdict()).toMatchObject({ selector: 'b', dkim: 'pass' });
  expect(await world.judge(inTransit)).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect(await ourRecords()).toEqual([`TXT ${record('a')}. (retired)`, `TXT ${record('b')}.`]);
});

test('the way back with both published leaves mail under way alone', async () => {
  const underWay = await world.send();
  await deploy(byo('a', 'b'));
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect(await ourRecords()).toEqual([`TXT ${record('a')}.`, `TXT ${record('b')}.`]);
  await deploy(byo('a'));
  expect(await world.judge(underWay)).toMatchObject({ selector: 'b', dkim: 'pass' });
  expect(await ourRecords()).toEqual(A_AFTER_B);
});

test('a change that fails rolls back without a moment of unsigned mail', async () => {
  const before = puts().length;
  const { code, output } = await world.deployByCli(byo('broken'));
  expect(code).not.toBe(0);
  expect(output).toContain('the value is neither PEM nor base64 of a private key');
  expect(await world.verdictNow()).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect(puts()).toHaveLength(before);
  expect(await ourRecords()).toEqual(A_AFTER_B);
});

test('a change that fails after the switch goes back to the old key, whose record is still there', async () => {
  const { code } = await world.deployByCli((stack) => {
    byo('b')(stack);
    // Takes its name from the identity, so it is made after the switch, and SES has it already.
    const identity = stack.node.findChild('Identity') as DomainIdentity;
    new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: 'foreign.example' }).node.addDependency(identity);
  });
  expect(code).not.toBe(0);
  const { time, input } = puts().at(-1)!;
  expect(input).toMatchObject({ SigningAttributes: { DomainSigningSelector: 'a' } });
  expect(world.aws.route53.servedAt(record('a'), 'TXT', time)).toHaveLength(1);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect(await ourRecords()).toEqual(A_AFTER_B);
});

const cnames = async () => (await world.identity())!.DkimAttributes!.Tokens!.map((token) => `CNAME ${record(token)}.`).sort();

test('to Easy DKIM', async () => {
  const inTransit = await world.send();
  await deploy(easy);
  const { DkimAttributes } = (await world.identity())!;
  expect(DkimAttributes!.SigningAttributesOrigin).toBe('AWS_SES');
  expect((await ourRecords()).sort()).toEqual([...await cnames(), ...['a', 'b'].map((selector) => `TXT ${record(selector)}. (retired)`)]);
  expect(await world.verdict()).toMatchObject({ selector: DkimAttributes!.Tokens![0], dkim: 'pass' });
  expect(await world.judge(inTransit)).toMatchObject({ selector: 'a', dkim: 'pass' });
});

test('the former keys are served for 14 days, then they are revoked, and after 14 more their records are gone', async () => {
  const served = async () => (await Promise.all(['a', 'b'].map((selector) => world.dig(record(selector))))).flat();
  await world.pass(13 * DAY);
  expect(await served()).toEqual([keys.a.record, keys.b.record]);
  await world.pass(2 * DAY);
  expect(await served()).toEqual(['v=DKIM1; k=rsa; p=', 'v=DKIM1; k=rsa; p=']);
  await world.pass(14 * DAY);
  expect((await ourRecords()).sort()).toEqual(await cnames());
  expect(await world.verdictNow()).toMatchObject({ dkim: 'pass' });
});

test('and back to BYODKIM', async () => {
  const inTransit = await world.send();
  const former = await cnames();
  await deploy(byo('b'));
  expect(await world.verdict()).toMatchObject({ selector: 'b', dkim: 'pass' });
  expect((await ourRecords()).sort()).toEqual([...former.map((line) => `${line} (retired)`), `TXT ${record('b')}.`]);
  await world.pass(13 * DAY);
  expect(await world.judge(inTransit)).toMatchObject({ dkim: 'pass' });
});

test('after destroy nothing of it is left', async () => {
  const { code } = await world.destroyByCli(byo('b'));
  expect(code).toBe(0);
  expect(await world.identity()).toBeUndefined();
  expect(await ourRecords()).toEqual([]);
});

test('a failing creation leaves nothing, and says why', async () => {
  await world.route53.send(new ChangeResourceRecordSetsCommand({
    HostedZoneId: world.zoneId(),
    ChangeBatch: {
      Changes: [{ Action: 'CREATE', ResourceRecordSet: { Name: record('a'), Type: 'TXT', TTL: 60, ResourceRecords: [{ Value: '"somebody else\'s"' }] } }],
    },
  }));
  const { code, output } = await world.deployByCli(byo('a'));
  expect(code).not.toBe(0);
  expect(output).toMatch(/has something else at a\._domainkey\.example\.com: found TXT somebody else's, wanted TXT/);
  expect(await world.identity()).toBeUndefined();
  expect(await world.dig(record('a'))).toEqual(['somebody else\'s']);
});
