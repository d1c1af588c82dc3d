import { CreateEmailIdentityCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as ses from 'aws-cdk-lib/aws-ses';
import { Handler } from './handler';
import { TestKey } from './keys';
import { ACCOUNT, DOMAIN, REGION, World } from './world';
import { Dkim, DkimKey, DomainIdentity } from '../../src';
import type { SesDomainIdentityRequest, Signing } from '../../src/contract/ses-domain-identity';

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

const MOVE = ['GetEmailIdentity', 'PutEmailIdentityDkimSigningAttributes'];
const isEasy = (mode: string) => mode.startsWith('Easy');
/** The same selector for another key: SES never tells the key, so that it is put again when in doubt. */
const isRekeyed = (from: string, to: string) => from.slice(-1) === 'b' && to.slice(-1) === 'b';

let world: World;

beforeAll(async () => {
  world = await World.start();
  for (const [name, key] of Object.entries(keys)) {
    await world.createSecret(`dkim/${name}`, key.pem());
  }
  const parent = new SESv2Client(world.aws.clientConfig({ region: PARENT_REGION }));
  const { DkimAttributes: { Tokens, SigningHostedZone } = {} } = await parent.send(new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN }));
  await world.createRecords(Tokens!.map((token) => ({ name: `${token}._domainkey.${DOMAIN}`, type: 'CNAME', value: `${token}.${SigningHostedZone}` })));
  await world.createRecords([{ name: `_dmarc.${DOMAIN}`, type: 'TXT', value: '"v=DMARC1; p=reject"' }]);
  await world.createForeignRecords([`other._domainkey.${DOMAIN}`]);
});
afterAll(() => world.stop());

describe('at the handler, with signing turned off all along', () => {
  let handler: Handler;

  beforeAll(async () => {
    handler = await Handler.of(world, (stack: Stack) => {
      // One stack for all modes: a template with a BYODKIM key would have the grant below from its construct.
      const replica = new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dkim: MODES['Deterministic Easy DKIM'].dkim(stack) });
      const [role] = replica.stack.node.findAll().filter((construct): construct is iam.Role => construct instanceof iam.Role && construct.node.id === 'Role');
      role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: ['*'] }));
    });
  });
  afterAll(async () => {
    await handler.forget();
    await world.destroy();
  });

  const wants = (mode: string): SesDomainIdentityRequest => (
    { domainName: DOMAIN, signing: MODES[mode].signing, signingEnabled: false, existingIdentity: 'FAIL', tags: {} }
  );

  /** What SES holds when it signs in a mode, whatever it signed with before. */
  async function freshly(mode: string): Promise<unknown> {
    await handler.forget();
    await handler.runWell(handler.event('Create', wants(mode)));
    return handler.state();
  }

  function calls(): () => string[] {
    const since = world.aws.requests.since();
    return () => since().filter(({ principal }) => principal.roleName).map(({ operation }) => operation).filter((name) => name !== 'GetSecretValue');
  }

  const fail = (operation: string) => world.aws.faults.add({
    operation, role: 'CdkSesDkimRole', fault: { kind: 'error', code: 'BadRequestException', message: 'no' },
  });

  test.each(PAIRS)('from %s to %s', async (from, to) => {
    const wanted = await freshly(to);
    const before = await freshly(from);
    const isByo = MODES[to].signing.mode === 'BYODKIM';

    // Each of its calls fails; CloudFormation rolls back; nothing has changed, and nothing was put.
    for (const operation of [...isByo ? ['GetSecretValue'] : [], ...MOVE]) {
      fail(operation);
      expect((await handler.run(handler.event('Update', wants(to), wants(from)))).error).toMatch(/example\.com: .*BadRequestException: no/);
      const back = calls();
      await handler.runWell(handler.event('Update', wants(from), wants(to)));
      expect(back()).toEqual(isRekeyed(from, to) ? MOVE : MOVE.slice(0, 1));
      expect(await handler.state()).toEqual(before);
    }

    const forwards = calls();
    const attributes = await handler.runWell(handler.event('Update', wants(to), wants(from)));
    expect(forwards()).toEqual(MOVE);
    expect(await handler.state()).toEqual(wanted);
    expect(Object.keys(attributes)).toHaveLength(9);

    // Once more, as a second delivery of the same event would be.
    const again = calls();
    await handler.runWell(handler.event('Update', wants(to), wants(to)));
    expect(again()).toEqual(MOVE.slice(0, 1));
  });

  test.each(PAIRS)('killed after any call and delivered again, from %s to %s', async (from, to) => {
    const wanted = await freshly(to);
    for (const operation of MOVE) {
      await freshly(from);
      const event = handler.event('Update', wants(to), wants(from));
      world.aws.faults.add({ operation, role: 'CdkSesDkimRole', fault: { kind: 'kill-after' } });
      expect((await handler.run(event)).error).toMatch(/signal: killed/);
      await handler.runWell(event);
      expect([operation, await handler.state()]).toEqual([operation, wanted]);
    }
  });
});

