import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ACCOUNT, DOMAIN, REGION, World } from './world';
import { Dkim, DkimKey, DomainIdentity, DomainIdentityHandler } from '../../src';
import { STATUS_CHANGES } from '../../src/contract/status-events';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

let world: World;
let secretId: string;
afterEach(() => world.stop());

/** A rule that gives a function each event, as somebody's rule does. */
function listen(stack: Stack): void {
  const listener = new Function(stack, 'Listener', {
    runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async (event) => console.log("heard " + JSON.stringify(event));'),
  });
  new Rule(stack, 'Rule', {
    eventPattern: { source: ['cdk-ses-dkim'], detailType: ['SES DKIM Status Change'] }, targets: [new LambdaFunction(listener)],
  });
}

const define = (stack: Stack) => {
  DomainIdentityHandler.configure(stack, { statusEvents: true });
  new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN,
    dns: world.zone(stack),
    dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: { every: Duration.days(90) } }),
    overlap: Duration.days(1),
  });
  listen(stack);
};

async function start(): Promise<void> {
  world = await World.start({ ses: { recheckIntervalMs: HOUR } }); // so that SES notices within the hour what the clock repairs
  const { status, resources } = await world.deploy(define);
  expect(status).toBe('CREATE_COMPLETE');
  secretId = Object.values(resources).find(({ type }) => type === 'AWS::SecretsManager::Secret')!.physicalId!;
}

interface Heard {
  readonly detail: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}
const heard = (): Heard[] => world.aws.logs.everything().flatMap((line) => {
  const [, json] = /heard (\{.*\})/.exec(line) ?? [];
  return json === undefined ? [] : [JSON.parse(json)];
});

/** What a rule hears while something happens, as `CHANGE what`. */
async function hears(happens: () => Promise<unknown>): Promise<string[]> {
  const before = heard().length;
  await happens();
  await world.settled();
  return heard().slice(before)
    .map(({ detail: { change, previousStatus = 'nothing', status, recordName = '', selector = '' } }) => (
      change === 'STATUS_CHANGED' ? `${change} ${previousStatus} → ${status}` : `${change} ${recordName || selector}`
    ));
}

const selectorInUse = () => world.selector()!;

test('a rule hears each change once, and nothing if nothing changes', async () => {
  await start();
  const first = selectorInUse();
  const record = `${first}._domainkey.${DOMAIN}`;
  expect(await hears(() => world.pass(HOUR, HOUR))).toEqual(['STATUS_CHANGED nothing → SUCCESS']);
  expect(await hears(() => world.pass(3 * HOUR, HOUR))).toEqual([]);

  await world.destroyRecord(record, 'TXT');
  expect(await hears(() => world.pass(HOUR, HOUR))).toEqual(['STATUS_CHANGED SUCCESS → TEMPORARY_FAILURE', `RECORD_REPUBLISHED ${record}`]);
  expect(await hears(() => world.pass(2 * HOUR, HOUR))).toEqual(['STATUS_CHANGED TEMPORARY_FAILURE → SUCCESS']);

  const rotation = await hears(async () => {
    await world.secrets.send(new RotateSecretCommand({ SecretId: secretId }));
    await world.settled();
    await world.pass(HOUR, HOUR / 4);
  });
  const second = selectorInUse();
  expect(second).not.toBe(first);
  expect(rotation.filter((event) => !event.startsWith('STATUS_CHANGED'))).toEqual([`KEY_SWITCHED ${second}`, `RECORD_RETIRED ${record}`]);

  expect(await hears(() => world.pass(DAY, 6 * HOUR))).toEqual([`RECORD_REVOKED ${record}`]);
  expect(await hears(() => world.pass(DAY + HOUR, 6 * HOUR))).toEqual([`RECORD_REMOVED ${record}`]);

  const all = heard();
  expect(new Set(all.map(({ detail: { change } }) => change))).toEqual(new Set(STATUS_CHANGES));
  for (const { detail, ...envelope } of all) {
    expect(envelope).toMatchObject({
      'source': 'cdk-ses-dkim',
      'detail-type': 'SES DKIM Status Change',
      'account': ACCOUNT,
      'region': REGION,
      'resources': [`arn:aws:ses:${REGION}:${ACCOUNT}:identity/${detail.domainName}`],
    });
    expect(detail).toMatchObject({ version: '1', region: REGION, stackId: expect.stringContaining(':stack/Mail/'), time: expect.stringMatching(/Z$/) });
  }
  expect(JSON.stringify(all)).not.toMatch(/PRIVATE KEY|p=MI/);
  expect(world.aws.iam.denials.filter(({ action }) => action.startsWith('events:'))).toEqual([]);
});

test('a rule hears that SES gave up', async () => {
  world = await World.start({ ses: { giveUpMs: 3 * HOUR } });
  await world.deploy((stack) => {
    DomainIdentityHandler.configure(stack, { statusEvents: true });
    new DomainIdentity(stack, 'Identity', { domainName: DOMAIN }); // nobody publishes the records
    listen(stack);
  });
  expect(await hears(() => world.pass(2 * HOUR, HOUR))).toEqual(['STATUS_CHANGED nothing → PENDING']);
  expect((await hears(() => world.pass(2 * HOUR, HOUR)))[0]).toEqual('STATUS_CHANGED PENDING → FAILED');
  expect(await hears(() => world.pass(2 * HOUR, HOUR))).toEqual([]);
});

test('a bus that refuses fails nothing: it is logged and counted, and the status is told later', async () => {
  await start();
  const code = 'AccessDeniedException';
  world.aws.faults.add({ service: 'events', operation: 'PutEvents', every: true, fault: { kind: 'error', code, message: 'not today' } });
  const record = `${selectorInUse()}._domainkey.${DOMAIN}`;
  await world.destroyRecord(record, 'TXT');
  expect(await hears(() => world.pass(2 * HOUR, HOUR))).toEqual([]);
  expect(await world.dig(record)).toHaveLength(1); // repaired all the same
  const values = (name: string) => world.aws.cloudWatch.datapoints({ namespace: 'cdk-ses-dkim', name, dimensions: { StackName: 'Mail' } }, { account: ACCOUNT, region: REGION })
    .map(({ value }) => value);
  expect(values('StatusEventsNotSent').length).toBeGreaterThanOrEqual(3);
  expect(values('ReconcileErrors')).not.toContain(1);
  expect(world.aws.logs.everything().filter((line) => line.includes('did not send an event'))[0]).toContain(`${code}: not today`);

  world.aws.faults.clear();
  expect(await hears(() => world.pass(HOUR, HOUR))).toEqual(['STATUS_CHANGED nothing → SUCCESS']);
});

test('a stack that does not ask for events sends none, and may not', async () => {
  world = await World.start();
  await world.deploy((stack) => new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack) }));
  await world.pass(HOUR, HOUR);
  expect(world.aws.requests.all({ operation: 'PutEvents' })).toEqual([]);
  expect(world.aws.events.published).toEqual([]);
});
