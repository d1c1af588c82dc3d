import { CreateEmailIdentityCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { Duration, type Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as ses from 'aws-cdk-lib/aws-ses';
import { EVERY } from './depth';
import { DEPLOY_ROLE, Handler } from './handler';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import type { OutgoingMail } from '../../local-aws/ses';
import { Dkim, DkimKey, DomainIdentity } from '../../src';
import { DOMAIN_IDENTITY_ATTRIBUTES, type DomainIdentityRequest } from '../../src/contract/domain-identity';
import type { Signing } from '../../src/contract/signing';

/*
 * From every way of signing to every other: there, back, and wherever it is interrupted.
 */

const PARENT_REGION = 'us-east-1';
const DAY_MS = 24 * 3_600_000;
const keys = { one: new TestKey(), two: new TestKey() };
type Key = keyof typeof keys;

interface Mode {
  /** As a user writes it. */
  readonly dkim: (stack: Stack) => Dkim;
  /** As the handler is told. */
  readonly signing: Signing;
  /** The records of ours that it needs. */
  readonly records: () => Promise<string[]>;
  /** What a receiver finds in the signature. */
  readonly selector: () => Promise<string>;
}

const MODES: Record<string, Mode> = {
  'Easy DKIM, 1024 bits': easy(1024),
  'Easy DKIM, 2048 bits': easy(2048),
  'key one, selector a': byo('one', 'a'),
  'key one, selector b': byo('one', 'b'),
  'key two, selector b': byo('two', 'b'),
  'Deterministic Easy DKIM': {
    dkim: () => Dkim.deterministicEasyDkim({ parentRegion: PARENT_REGION }),
    signing: { mode: 'DETERMINISTIC_EASY_DKIM', parentRegion: PARENT_REGION },
    records: async () => [],
    selector: async () => (await parentTokens())[0],
  },
};
/** There and back again, so that most rows begin where the one before them ended. */
const PAIRS = Object.keys(MODES).flatMap((one, index, all) => all.slice(index + 1).flatMap((other) => [[one, other], [other, one]] as const));
/** The sweep in memory kills every move after every call. With the real function `npm run sweep` has all of them, and the gate some. */
const KILLED = PAIRS.filter((_, index) => EVERY || index % 5 === 0);

const PUT = 'PutEmailIdentityDkimSigningAttributes';
const MOVE = ['GetEmailIdentity', 'TagResource', PUT];
const isEasy = (mode: string) => mode.startsWith('Easy');
/** The same selector for another key: SES never tells the key, so that a tag has to, after the switch. */
const isRekeyed = (from: string, to: string) => from.slice(-1) === 'b' && to.slice(-1) === 'b';

let world: World;

beforeAll(async () => {
  world = await World.start();
  for (const [name, key] of Object.entries(keys)) {
    await world.createSecret(`dkim/${name}`, key.pem());
  }
  const parent = world.patient(new SESv2Client(world.aws.clientConfig({ region: PARENT_REGION })));
  const { DkimAttributes: { Tokens, SigningHostedZone } = {} } = await parent.send(new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN }));
  await world.createRecords(Tokens!.map((token) => ({ name: `${token}._domainkey.${DOMAIN}`, type: 'CNAME', value: `${token}.${SigningHostedZone}` })));
  await world.createRecords([{ name: `_dmarc.${DOMAIN}`, type: 'TXT', value: '"v=DMARC1; p=reject"' }]);
  await world.createForeignRecords([`other._domainkey.${DOMAIN}`]);
});
afterAll(() => world.stop());

