import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { EVERY } from './depth';
import { TestKey } from './keys';
import { RotatingStack } from './rotating-stack';
import { wholeIdentity } from './whole-identity';
import { DOMAIN, World } from './world';
import { DomainIdentity, type DomainIdentityProps, ExistingIdentity } from '../../src';

/*
 * AWS tells late what was written, and obeys late what it was told. People do not wait for that: each deployment follows the one before at once.
 */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SLOW = {
  'a grant counts three minutes after it is complete': ({ aws }) => { aws.iam.propagationMs = 170 * SECOND; },
  'SES shows a write after 50 seconds': ({ aws }) => aws.ses.assume({ readLagMs: 50 * SECOND }),
  'SES finds an identity, and its tags, after 20 seconds': ({ aws }) => aws.ses.assume({ existenceLagMs: 20 * SECOND, tagLagMs: 20 * SECOND }),
  'Secrets Manager shows a write after 20 seconds': ({ aws }) => { aws.secretsManager.readLagMs = 20 * SECOND; },
  'name servers get a change one after the other, and resolvers keep what was not there': ({ aws }) => {
    aws.route53.staggered = true;
    aws.route53.dns.recursors.functions.keeps = 'absences';
    aws.route53.dns.recursors.others.keeps = 'absences';
  },
} satisfies Record<string, (world: World) => void>;
/** Each alone in `npm run sweep` only. */
const KINDS: Array<[string, (world: World) => void]> = [
  ...EVERY ? Object.entries(SLOW) : [],
  ['all of that together', (world) => Object.values(SLOW).forEach((slow) => slow(world))],
];

let world: World;
afterEach(() => world.stop());

async function begin(slow: (world: World) => void): Promise<void> {
  world = await World.start();
  await world.createSecret('dkim/a', new TestKey().pem());
  slow(world);
  world.pace = 120;
}

const { define, generated, stored } = wholeIdentity(() => world);
const easy = () => ({});

async function expectToGo(stackName?: string): Promise<void> {
  expect((await world.destroy(stackName)).status).toBe('DELETE_COMPLETE');
  await world.aws.clock.advance(5 * MINUTE); // until it shows
  expect([await world.identity(), await world.records(), await world.memories()]).toEqual([undefined, [], []]);
}

describe.each(KINDS)('%s', (_, slow) => {
  test('a stack is made, fails to change, changes, fails to go back, and goes', async () => {
    await begin(slow);
    const deploy = async (...given: Parameters<typeof define>) => {
      const outcome = await world.deploy(define(...given));
      return [outcome.status, ...world.failures(outcome).filter(({ logicalId }) => logicalId !== 'Late')];
    };
    expect(await deploy(generated)).toEqual(['CREATE_COMPLETE']);
    expect(await deploy(stored, true)).toEqual(['UPDATE_ROLLBACK_COMPLETE']);
    expect(await deploy(stored)).toEqual(['UPDATE_COMPLETE']);
    expect(await deploy(easy, true)).toEqual(['UPDATE_ROLLBACK_COMPLETE']);
    expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
    expect(await deploy(easy)).toEqual(['UPDATE_COMPLETE']);
    await expectToGo();
  });

  test('a stack that is destroyed at once, made again at once, and cancelled', async () => {
    await begin(slow);
    for (const props of [generated, stored, easy]) {
      expect((await world.deploy(define(props))).status).toBe('CREATE_COMPLETE');
      expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    }
    expect((await world.deploy(define(stored, true))).status).toBe('ROLLBACK_COMPLETE');
    await expectToGo();
  });

  test('a key is rotated right after the deployment, and the stack goes right after the rotation', async () => {
    await begin(slow);
    const stack = new RotatingStack(world);
    expect((await stack.deploy(define(generated))).status).toBe('CREATE_COMPLETE');
    await world.settled(); // Secrets Manager tests a new schedule
    const former = stack.inUse();
    await world.secrets.send(new RotateSecretCommand({ SecretId: stack.secretArn }));
    await world.settled();
    await world.pass(HOUR, 10 * MINUTE);
    expect(stack.inUse()).toBe((await stack.key()).selector);
    expect(stack.inUse()).not.toBe(former);
    expect(await world.verdict()).toMatchObject({ selector: stack.inUse(), dkim: 'pass' });
    await world.secrets.send(new RotateSecretCommand({ SecretId: stack.secretArn }));
    await world.settled();
    await expectToGo();
  });

  test('an identity is taken over right after it was made, and its first stack goes at once', async () => {
    await begin(slow);
    expect((await world.deploy(define(stored), 'One')).status).toBe('CREATE_COMPLETE');
    const before = await world.recordSets();
    expect((await world.deploy(define((stack) => ({ ...stored(stack), existingIdentity: ExistingIdentity.ADOPT })), 'Two')).status).toBe('CREATE_COMPLETE');
    const gone = await world.destroy('One');
    expect([gone.status, world.failures(gone)]).toEqual(['DELETE_COMPLETE', []]);
    expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass', spf: 'pass', dmarc: 'pass' });
    expect(await world.recordSets()).toEqual(before);
    await world.pass(30 * DAY, 5 * DAY);
    expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass', spf: 'pass', dmarc: 'pass' });
    await expectToGo('Two');
  });

  test('the same without a zone, where nobody remembers the take-over', async () => {
    await begin(slow);
    const manual = (more: Partial<DomainIdentityProps> = {}) => (stack: Stack) => new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, ...more });
    expect((await world.deploy(manual(), 'One')).status).toBe('CREATE_COMPLETE');
    expect((await world.deploy(manual({ existingIdentity: ExistingIdentity.ADOPT }), 'Two')).status).toBe('CREATE_COMPLETE');
    const gone = await world.destroy('One');
    expect([gone.status, world.failures(gone)]).toEqual(['DELETE_COMPLETE', []]);
    await world.aws.clock.advance(5 * MINUTE);
    expect(await world.identity()).toBeDefined();
    await expectToGo('Two');
  });

  test('a retained identity is the stack\'s own again if the stack is made again at once', async () => {
    await begin(slow);
    const retained = (stack: Stack) => ({ ...stored(stack), removalPolicy: RemovalPolicy.RETAIN });
    expect((await world.deploy(define(retained))).status).toBe('CREATE_COMPLETE');
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    const outcome = await world.deploy(define(retained));
    expect([outcome.status, world.failures(outcome)]).toEqual(['CREATE_COMPLETE', []]);
    expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass', spf: 'pass' });
  });
});
