import type { Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { EVERY, isLook } from './depth';
import { DEPLOY_ROLE, type Event, Handler } from './handler';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DomainIdentity } from '../../src';
import { DEFAULT_OVERLAP_DAYS, type DomainIdentityRequest } from '../../src/contract/domain-identity';

/*
 * A handler that dies after any of its calls, and is run again with the same event, comes to the same end as one that
 * lives. For each event the calls are counted in a run that nobody disturbs. Then each of them that changes something is the last one once.
 */

const keys = { a: new TestKey(), b: new TestKey() };
let world: World;
let handler: Handler;

const define = (selector: 'a' | 'b') => (stack: Stack) => {
  const key = (name: string) => world.key(stack, name);
  const other = selector === 'a' ? 'b' : 'a';
  new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN,
    dkim: Dkim.byoDkim({ key: key(selector), alsoPublish: [key(other)] }),
    dns: world.zone(stack),
    mailFrom: { subdomain: 'bounce' },
    dmarc: {},
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
afterAll(async () => {
  await handler.stop();
  const { denials } = world.aws.iam;
  await world.stop();
  // An identity that is gone has no tags that would allow to delete it once more.
  expect(denials.filter(({ action }) => action !== 'ses:DeleteEmailIdentity')).toEqual([]);
});

// --- the events

const wants = (change: Partial<DomainIdentityRequest>): DomainIdentityRequest => ({
  domainName: DOMAIN,
  signing: { mode: 'EASY_DKIM' },
  place: { kind: 'HOSTED_ZONE', hostedZoneId: world.zoneId(), zoneName: DOMAIN },
  signingEnabled: true,
  existingIdentity: 'FAIL',
  overlapDays: DEFAULT_OVERLAP_DAYS,
  tags: { team: 'mail' },
  ...change,
});
const byo = (selector: 'a' | 'b') => wants({ signing: { mode: 'BYODKIM', key: { kind: 'STORED', secretId: `dkim/${selector}`, selector }, alsoPublish: [] } });
const easy = () => wants({});
const refined = () => wants({
  signing: { mode: 'EASY_DKIM', keyLength: 'RSA_1024_BIT' },
  signingEnabled: false,
  feedbackForwarding: false,
  configurationSetName: 'tracking',
  mailFrom: { domainName: `bounce.${DOMAIN}`, behaviorOnMxFailure: 'REJECT_MESSAGE' },
  dmarc: 'v=DMARC1; p=none',
  tags: { stage: 'prod' },
});

interface Scenario {
  readonly before?: DomainIdentityRequest;
  readonly type: Event['RequestType'];
  readonly wanted: DomainIdentityRequest;
}

type Row = [string, () => Scenario];

const OF_SETTINGS: Row[] = [
  ['create, Easy DKIM with every setting', () => ({ type: 'Create', wanted: refined() })],
  ['update, every setting', () => ({ before: easy(), type: 'Update', wanted: refined() })],
  ['update, and back', () => ({ before: refined(), type: 'Update', wanted: { ...easy(), signing: refined().signing } })],
];
const OF_SIGNING: Row[] = [
  ['create, Easy DKIM', () => ({ type: 'Create', wanted: easy() })],
  ['create, BYODKIM', () => ({ type: 'Create', wanted: byo('a') })],
  ['update, another selector', () => ({ before: byo('a'), type: 'Update', wanted: byo('b') })],
  ['update, from Easy DKIM to BYODKIM', () => ({ before: easy(), type: 'Update', wanted: byo('a') })],
  ['update, from BYODKIM to Easy DKIM', () => ({ before: byo('a'), type: 'Update', wanted: easy() })],
  ['delete, Easy DKIM', () => ({ before: easy(), type: 'Delete', wanted: easy() })],
  ['delete, BYODKIM', () => ({ before: byo('a'), type: 'Delete', wanted: byo('a') })],
];

/** The gate has the ways of signing in sweep/, where CloudFormation sends the events. */
const SCENARIOS = EVERY ? [...OF_SETTINGS, ...OF_SIGNING] : OF_SETTINGS;

async function prepare({ before, type, wanted }: Scenario): Promise<Event> {
  await handler.forget();
  if (before) {
    await handler.runWell(handler.event('Create', before));
  }
  return handler.event(type, wanted, type === 'Update' ? before : undefined);
}

/** What is left, in SES and in the zone. The tokens of Easy DKIM differ from one identity to the next. */
async function state(): Promise<unknown> {
  const records = (await world.records()).map((line) => line.replace(/[0-9a-z]{32}(?=\._domainkey)/, 'token')).sort();
  return { identity: await handler.state(), records, memories: (await world.memories()).length };
}

test.each(SCENARIOS)('%s', async (_, scenario) => {
  const undisturbed = await prepare(scenario());
  const calls = world.aws.requests.since();
  await handler.runWell(undisturbed);
  const expected = await state();
  // How often the state of the stack is asked for depends on the time that passes.
  const operations = calls().filter(({ principal, operation }) => principal.roleName?.includes(DEPLOY_ROLE) && operation !== 'DescribeStacks')
    .map(({ operation }) => operation);
  expect(operations.filter((operation) => !isLook(operation)).length).toBeGreaterThan(1);

  // The gate tries kills after looks in memory. Of looks that follow one another the first says as much as the others.
  const isTried = (operation: string, last?: string) => !isLook(operation) || (EVERY && (last === undefined || !isLook(last)));
  const steps = [...operations.entries()].filter(([index, operation]) => isTried(operation, operations[index - 1]));
  for (const [index, operation] of steps) {
    const given = await prepare(scenario());
    const nth = operations.slice(0, index + 1).filter((other) => other === operation).length;
    const at = `${operation} ${nth}`;
    world.aws.faults.add({ operation, nth, role: DEPLOY_ROLE, fault: { kind: 'kill-after' } });
    const { error } = await handler.run(given);
    expect(`${at} ${error}`).toMatch(/signal: killed/);
    expect(world.aws.faults.remaining()).toEqual([]);
    await handler.runWell(given);
    expect([at, await state()]).toEqual([at, expected]);
  }
});

describe('a stack whose function was killed', () => {
  const kill = (operation: string, { every = false } = {}) => world.aws.faults.add({ operation, every, role: DEPLOY_ROLE, fault: { kind: 'kill-after' } });

  beforeAll(async () => {
    await handler.forget();
    await world.destroy();
  });

  async function expectNothing(): Promise<void> {
    expect(await world.identity()).toBeUndefined();
    expect(await world.records()).toEqual([]);
    expect(await world.memories()).toEqual([]);
  }

  test('in every delivery of a creation is rolled back, deployed again, and removed', async () => {
    kill('CreateEmailIdentity', { every: true });
    world.pace = 240;
    expect((await world.deploy(define('a'))).status).toBe('ROLLBACK_COMPLETE');
    world.pace = 60;
    await expectNothing();
    world.aws.faults.clear();
    expect((await world.deploy(define('a'))).status).toBe('CREATE_COMPLETE');
    expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    await expectNothing();
  });

  test('in a removal is removed by the next delivery', async () => {
    await world.deploy(define('a'));
    kill('DeleteEmailIdentity');
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(world.aws.faults.remaining()).toEqual([]);
    await expectNothing();
  });
});
