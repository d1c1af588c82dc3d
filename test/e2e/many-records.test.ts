import type { Stack } from 'aws-cdk-lib';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DomainIdentity } from '../../src';

/**
 * Route 53 takes one change of a zone at a time and ten requests a second in an account, and a zone may have the records of
 * many domains. Handlers work in the host's time, so that the engine's, in which it counts, passes only a little faster.
 */

const COUNT = 40;
const EASY = COUNT / 4;
const RECORDS = COUNT - EASY + 3 * EASY;
let world: World;

beforeEach(async () => {
  world = await World.start({ propagationMs: 3_000 });
  await world.createSecret('dkim/mail', new TestKey().pem());
  world.aws.route53.throttles = true;
  world.aws.route53.processingMs = 400;
});
afterEach(async () => {
  expect(world.aws.iam.denials).toEqual([]);
  await world.stop();
});

const define = (stack: Stack) => {
  const key = world.key(stack, 'mail');
  const dns = world.zone(stack);
  for (let index = 0; index < COUNT; index++) {
    const dkim = index < EASY ? Dkim.easyDkim() : Dkim.byoDkim({ key });
    new DomainIdentity(stack, `Identity${index}`, { domainName: `d${index}.${DOMAIN}`, dns, dkim });
  }
};

test(`${COUNT} domains have their records in one zone, although Route 53 refuses many calls`, async () => {
  world.pace = 4;
  const outcome = await world.deploy(define);
  expect([outcome.status, world.failures(outcome)]).toEqual(['CREATE_COMPLETE', []]);
  expect(await world.records()).toHaveLength(RECORDS);
  expect(await world.verdict(`info@d0.${DOMAIN}`)).toMatchObject({ dkim: 'pass' });
  expect(await world.verdict(`info@d${COUNT - 1}.${DOMAIN}`)).toMatchObject({ dkim: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
  expect(await world.memories()).toEqual([]);
  const outcomes = world.aws.requests.all({ service: 'route53' }).map(({ outcome: answer }) => answer);
  expect(outcomes.filter((answer) => answer === 'PriorRequestNotComplete' || answer === 'Throttling').length).toBeGreaterThan(0);
}, 300_000);