describe('at the handler, with signing turned off all along', () => {
  let handler: Handler;

  beforeAll(async () => {
    world.pace = 120; // each way back looks for a minute
    handler = await Handler.of(world, (stack: Stack) => {
      // One stack for all modes: a template with a BYODKIM key would have the grant below from its construct.
      const replica = new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dkim: MODES['Deterministic Easy DKIM'].dkim(stack) });
      const [role] = replica.stack.node.findAll().filter((construct): construct is iam.Role => construct instanceof iam.Role && construct.node.id === 'DeployRole');
      role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: ['*'] }));
    });
  });
  afterAll(async () => {
    await handler.stop();
    await handler.forget();
    await world.destroy();
    world.pace = 60;
  });

  const wants = (mode: string): DomainIdentityRequest => ({
    domainName: DOMAIN, signing: MODES[mode].signing, place: { kind: 'MANUAL' }, signingEnabled: false, existingIdentity: 'FAIL', overlapDays: 14, tags: {},
  });

  /** What SES holds when it signs in a mode, whatever it signed with before. */
  async function freshly(mode: string): Promise<unknown> {
    await handler.forget();
    await handler.runWell(handler.event('Create', wants(mode)));
    return handler.state();
  }

  /** What SES was asked and told; looks that are repeated count once. */
  function calls(): () => string[] {
    const since = world.aws.requests.since();
    return () => since({ service: 'ses' }).filter(({ principal }) => principal.roleName?.includes(DEPLOY_ROLE)).map(({ operation }) => operation)
      .filter((operation, index, all) => !operation.startsWith('Get') || operation !== all[index - 1]);
  }
  const puts = (operations: string[]) => operations.filter((operation) => operation === PUT);

  const fail = (operation: string) => world.aws.faults.add({
    operation, role: DEPLOY_ROLE, fault: { kind: 'error', code: 'BadRequestException', message: 'no' },
  });

  test.each(PAIRS)('from %s to %s', async (from, to) => {
    const wanted = await freshly(to);
    const before = await freshly(from);
    const isByo = MODES[to].signing.mode === 'BYODKIM';
    // SES may tell no selector at all. Then it does not tell any two keys apart.
    const isUntold = isRekeyed(from, to) || (isByo && (await world.identity())!.DkimAttributes!.Tokens!.length === 0);

    // Each of its calls fails; CloudFormation rolls back; nothing has changed, and nothing was put.
    for (const operation of [...isByo ? ['GetSecretValue'] : [], ...MOVE]) {
      fail(operation);
      const { error } = await handler.run(handler.event('Update', wants(to), wants(from)));
      expect(`${operation}: ${error}`).toMatch(operation === 'GetSecretValue' ? /dkim\/(one|two).*BadRequestException: no/ : /example\.com.*BadRequestException: no/);
      const back = calls();
      await handler.runWell(handler.event('Update', wants(from), wants(to)), { rollingBack: true });
      expect([operation, puts(back())]).toEqual([operation, operation === PUT && isUntold ? [PUT] : []]);
      expect([operation, await handler.state()]).toEqual([operation, before]);
    }

    const forwards = calls();
    const attributes = await handler.runWell(handler.event('Update', wants(to), wants(from)));
    expect(forwards()).toEqual(isUntold ? [...MOVE, 'TagResource'] : MOVE);
    expect(await handler.state()).toEqual(wanted);
    expect(Object.keys(attributes).sort()).toEqual([...DOMAIN_IDENTITY_ATTRIBUTES].sort());

    // Once more, as a second delivery of the same event would be.
    const again = calls();
    await handler.runWell(handler.event('Update', wants(to), wants(to)));
    expect(again()).toEqual(MOVE.slice(0, 1));
  });

  test.each(KILLED)('killed after any call that changes something and delivered again, from %s to %s', async (from, to) => {
    const wanted = await freshly(to);
    for (const operation of MOVE.slice(1)) {
      await freshly(from);
      const event = handler.event('Update', wants(to), wants(from));
      world.aws.faults.add({ operation, role: DEPLOY_ROLE, fault: { kind: 'kill-after' } });
      expect((await handler.run(event)).error).toMatch(/signal: killed/);
      await handler.runWell(event);
      expect([operation, await handler.state()]).toEqual([operation, wanted]);
    }
  });

  test.each(PAIRS.filter(([from, to]) => isRekeyed(from, to)))('killed after the switch and rolled back, from %s to %s', async (from, to) => {
    await freshly(from);
    world.aws.faults.add({ operation: PUT, role: DEPLOY_ROLE, fault: { kind: 'kill-after' } });
    expect((await handler.run(handler.event('Update', wants(to), wants(from)))).error).toMatch(/signal: killed/);
    const back = calls();
    await handler.runWell(handler.event('Update', wants(from), wants(to)), { rollingBack: true });
    expect(puts(back())).toHaveLength(1); // SES does not tell which of the two keys it has
  });
});