describe('by CloudFormation, with records and mail', () => {
  let foreign: string[];
  let current: string | undefined;

  const define = (mode: string, late = false) => (stack: Stack) => {
    const identity = new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), dkim: MODES[mode].dkim(stack) });
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

  /** Mail is signed in a mode, and verifies; its records are there, the foreign ones too, and no others. */
  async function expectSignedIn(mode: string): Promise<void> {
    expect([mode, await world.verdict()]).toMatchObject([mode, { dkim: 'pass', dmarc: 'pass', selector: await MODES[mode].selector() }]);
    expect((await world.records()).sort()).toEqual([...foreign, ...await MODES[mode].records()].sort());
  }

  test.each(PAIRS)('from %s to %s', async (from, to) => {
    if (current !== from) {
      expect((await world.deploy(define(from))).status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
    }
    await expectSignedIn(from);

    // Something else in the stack fails, after the switch: back to what was there. SES does not let a key length go back: below.
    await world.aws.clock.advance(DAY_MS);
    if (!(isEasy(from) && isEasy(to))) {
      expect((await world.deploy(define(to, true))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
      await expectSignedIn(from);
    }

    await world.aws.clock.advance(DAY_MS);
    const since = world.aws.requests.since();
    expect((await world.deploy(define(to))).status).toBe('UPDATE_COMPLETE');
    expect(since({ operation: MOVE[1] })).toHaveLength(1);
    await expectSignedIn(to);
    current = to;
  });

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
    expect(world.failures(outcome)[0].reason).toMatch(/one change of the key length a day, here to RSA_2048_BIT: .*deploy again after \d{4}-\d\d-\d\dT/);
    expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
    await world.aws.clock.advance(DAY_MS);
    expect((await world.deploy(define(LONG))).status).toBe('UPDATE_COMPLETE');
    expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
  });

  test('a rollback does not break on it: it keeps the new length, tells so in the log, and the next deployment is whole', async () => {
    expect((await world.deploy(define(SHORT, true))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await length()).toBe('RSA_1024_BIT');
    expect(world.aws.logs.everything().join('\n')).toContain('rolling back, and the identity keeps another key length than its template says');
    // SES makes new tokens with a new length, and CloudFormation has put the former records back.
    const since = world.aws.requests.since();
    expect((await world.deploy(define(SHORT))).status).toBe('UPDATE_COMPLETE');
    expect(since({ operation: MOVE[1] })).toEqual([]);
    expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
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
      selector,
      fingerprint: keys[key].fingerprint,
      location: { secretArn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:dkim/${key}` },
    },
    records: async () => [`TXT ${selector}._domainkey.${DOMAIN}.`],
    selector: async () => selector,
  };
}

async function parentTokens(): Promise<string[]> {
  const parent = new SESv2Client(world.aws.clientConfig({ region: PARENT_REGION }));
  return (await parent.send(new GetEmailIdentityCommand({ EmailIdentity: DOMAIN }))).DkimAttributes!.Tokens!;
}
