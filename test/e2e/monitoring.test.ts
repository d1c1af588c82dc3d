import { ChangeResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { CancelRotateSecretCommand, DeleteSecretCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { DeleteEmailIdentityCommand, UntagResourceCommand } from '@aws-sdk/client-sesv2';
import { Duration, type Stack } from 'aws-cdk-lib';
import { ACCOUNT, DOMAIN, REGION, World } from './world';
import type { StackOutcome } from '../../local-aws/cloudformation';
import { Dkim, DkimKey, DomainAlarm, type DomainAlarmOptions, DomainIdentity, type DomainIdentityProps } from '../../src';
import type { DomainMetric } from '../../src/contract/metrics';
import { read, rowsOf } from '../docs/pages';

/** The table of docs/monitoring.md: what happens to a live domain, the metric and the alarm that show it, and what is repaired. */

const HOUR = 60 * 60_000;
const PLACE = { account: ACCOUNT, region: REGION };

/** Zones of their own, whose delegation the test takes away. */
const MOVED = 'moved.example';
const STUCK = 'stuck.example';

interface Fault {
  readonly domainName: string;
  readonly props: (stack: Stack) => Partial<DomainIdentityProps>;
  readonly alarms?: DomainAlarmOptions;
  readonly happens: () => Promise<unknown>;
  /** What the look within the hour says. */
  readonly metric: readonly [DomainMetric, number];
  /** What goes off within the next hours. */
  readonly alarm: DomainAlarm;
  /** Whether the next look finds all well. */
  readonly isRepaired: boolean;
}

let world: World;
let outcome: StackOutcome;

const generated = (rotation?: { readonly every: Duration }) => Dkim.byoDkim({ key: DkimKey.generate(), rotation });
const secretOf = (domainName: string) => Object.entries(outcome.resources)
  .find(([id, { type }]) => type === 'AWS::SecretsManager::Secret' && id.startsWith(idOf(domainName)))![1].physicalId!;
const idOf = (domainName: string) => domainName.replace(/\W/g, '');
const selectorOf = (domainName: string) => world.selector(domainName)!;

async function changeRecord(domainName: string): Promise<void> {
  const Name = `${selectorOf(domainName)}._domainkey.${domainName}`;
  const ResourceRecords = [{ Value: '"v=DKIM1; k=rsa; p=c29tZWJvZHkgZWxzZQ=="' }];
  await world.route53.send(new ChangeResourceRecordSetsCommand({
    HostedZoneId: world.zoneId(),
    ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet: { Name, Type: 'TXT', TTL: 300, ResourceRecords } }] },
  }));
}

async function removeTags(domainName: string): Promise<void> {
  const { Tags } = (await world.identity(domainName))!;
  const ResourceArn = `arn:aws:ses:${REGION}:${ACCOUNT}:identity/${domainName}`;
  await world.ses.send(new UntagResourceCommand({ ResourceArn, TagKeys: Tags!.map(({ Key }) => Key!) }));
}

/** Without its delegation nobody sees the record of the next key. */
async function stopRotation(): Promise<void> {
  world.aws.route53.registrar.delegate(STUCK, ['ns1.elsewhere.example']);
  await world.secrets.send(new RotateSecretCommand({ SecretId: secretOf(STUCK) }));
}

/** Lets a day go by, until half an hour after a look: what happens then has its time before the next one. */
async function letKeysAge(): Promise<void> {
  await world.pass(25 * HOUR);
  const passed = world.aws.clock.now().getTime() - sumsOf('Identities').at(-1)!.at.getTime();
  await world.pass((HOUR * 1.5 - passed % HOUR) % HOUR);
}

const inZone = (stack: Stack) => ({ dns: world.zone(stack) });

