import { createPrivateKey } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  CancelRotateSecretCommand, DescribeSecretCommand, GetSecretValueCommand, RotateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { PutEmailIdentityDkimSigningAttributesCommand } from '@aws-sdk/client-sesv2';
import { Duration, type Stack } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import * as fc from 'fast-check';
import { TestKey } from './keys';
import { ObservedMail } from './observed-mail';
import { RotatingStack } from './rotating-stack';
import { DOMAIN, World } from './world';
import type { Fault } from '../../local-aws/kernel/fault-injector';
import { Dkim, DkimKey, DomainDns, DomainIdentity } from '../../src';
import type { GeneratedSecret } from '../../src/contract/dkim-key';

/*
 * Months on the engine's clock: random deployments, rotations, failures and kills, with mail that leaves all the time.
 *
 * The seed is fixed. Others: ROTATION_MODEL_SEED=7 ROTATION_MODEL_STEPS=60.
 */

const SEED = Number(process.env.ROTATION_MODEL_SEED ?? 5);
const STEPS = Number(process.env.ROTATION_MODEL_STEPS ?? 4);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const OVERLAP_DAYS = 14;
const CHECK_MS = 5 * MINUTE;
const SLOW_CHECK_MS = 40 * MINUTE;

const WATCH = 'CdkSesDkimWatchRole';
const DEPLOY = 'CdkSesDkimDeployRole';

// --- where the records are

interface Place {
  readonly zoneName: string;
  /** What the records are under. */
  readonly recordsDomain: string;
  /** Whether keys have two selectors in turns, which only keys have that are rotated. */
  readonly takesTurns: boolean;
  readonly dns: (scope: Stack) => DomainDns;
}

const OURS = 'dkim.example.net';
const PLACES: Array<[string, Place]> = [
  ['in the domain\'s zone', { zoneName: DOMAIN, recordsDomain: DOMAIN, takesTurns: false, dns: (scope) => world.zone(scope) }],
  ['behind two CNAMEs', {
    zoneName: OURS,
    recordsDomain: `${DOMAIN}.${OURS}`,
    takesTurns: true,
    dns: (scope) => DomainDns.delegatedByCname(route53.HostedZone.fromHostedZoneAttributes(scope, 'Ours', {
      hostedZoneId: world.zoneId(OURS), zoneName: OURS,
    })),
  }],
];

// --- the steps

interface Change {
  readonly keyLength?: 1024 | 2048;
  readonly everyDays?: number;
  readonly immediately?: boolean;
  readonly rotated?: boolean;
  readonly feedbackForwarding?: boolean;
}

type Step =
  | { readonly kind: 'time'; readonly hours: number }
  | { readonly kind: 'rotate'; readonly times: 1 | 2; readonly slow: boolean }
  | { readonly kind: 'rotate, and cancel'; readonly afterMs: number }
  | { readonly kind: 'deploy'; readonly change: Change; readonly fails: boolean; readonly rotating: 'before' | 'during' | 'no' }
  | { readonly kind: 'fault'; readonly operation: string; readonly nth: number; readonly fault: Fault; readonly every: boolean }
  | { readonly kind: 'fault in a deployment'; readonly operation: string; readonly change: Change; readonly fault: Fault }
  | { readonly kind: 'former key put back' }
  | { readonly kind: 'record taken away' };

