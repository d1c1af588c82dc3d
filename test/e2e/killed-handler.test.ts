import type { Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { type Event, Handler } from './handler';
import { TestKey } from './keys';
import { ACCOUNT, DOMAIN, REGION, World } from './world';
import { Dkim, DomainIdentity } from '../../src';
import type { SesDomainIdentityRequest } from '../../src/contract/ses-domain-identity';

/*
 * A handler that dies after any of its calls, and is run again with the same event, comes to the same end as one that
 * lives. For each event the calls are counted in a run that nobody disturbs; then each of them is the last one once.
 */

const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:dkim`;
const keys = { a: new TestKey(), b: new TestKey() };
let world: World;
let handler: Handler;

const define = (selector: 'a' | 'b', easy = false) => (stack: Stack) => {
  const key = (name: string) => world.key(stack, name);
  const other = selector === 'a' ? 'b' : 'a';
  new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN,
    dkim: easy ? undefined : Dkim.byoDkim({ key: key(selector), alsoPublish: [key(other)] }),
    dns: world.zone(stack),
    configurationSet: ses.ConfigurationSet.fromConfigurationSetName(stack, 'Set', 'tracking'),
  });
};

beforeAll(async () => {
  world = await World.start();
  for (const [selector, key] of Object.entries(keys)) {
    await world.createSecret(`dkim/${selector}`, key.pem());
  }
  await world.createConfigurationSet('tracking');
  handler = await Handler.of(world, define('a'));
});
afterAll(() => world.stop());

// --- the events

const wants = (change: Partial<SesDomainIdentityRequest>): SesDomainIdentityRequest => ({
  domainName: DOMAIN, signing: { mode: 'EASY_DKIM' }, signingEnabled: true, existingIdentity: 'FAIL', tags: { team: 'mail' }, ...change,
});
const byo = (selector: 'a' | 'b'): SesDomainIdentityRequest => wants({
  signing: { mode: 'BYODKIM', selector, location: { secretArn: `${SECRET}/${selector}` }, fingerprint: keys[selector].fingerprint },
});
const EASY = wants({});
const REFINED = wants({
  signing: { mode: 'EASY_DKIM', keyLength: 'RSA_1024_BIT' }, signingEnabled: false, feedbackForwarding: false, configurationSetName: 'tracking', tags: { stage: 'prod' },
});

interface Scenario {
  readonly before?: SesDomainIdentityRequest;
  readonly type: Event['RequestType'];
  readonly wanted: SesDomainIdentityRequest;
}

const SCENARIOS: Array<[string, () => Scenario]> = [
  ['create, Easy DKIM', () => ({ type: 'Create', wanted: EASY })],
  ['create, Easy DKIM with every setting', () => ({ type: 'Create', wanted: REFINED })],
  ['create, BYODKIM', () => ({ type: 'Create', wanted: byo('a') })],
  ['update, another selector', () => ({ before: byo('a'), type: 'Update', wanted: byo('b') })],
  ['update, from Easy DKIM to BYODKIM', () => ({ before: EASY, type: 'Update', wanted: byo('a') })],
  ['update, from BYODKIM to Easy DKIM', () => ({ before: byo('a'), type: 'Update', wanted: EASY })],
  ['update, every setting', () => ({ before: EASY, type: 'Update', wanted: REFINED })],
  ['update, and back', () => ({ before: REFINED, type: 'Update', wanted: { ...EASY, signing: REFINED.signing } })],
  ['delete, Easy DKIM', () => ({ before: EASY, type: 'Delete', wanted: EASY })],
  ['delete, BYODKIM', () => ({ before: byo('a'), type: 'Delete', wanted: byo('a') })],
];

async function prepare({ before, type, wanted }: Scenario): Promise<Event> {
  await handler.forget();
  if (before) {
    await handler.runWell(handler.event('Create', before));
  }
  return handler.event(type, wanted, type === 'Update' ? before : undefined);
}

test.each(SCENARIOS)('%s', async (_, scenario) => {
  const undisturbed = await prepare(scenario());
  const calls = world.aws.requests.since();
  await handler.runWell(undisturbed);
  const expected = await handler.state();
  const operations = calls().filter(({ principal }) => principal.roleName).map(({ operation }) => operation);
  expect(operations.length).toBeGreaterThan(1);

  for (const [index, operation] of operations.entries()) {
    const given = await prepare(scenario());
    const nth = operations.slice(0, index + 1).filter((other) => other === operation).length;
    world.aws.faults.add({ operation, nth, role: 'CdkSesDkimRole', fault: { kind: 'kill-after' } });
    const { error } = await handler.run(given);
    expect(`${operation} ${error}`).toMatch(/signal: killed/);
    expect(world.aws.faults.remaining()).toEqual([]);
    await handler.runWell(given);
    expect([operation, await handler.state()]).toEqual([operation, expected]);
  }
});

describe('a stack whose handler was killed', () => {
  const kill = (operation: string) => world.aws.faults.add({ operation, role: 'CdkSesDkimRole', fault: { kind: 'kill-after' } });

  beforeAll(async () => {
    await handler.forget();
    await world.destroy();
  });

  test.each([['Easy DKIM', true], ['BYODKIM', false]])('in a creation is deployed again, and removed: %s', async (_, easy) => {
    const calls = world.aws.requests.since();
    expect((await world.deploy(define('a', easy))).status).toBe('CREATE_COMPLETE');
    const operations = calls().filter(({ principal, service }) => principal.roleName && service === 'ses').map(({ operation }) => operation);
    await world.destroy();
    for (const operation of new Set(operations)) {
      kill(operation);
      expect((await world.deploy(define('a', easy))).status).toBe('ROLLBACK_COMPLETE');
      expect(world.aws.faults.remaining()).toEqual([]);
      expect((await world.deploy(define('a', easy))).status).toBe('CREATE_COMPLETE');
      expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
      expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
      expect(await world.identity()).toBeUndefined();
      expect(await world.records()).toEqual([]);
    }
  });

  test('in a removal is removed by the next', async () => {
    await world.deploy(define('a'));
    kill('DeleteEmailIdentity');
    expect((await world.destroy()).status).toBe('DELETE_FAILED');
    expect(world.aws.faults.remaining()).toEqual([]);
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(await world.records()).toEqual([]);
  });
});