const FAULTS: Readonly<Record<string, Fault>> = {
  'rotation schedule cancelled': {
    domainName: `cancelled.${DOMAIN}`,
    props: (stack) => ({ ...inZone(stack), dkim: generated({ every: Duration.days(90) }) }),
    happens: () => world.secrets.send(new CancelRotateSecretCommand({ SecretId: secretOf(`cancelled.${DOMAIN}`) })),
    metric: ['ReconcileErrors', 1],
    alarm: DomainAlarm.RECONCILE_ERRORS,
    isRepaired: false,
  },
  'key too old': {
    domainName: `old.${DOMAIN}`,
    props: inZone,
    alarms: { longestKeyAge: Duration.days(1) },
    happens: letKeysAge, // before faults that show in the next look
    metric: ['KeyAge', 1],
    alarm: DomainAlarm.KEY_TOO_OLD,
    isRepaired: false,
  },
  'record missing': {
    domainName: `missing.${DOMAIN}`,
    props: (stack) => ({ ...inZone(stack), dkim: generated() }),
    happens: async () => world.destroyRecord(`${selectorOf(`missing.${DOMAIN}`)}._domainkey.missing.${DOMAIN}`, 'TXT'),
    metric: ['DkimRecordServed', 0],
    alarm: DomainAlarm.DKIM_RECORD_NOT_SERVED,
    isRepaired: true,
  },
  'record changed': {
    domainName: `changed.${DOMAIN}`,
    props: (stack) => ({ ...inZone(stack), dkim: generated() }),
    happens: () => changeRecord(`changed.${DOMAIN}`),
    metric: ['DkimRecordServed', 0],
    alarm: DomainAlarm.DKIM_RECORD_NOT_SERVED,
    isRepaired: false,
  },
  'zone no longer delegated': {
    domainName: MOVED,
    props: (stack) => ({ dns: world.zone(stack, MOVED) }),
    happens: async () => world.aws.route53.registrar.delegate(MOVED, ['ns1.elsewhere.example']),
    metric: ['DkimRecordServed', 0],
    alarm: DomainAlarm.DKIM_RECORD_NOT_SERVED,
    isRepaired: false,
  },
  'SES gave up': {
    domainName: 'unpublished.example',
    props: () => ({}),
    happens: async () => undefined, // nobody has published the records
    metric: ['DkimVerified', 0],
    alarm: DomainAlarm.DKIM_NOT_VERIFIED,
    isRepaired: false,
  },
  'MAIL FROM gave up': {
    domainName: 'mailfrom.example',
    props: () => ({ mailFrom: { subdomain: 'bounce' } }),
    happens: async () => undefined,
    metric: ['MailFromVerified', 0],
    alarm: DomainAlarm.MAIL_FROM_NOT_VERIFIED,
    isRepaired: false,
  },
  'identity deleted by hand': {
    domainName: `deleted.${DOMAIN}`,
    props: inZone,
    happens: () => world.ses.send(new DeleteEmailIdentityCommand({ EmailIdentity: `deleted.${DOMAIN}` })),
    metric: ['ReconcileErrors', 1],
    alarm: DomainAlarm.RECONCILE_ERRORS,
    isRepaired: false,
  },
  'secret deleted': {
    domainName: `secretless.${DOMAIN}`,
    props: (stack) => ({ ...inZone(stack), dkim: generated() }),
    happens: () => world.secrets.send(new DeleteSecretCommand({ SecretId: secretOf(`secretless.${DOMAIN}`), ForceDeleteWithoutRecovery: true })),
    metric: ['ReconcileErrors', 1],
    alarm: DomainAlarm.RECONCILE_ERRORS,
    isRepaired: false,
  },
  'rotation stuck': {
    domainName: STUCK,
    props: (stack) => ({ dns: world.zone(stack, STUCK), dkim: generated({ every: Duration.days(90) }) }),
    happens: stopRotation,
    metric: ['ReconcileErrors', 1],
    alarm: DomainAlarm.RECONCILE_ERRORS,
    isRepaired: false,
  },
  'tags removed': {
    domainName: `tagless.${DOMAIN}`,
    props: inZone,
    happens: () => removeTags(`tagless.${DOMAIN}`),
    metric: ['ReconcileErrors', 1],
    alarm: DomainAlarm.RECONCILE_ERRORS,
    isRepaired: false,
  },
};

