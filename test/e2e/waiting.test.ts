import { Duration, type Stack } from 'aws-cdk-lib';
import { DOMAIN, World } from './world';
import { DomainIdentity, type DomainIdentityProps } from '../../src';

/** A deployment that is over when SES has seen the records. */

let world: World;

beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.stop());

const define = (props: (stack: Stack) => Partial<DomainIdentityProps>) => (stack: Stack) => {
  new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, waitForVerification: Duration.minutes(10), ...props(stack) });
};
const easy = define((stack) => ({ dns: world.zone(stack) }));

test('a deployment that waits ends with a domain that signs', async () => {
  const outcome = await world.deploy(easy);
  expect(world.failures(outcome)).toEqual([]);
  expect(outcome.status).toBe('CREATE_COMPLETE');
  expect(await world.verdictNow()).toMatchObject({ dkim: 'pass' });
});
