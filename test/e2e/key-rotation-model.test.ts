import { isDeepStrictEqual } from 'node:util';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { CHECK_MS, DAY, Months } from './rotation-model/months';
import { OURS, PLACES } from './rotation-model/places';
import { program } from './rotation-model/steps';
import { whereKeysWereSeen } from './rotation-model/traces';
import { DOMAIN, World } from './world';

/*
 * Months on the engine's clock: random deployments, rotations, failures and kills, with mail that leaves all the time, and with AWS at
 * its slowest (rotation-model/unkind.ts).
 *
 * The seed is fixed. Others: ROTATION_MODEL_SEED=7 ROTATION_MODEL_STEPS=60. `npm run sweep` runs several, for longer.
 */

const SEED = Number(process.env.ROTATION_MODEL_SEED ?? 5);
const SEEDS = Number(process.env.SWEEP_SEEDS ?? 1);
const STEPS = Number(process.env.ROTATION_MODEL_STEPS ?? 20);
const MOST_MS_OF_A_STEP = 60_000;

const PROGRAMS = Array.from({ length: SEEDS }, (_, index) => SEED + index).flatMap((seed) => PLACES.map(([name, place]) => ({ name, place, seed })));

describe.each(PROGRAMS)('$name, seed $seed', ({ place, seed }) => {
  let world: World;
  let months: Months;

  beforeAll(async () => {
    world = await World.start({ ses: { checkDelayMs: CHECK_MS, oldKeySignsMeanwhile: false, byoFollowsCname: true }, sesRateLimit: true });
    await world.createZone(OURS);
    await world.createRecords(['ses1', 'ses2'].map((selector) => (
      { name: `${selector}._domainkey.${DOMAIN}`, type: 'CNAME', value: `${selector}._domainkey.${DOMAIN}.${OURS}` }
    )));
    months = new Months(world, place);
    await months.begin();
  });
  afterAll(() => world.stop());

  test('no mail is ever signed with a key that is not served, and what was signed in the last 14 days verifies', async () => {
    const { stack, mail } = months;
    const done: string[] = [];
    /** What was done is in the message of a failure, so that it can be read. */
    const holds = (found: object, expected: object) => expect({ seed, ...found, done }).toEqual({
      seed, ...expected, done: isDeepStrictEqual(found, expected) ? done : [],
    });
    for (const one of program(place, { seed, length: STEPS })) {
      done.push(`${world.aws.clock.now().toISOString()} ${JSON.stringify(one)}`);
      const failure = await months.perform(one).then(() => undefined, (error: Error) => error.message);
      holds({ failure, violations: mail.violations }, { failure: undefined, violations: [] });
    }

    await months.busily(() => months.deploy({ ...months.wanted, rotated: true }));
    await months.walk(DAY);
    await months.busily(months.rotate); // turns rotation on again that somebody has cancelled
    await months.walk(34 * DAY);
    const { selector, keyLength } = await stack.key();
    const published = await stack.published(place);
    holds(
      { violations: mail.violations, inUse: stack.inUse(), pending: await stack.hasPending(), keyLength, published },
      { violations: [], inUse: selector, pending: false, keyLength: months.wanted.keyLength, published: await stack.remembered(place) },
    );
    expect((await world.secrets.send(new DescribeSecretCommand({ SecretId: stack.secretArn }))).RotationEnabled).toBe(true);
    // Each unsigned one was within SES's check of a new key, or it would be a violation.
    expect([mail.unsigned > 0, mail.signed > mail.unsigned]).toEqual([true, true]);
    mail.stop();
    months.seen.push({ where: 'stack', text: JSON.stringify(await world.destroy()) });
    await world.aws.clock.advance(DAY);
    holds({ published: await stack.published(place), identity: await world.identity() }, { published: [], identity: undefined });
  }, (STEPS + 10) * MOST_MS_OF_A_STEP);

  test('no private key was seen but in the secret and by SES', () => {
    // That it is found where it has to be shows that the search finds.
    expect(whereKeysWereSeen(world, months.seen)).toEqual(
      ['request PutEmailIdentityDkimSigningAttributes', 'request PutSecretValue', 'response GetSecretValue'],
    );
  });
});