describe('by CloudFormation, with records and mail', () => {
  let foreign: string[];
  let current: string | undefined;

  const define = (mode: string, { late = false, overlap = undefined as Duration | undefined } = {}) => (stack: Stack) => {
    const identity = new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), dkim: MODES[mode].dkim(stack), overlap });
    if (late) {
      new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(identity); // exists, so that it fails
    }
  };

  beforeAll(async () => {
    foreign = await world.records();
  });
  afterAll(async () => {
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(await world.records()).toEqual(foreign);
    expect(world.aws.iam.denials).toEqual([]);
  });

  /** Mail is signed in a mode, and verifies; its records are there, the foreign ones too, and no others but those of former keys. */
  async function expectSignedIn(mode: string): Promise<void> {
    expect([mode, await world.verdict()]).toMatchObject([mode, { dkim: 'pass', dmarc: 'pass', selector: await MODES[mode].selector() }]);
    const records = await world.records();
    expect(records.filter((line) => !/ \((new|retired|revoked)\)$/.test(line)).sort()).toEqual([...foreign, ...await MODES[mode].records()].sort());
  }

  /** The domain signs in a mode, and nothing is left of another one. */
  async function begin(mode: string): Promise<void> {
    if (current !== mode) {
      current = mode;
      expect((await world.deploy(define(mode, { overlap: Duration.days(0) }))).status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
      await world.deploy(define(mode));
      await world.pass(DAY_MS);
    }
    await expectSignedIn(mode);
  }

  test.each(PAIRS.filter(([from, to]) => !isRekeyed(from, to)))('from %s to %s, and no mail in transit is lost', async (from, to) => {
    await begin(from);
    const before = await world.records();
    const inTransit = [await world.send()];

    // Something else in the stack fails, after the switch: back to what was there. SES does not let a key length go back: below.
    await world.pass(DAY_MS);
    if (!(isEasy(from) && isEasy(to))) {
      expect((await world.deploy(define(to, { late: true }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
      await expectSignedIn(from);
    }

    await world.pass(DAY_MS);
    inTransit.push(await world.send());
    const since = world.aws.requests.since();
    current = to;
    expect((await world.deploy(define(to))).status).toBe('UPDATE_COMPLETE');
    expect(since({ operation: PUT })).toHaveLength(1);
    await expectSignedIn(to);
    expect(await verdicts(inTransit)).toEqual(['pass', 'pass']);

    // As long as mail may be in transit; then the clock makes an end of it.
    await world.pass(13 * DAY_MS - 600_000, 13 * DAY_MS);
    expect(await verdicts(inTransit.slice(1))).toEqual(['pass']);
    await world.pass(2 * DAY_MS, 2 * DAY_MS);
    const served = (await world.records()).filter((line) => line.endsWith(' (retired)'));
    expect(served).toEqual([]);
    await world.pass(14 * DAY_MS, 14 * DAY_MS);
    expect((await world.records()).sort()).toEqual([...foreign, ...await MODES[to].records()].sort());
    expect((await world.records()).filter((line) => before.includes(line)).sort()).toEqual([...foreign].sort());
    await expectSignedIn(to);
  });

  test.each(PAIRS.filter(([from, to]) => isRekeyed(from, to)))('from %s to %s: only if the former key is not to be trusted any more', async (from, to) => {
    await begin(from);
    const inTransit = await world.send();
    const refused = await world.deploy(define(to));
    expect(refused.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.failures(refused).at(-1)!.reason).toMatch(/the record b\._domainkey\.example\.com has the public key of another key, and mail in transit needs it; give the new key a new/);
    await expectSignedIn(from);
    expect(await verdicts([inTransit])).toEqual(['pass']);

    const leaked = { overlap: Duration.days(0) };
    current = to;
    expect((await world.deploy(define(to, leaked))).status).toBe('UPDATE_COMPLETE');
    await expectSignedIn(to);
    expect(await verdicts([inTransit])).toEqual(['fail']);
    expect(await world.dig(`b._domainkey.${DOMAIN}`)).toEqual([keys[to.includes('one') ? 'one' : 'two'].record]);
  });

  test('a key that has leaked is not served any more after the deployment that replaces it', async () => {
    await begin('key one, selector a');
    const inTransit = await world.send();
    current = 'Easy DKIM, 2048 bits';
    expect((await world.deploy(define(current, { overlap: Duration.days(0) }))).status).toBe('UPDATE_COMPLETE');
    await world.settled();
    await world.pass(3_600_000);
    await expectSignedIn(current);
    expect((await world.records()).sort()).toEqual([...foreign, ...await MODES[current].records()].sort());
    expect((await verdicts([inTransit]))[0]).not.toBe('pass');
  });

  const verdicts = (mail: readonly OutgoingMail[]) => Promise.all(mail.map(async (one) => (await world.judge(one)).dkim));
});

describe('Easy DKIM\'s key length, of which SES takes one change a day', () => {
  const define = (mode: string, late = false) => (stack: Stack) => {
    const identity = new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), dkim: MODES[mode].dkim(stack) });
    if (late) {
      new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(identity);
    }
  };
  const [SHORT, LONG] = Object.keys(MODES);
  const length = async () => (await world.identity())!.DkimAttributes!.NextSigningKeyLength;

  beforeEach(async () => {
    await world.deploy(define(LONG));
    await world.verdict();
  });
  afterEach(() => world.destroy());

  test('a second change fails, and says when it can be tried again', async () => {
    expect((await world.deploy(define(SHORT))).status).toBe('UPDATE_COMPLETE');
    const outcome = await world.deploy(define(LONG));
    expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.failures(outcome).at(-1)!.reason).toMatch(/key length .*once in 24 hours.*deploy again after \d{4}-\d\d-\d\dT/);
    expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
    await world.aws.clock.advance(DAY_MS);
    expect((await world.deploy(define(LONG))).status).toBe('UPDATE_COMPLETE');
    expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
  });

  test('a rollback does not break on it: it keeps the new length, tells so in the log, and the next deployment is whole', async () => {
    const inTransit = await world.send();
    expect((await world.deploy(define(SHORT, true))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await length()).toBe('RSA_1024_BIT');
    expect(world.aws.logs.everything().filter((line) => line.includes('the identity keeps another key length'))).toHaveLength(1);
    expect(await world.verdict()).toMatchObject({ dkim: 'pass' }); // by the records of the new length, which stay
    expect(await world.judge(inTransit)).toMatchObject({ dkim: 'pass' });
    const since = world.aws.requests.since();
    expect((await world.deploy(define(SHORT))).status).toBe('UPDATE_COMPLETE');
    expect(since({ operation: PUT })).toEqual([]);
    expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
    await world.pass(13 * DAY_MS);
    expect(await world.judge(inTransit)).toMatchObject({ dkim: 'pass' });
  });

  test('after a rollback the clock brings the length of the template back as soon as SES takes it, and no mail in transit is lost', async () => {
    expect((await world.deploy(define(SHORT, true))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
    const inTransit = await world.send();
    await world.pass(2 * DAY_MS);
    expect(await length()).toBe('RSA_2048_BIT');
    expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
    await world.pass(11 * DAY_MS);
    expect(await world.judge(inTransit)).toMatchObject({ dkim: 'pass' });
  });
});

function easy(bits: 1024 | 2048): Mode {
  const length = bits === 1024 ? ses.EasyDkimSigningKeyLength.RSA_1024_BIT : ses.EasyDkimSigningKeyLength.RSA_2048_BIT;
  const tokens = async () => (await world.identity())!.DkimAttributes!.Tokens!;
  return {
    dkim: () => Dkim.easyDkim({ signingKeyLength: length }),
    signing: { mode: 'EASY_DKIM', keyLength: length },
    records: async () => (await tokens()).map((token) => `CNAME ${token}._domainkey.${DOMAIN}.`),
    selector: async () => (await tokens())[0],
  };
}

function byo(key: Key, selector: string): Mode {
  return {
    dkim: (stack) => Dkim.byoDkim({ key: DkimKey.fromSecret(Secret.fromSecretNameV2(stack, `Secret-${key}`, `dkim/${key}`), { selector }) }),
    signing: {
      mode: 'BYODKIM',
      key: { kind: 'STORED', secretId: `dkim/${key}`, selector },
      alsoPublish: [],
    },
    records: async () => [`TXT ${selector}._domainkey.${DOMAIN}.`],
    selector: async () => selector,
  };
}

async function parentTokens(): Promise<string[]> {
  const parent = new SESv2Client(world.aws.clientConfig({ region: PARENT_REGION }));
  return (await parent.send(new GetEmailIdentityCommand({ EmailIdentity: DOMAIN }))).DkimAttributes!.Tokens!;
}
