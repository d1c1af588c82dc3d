import { setTimeout } from 'node:timers/promises';
import { Duration } from 'aws-cdk-lib';
import { EVERY } from './depth';
import { ObservedMail } from './observed-mail';
import { RotatedKey } from './rotated-key';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity } from '../../src';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Seconds of the engine for each of the host's: a step that nothing holds up is done long before Secrets Manager gives up on it. */
const PACE = 60;

/** Of a rotation whose steps all succeed at once. */
const STEPS = 4;

let world: World;
let key: RotatedKey;

const executions = () => world.aws.logs.everything().filter((line) => line.startsWith('START ')).length;

beforeEach(async () => {
  world = await World.start();
  key = new RotatedKey(world);
});
afterEach(() => world.stop());

/** `npm run sweep` has each write of a rotation. */
const WRITES = EVERY
  ? ['PutSecretValue', 'ChangeResourceRecordSets', 'PutEmailIdentityDkimSigningAttributes', 'TagResource', 'UpdateSecretVersionStage']
  : ['ChangeResourceRecordSets', 'PutEmailIdentityDkimSigningAttributes'];

test.each(WRITES)(
  'Secrets Manager gives up on a step whose %s takes too long, begins again beside it, and the first goes on later', async (operation) => {
    const before = await key.deploy((stack) => new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN,
      dns: world.zone(stack),
      dkim: Dkim.byoDkim({ key: DkimKey.generate({ keyLength: 1024 }), rotation: { every: Duration.days(0) } }),
    }));
    await world.verdict();
    const { clock, faults } = world.aws;
    world.aws.secretsManager.rotations.stepTimeoutMs = 5 * MINUTE;
    faults.add({ operation, role: 'WatchRole', fault: { kind: 'timeout', afterMs: 11 * MINUTE } });
    const mail = new ObservedMail(world, 14);
    await mail.every(30_000);
    const earlier = executions();
    await key.begin();
    await world.flowing(async () => {
      while (faults.remaining().length > 0) {
        await setTimeout(10);
      }
    });
    await clock.advance(7 * MINUTE); // the call waits for its answer, and the step begins again
    await world.settled(PACE);
    await key.pass(20 * MINUTE, 4 * MINUTE);
    mail.stop();
    expect(executions() - earlier).toBeGreaterThan(STEPS);
    const after = await key.held();
    expect(after.selector).not.toBe(before.selector);
    expect(await world.verdict()).toMatchObject({ selector: after.selector, dkim: 'pass' });
    await key.pass(DAY);
    expect(await key.held()).toEqual(after);
    expect(await key.labels()).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
    expect((await world.records()).filter((record) => !record.includes('retired'))).toEqual([`TXT ${after.selector}._domainkey.${DOMAIN}.`]);
    await mail.judgeAgain();
    expect(mail.violations).toEqual([]);
  },
);