const define = (stack: Stack) => {
  for (const { domainName, props, alarms } of Object.values(FAULTS)) {
    new DomainIdentity(stack, idOf(domainName), { domainName, ...props(stack) }).addAlarms(alarms);
  }
};

const valuesOf = (domainName: string, name: string, since: Date) => (
  world.aws.cloudWatch.datapoints({ namespace: 'cdk-ses-dkim', name, dimensions: { Domain: domainName } }, PLACE)
    .filter(({ at }) => at > since).map(({ value }) => Math.floor(value))
);
const sumsOf = (name: string) => world.aws.cloudWatch.datapoints({ namespace: 'cdk-ses-dkim', name, dimensions: { StackName: 'Mail' } }, PLACE);
const sum = (name: string) => sumsOf(name).at(-1)?.value;
const stateOf = (domainName: string, alarm: DomainAlarm) => {
  const { name } = world.aws.cloudWatch.alarms(PLACE).find((one) => one.name.includes(`${idOf(domainName)}Alarms${alarm}`))!;
  return world.aws.cloudWatch.stateOf(name, PLACE);
};
const states = (which: (fault: Fault) => boolean) => Object.fromEntries(
  Object.entries(FAULTS).filter(([, fault]) => which(fault)).map(([name, { domainName, alarm }]) => [name, stateOf(domainName, alarm)]),
);

afterAll(() => world.stop());

test('the guide has these faults, and what shows them', () => {
  const [, ...rows] = rowsOf(read('docs/monitoring.md').split('\n## Faults')[1].split('\n## ')[0]);
  expect(rows.map(([fault, metric, alarm, repair]) => [fault, metric.split(' ')[0], alarm.split(' ')[0], !/^no\b/.test(repair)]).sort()).toEqual(
    Object.entries(FAULTS).map(([fault, { metric: [metric], alarm, isRepaired }]) => [fault, `\`${metric}\``, `\`${alarm}\``, isRepaired]).sort(),
  );
});

test('before anything happens the alarms are quiet', async () => {
  world = await World.start({ ses: { giveUpMs: 3 * HOUR }, account: ACCOUNT, region: REGION });
  world.aws.secretsManager.rotations.stepTimeoutMs = Infinity; // an hour passes at once, and a step of a rotation goes on all the same
  await Promise.all([MOVED, STUCK].map((name) => world.createZone(name)));
  outcome = await world.deploy(define);
  expect(outcome.status).toBe('CREATE_COMPLETE');
  await world.pass(2 * HOUR, HOUR);
  const quiet = Object.values(FAULTS).map(({ domainName, alarm }) => [domainName, stateOf(domainName, alarm)]);
  expect(quiet.filter(([, state]) => state === 'ALARM')).toEqual([]);
  expect([sum('Identities'), sum('UnverifiedIdentities'), sum('RecordsNotServed'), sum('ReconcileErrors')]).toEqual([11, 2, 0, 0]);
});

test('each fault shows within the hour', async () => {
  for (const { happens } of Object.values(FAULTS)) {
    await happens();
  }
  const since = world.aws.clock.now();
  await world.pass(HOUR, HOUR);
  const shown = Object.entries(FAULTS).map(([name, { domainName, metric: [metric, value] }]) => (
    { name, metric, value, values: valuesOf(domainName, metric, since) }
  ));
  expect(shown.filter(({ value, values }) => !values.includes(value))).toEqual([]);
});

test('its alarm goes off, and returns if the fault was repaired', async () => {
  expect(states(({ isRepaired }) => isRepaired)).toEqual(expect.objectContaining({ 'record missing': 'ALARM' }));
  await world.pass(HOUR, HOUR);
  expect(states(({ isRepaired }) => isRepaired)).toEqual({ 'record missing': 'OK' });
  expect(Object.entries(states(({ isRepaired }) => !isRepaired)).filter(([, state]) => state !== 'ALARM')).toEqual([]);
});