const changes = ({ takesTurns }: Place): fc.Arbitrary<Change> => fc.oneof(
  fc.record({ feedbackForwarding: fc.boolean() }),
  fc.record({ keyLength: fc.constantFrom(1024 as const, 2048 as const) }),
  fc.record({ everyDays: takesTurns ? fc.constantFrom(30, 45) : fc.constantFrom(20, 30, 45), immediately: fc.boolean() }),
  ...takesTurns ? [] : [fc.record({ rotated: fc.boolean() })],
);
const failing = fc.constantFrom(
  'PutSecretValue', 'GetSecretValue', 'UpdateSecretVersionStage', 'DescribeSecret', 'ChangeResourceRecordSets', 'ListResourceRecordSets',
  'DescribeStacks', 'GetEmailIdentity', 'TagResource', 'PutEmailIdentityDkimSigningAttributes',
);
const fault: fc.Arbitrary<Fault> = fc.constantFrom<Fault>(
  { kind: 'kill-after' },
  { kind: 'kill-before' },
  { kind: 'drop-after' },
  { kind: 'error', code: 'AccessDeniedException', status: 400 },
  { kind: 'error', code: 'ThrottlingException', status: 400 },
  { kind: 'error', code: 'ServiceUnavailable', status: 503 },
);
const steps = (change: fc.Arbitrary<Change>): fc.Arbitrary<Step> => fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('time' as const), hours: fc.constantFrom(5, 24, 7 * 24, 15 * 24, 31 * 24) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rotate' as const), times: fc.constantFrom(1 as const, 2 as const), slow: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rotate, and cancel' as const), afterMs: fc.integer({ min: 0, max: 90_000 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('deploy' as const), change, fails: fc.boolean(), rotating: fc.constantFrom('before' as const, 'during' as const, 'no' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('fault' as const), operation: failing, nth: fc.integer({ min: 1, max: 3 }), fault, every: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fault in a deployment' as const), operation: failing, change, fault }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('former key put back' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('record taken away' as const) }) },
);

// --- what they do

let place: Place;
let world: World;
let stack: RotatingStack;
let mail: ObservedMail;
let wanted: Required<Change>;
let seen: Array<{ readonly where: string; readonly text: string }>;

function define(props: Required<Change>, failsLate = false) {
  return (scope: Stack) => {
    const identity = new DomainIdentity(scope, 'Identity', {
      domainName: DOMAIN,
      dns: place.dns(scope),
      feedbackForwarding: props.feedbackForwarding,
      overlap: Duration.days(OVERLAP_DAYS),
      dkim: Dkim.byoDkim({
        key: DkimKey.generate({ keyLength: props.keyLength }),
        rotation: props.rotated ? {
          every: Duration.days(props.everyDays), rotateImmediatelyOnUpdate: props.immediately,
        } : undefined,
      }),
    });
    if (failsLate) {
      const late = new ses.CfnEmailIdentity(scope, 'Late', { emailIdentity: DOMAIN });
      late.node.addDependency(identity);
    }
  };
}

/** Something that takes minutes, with mail all the time. */
async function busily<T>(work: () => Promise<T>): Promise<T> {
  await mail.every(2 * MINUTE);
  try {
    return await work();
  } finally {
    await stack.settled();
    await mail.every(8 * HOUR);
  }
}

/**
 * Time in which nothing happens but what is due: whatever that starts ends before time goes on. The library's clock works once a day,
 * and at the end.
 */
async function walk(milliseconds: number): Promise<void> {
  const { clock } = world.aws;
  const end = clock.now().getTime() + milliseconds;
  while (clock.now().getTime() < end) {
    const due = clock.pending().find(({ what }) => /^(secretsmanager|lambda):/.test(what))?.at ?? end;
    const release = world.holdHourly();
    await clock.advance(Math.max(0, Math.min(due - clock.now().getTime(), end - clock.now().getTime(), DAY)));
    await busily(async () => release());
    await mail.judgeAgain();
  }
}

async function deploy(next: Required<Change>, { failsLate = false } = {}): Promise<void> {
  const definition = define(next, failsLate);
  seen.push({ where: 'template', text: world.assembly(definition).template });
  const outcome = await stack.deploy(definition).catch((error: Error) => {
    if (/No updates are to be performed/.test(error.message)) {
      return undefined;
    }
    throw error;
  });
  seen.push({ where: 'stack', text: JSON.stringify(outcome) });
  if (outcome && !/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(outcome.status)) {
    throw new Error(`${outcome.status}: ${JSON.stringify(world.failures(outcome))}`);
  }
  if (!outcome || !/ROLLBACK/.test(outcome.status)) {
    wanted = next;
  }
}

/** Refused while another rotation is unfinished, and where there is none. */
const rotate = () => world.secrets.send(new RotateSecretCommand({ SecretId: stack.secretArn })).catch(() => undefined);

async function perform(one: Step): Promise<void> {
  switch (one.kind) {
    case 'time':
      return walk(one.hours * HOUR);
    case 'rotate':
      mail.checkMs = one.slow ? SLOW_CHECK_MS : CHECK_MS;
      world.aws.ses.assume({ checkDelayMs: mail.checkMs });
      await busily(() => Promise.all(Array.from({ length: one.times }, rotate)));
      await walk(HOUR);
      mail.checkMs = CHECK_MS;
      return world.aws.ses.assume({ checkDelayMs: CHECK_MS });
    case 'rotate, and cancel':
      return busily(async () => {
        await rotate();
        const cancel = () => world.secrets.send(new CancelRotateSecretCommand({ SecretId: stack.secretArn })).then(() => undefined, () => undefined);
        world.aws.clock.after(one.afterMs, 'somebody cancels', cancel);
      });
    case 'deploy':
      return busily(async () => {
        if (one.rotating === 'before') {
          await rotate();
        } else if (one.rotating === 'during') {
          world.aws.clock.after(20_000, 'somebody rotates', () => rotate().then(() => undefined));
        }
        await deploy({ ...wanted, ...one.change }, { failsLate: one.fails });
      });
    case 'fault':
      world.aws.faults.add({ ...one, role: WATCH });
      await busily(rotate);
      await walk(10 * MINUTE);
      return world.aws.faults.clear();
    case 'fault in a deployment':
      world.aws.faults.add({ ...one, role: DEPLOY });
      await busily(() => deploy({ ...wanted, ...one.change }));
      return world.aws.faults.clear();
    case 'former key put back':
      return busily(putFormerKeyBack);
    case 'record taken away':
      return takeRecordAway();
  }
}

/** By somebody in the console; what is revoked they would not take. */
async function putFormerKeyBack(): Promise<void> {
  const labels = await stack.labels();
  const former = Object.entries(labels).find(([, all]) => all.includes('AWSPREVIOUS'));
  if (!former || !wanted.rotated) {
    return;
  }
  const { SecretString } = await world.secrets.send(new GetSecretValueCommand({ SecretId: stack.secretArn, VersionId: former[0] }));
  const { selector, privateKey } = JSON.parse(SecretString!) as GeneratedSecret;
  if (/p=.+/.test((await world.dig(`${selector}._domainkey.${DOMAIN}`)).join())) {
    const key = new TestKey(0, createPrivateKey(privateKey)).der('pkcs8').toString('base64');
    await world.ses.send(new PutEmailIdentityDkimSigningAttributesCommand({
      EmailIdentity: DOMAIN, SigningAttributesOrigin: 'EXTERNAL', SigningAttributes: { DomainSigningSelector: selector, DomainSigningPrivateKey: key },
    }));
  }
}

/** The clock heals it; until then nobody can verify what is signed. */
async function takeRecordAway(): Promise<void> {
  if (wanted.rotated && !await stack.hasPending()) {
    mail.tampered = true;
    await world.destroyRecord(`${await stack.inUse()}._domainkey.${place.recordsDomain}`, 'TXT', place.zoneName);
    await walk(2 * HOUR);
    mail.tampered = false;
  }
}

// --- the model

describe.each(PLACES)('%s', (_, here) => {
  beforeAll(async () => {
    place = here;
    seen = [];
    world = await World.start({ ses: { checkDelayMs: CHECK_MS } });
    await world.createZone(OURS);
    await world.createRecords(['ses1', 'ses2'].map((selector) => (
      { name: `${selector}._domainkey.${DOMAIN}`, type: 'CNAME', value: `${selector}._domainkey.${DOMAIN}.${OURS}` }
    )));
    stack = new RotatingStack(world);
    mail = new ObservedMail(world, OVERLAP_DAYS);
    await deploy({ keyLength: 2048, everyDays: 30, immediately: false, rotated: true, feedbackForwarding: true });
    await walk(10 * MINUTE);
  });
  afterAll(() => world.stop());

  test('no mail is ever signed with a key that is not served, and what was signed in the last 14 days verifies', async () => {
    const [planned] = fc.sample(fc.array(steps(changes(place)), { minLength: STEPS, maxLength: STEPS, size: 'max' }), { seed: SEED, numRuns: 1 });
    const done: string[] = [];
    /** What was done is in the message of a failure, so that it can be read. */
    const holds = (found: object, expected: object) => expect({ seed: SEED, ...found, done }).toEqual({
      seed: SEED, ...expected, done: isDeepStrictEqual(found, expected) ? done : [],
    });
    for (const one of planned) {
      done.push(`${world.aws.clock.now().toISOString()} ${JSON.stringify(one)}`);
      const failure = await perform(one).then(() => undefined, (error: Error) => error.message);
      holds({ failure, violations: mail.violations }, { failure: undefined, violations: [] });
    }

    await busily(() => deploy({ ...wanted, rotated: true }));
    await walk(DAY);
    await busily(rotate); // turns rotation on again that somebody has cancelled
    await walk(34 * DAY);
    const { selector, keyLength } = await stack.key();
    const published = await stack.published(place);
    holds(
      { violations: mail.violations, inUse: await stack.inUse(), pending: await stack.hasPending(), keyLength, published },
      { violations: [], inUse: selector, pending: false, keyLength: wanted.keyLength, published: await stack.remembered(place) },
    );
    expect((await world.secrets.send(new DescribeSecretCommand({ SecretId: stack.secretArn }))).RotationEnabled).toBe(true);
    // Each unsigned one was within SES's check of a new key, or it would be a violation.
    expect([mail.unsigned > 0, mail.signed > 4 * mail.unsigned]).toEqual([true, true]);
    mail.stop();
    seen.push({ where: 'stack', text: JSON.stringify(await world.destroy()) });
    holds({ published: await stack.published(place), identity: await world.identity() }, { published: [], identity: undefined });
  }, 600_000);

  test('no private key was seen but in the secret and by SES', () => {
    const requests = world.aws.requests.all();
    const texts = requests.filter(({ operation, outcome }) => operation === 'PutSecretValue' && outcome !== 'AccessDeniedException')
      .map(({ input }) => JSON.parse(input.SecretString as string) as GeneratedSecret);
    expect(texts.length).toBeGreaterThan(1);
    const everything = [
      ...seen,
      ...world.aws.logs.everything().map((text) => ({ where: 'log', text })),
      ...world.aws.lambda.functions.map(({ configuration }) => ({ where: 'environment', text: JSON.stringify(configuration) })),
      ...requests.flatMap(({ operation, requestBody, responseBody = '' }) => [
        { where: `request ${operation}`, text: requestBody }, { where: `response ${operation}`, text: responseBody },
      ]),
    ];
    const traces = texts.flatMap(({ privateKey }) => new TestKey(0, createPrivateKey(privateKey)).traces);
    const places = new Set(everything.filter(({ text }) => traces.some((trace) => text.includes(trace))).map(({ where }) => where));
    // That it is found where it has to be shows that the search finds.
    expect([...places].sort()).toEqual(['request PutEmailIdentityDkimSigningAttributes', 'request PutSecretValue', 'response GetSecretValue']);
  });
});
