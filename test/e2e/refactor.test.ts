import type { Stack } from 'aws-cdk-lib';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DomainIdentity, type DomainIdentityProps, ExistingIdentity } from '../../src';

/*
 * `cdk refactor` of the real CDK CLI: CloudFormation moves no custom resources, so it refuses to rename an identity. Nothing has changed
 * then, and the step of docs/adopting-and-moving.md does it.
 */
let world: World;
beforeEach(async () => {
  world = await World.start();
  await world.createSecret('dkim/mail', new TestKey().pem());
});
afterEach(() => world.stop());

const define = (id: string, props: Partial<DomainIdentityProps> = {}) => (stack: Stack) => {
  new DomainIdentity(stack, id, { domainName: DOMAIN, dns: world.zone(stack), dkim: Dkim.byoDkim({ key: world.key(stack, 'mail') }), ...props });
};

test('cdk refactor is refused for an identity, changes nothing, and one deployment renames it', async () => {
  const { status, resources } = await world.deploy(define('Identity'));
  expect(status).toBe('CREATE_COMPLETE');
  const [id] = Object.entries(resources).find(([, { type }]) => type === 'Custom::SesDomainIdentity')!;
  const changes = world.aws.requests.since();
  const { output } = await world.flowing(() => world.cli.refactor(world.assembly(define('Renamed')).directory));
  expect(output).toMatch(/Custom::SesDomainIdentity │ Mail\.Identity\w+ +│ Mail\.Renamed/); // the CLI finds the new name, and then asks CloudFormation
  expect(output).toContain('Refactor failed');
  expect(output).toContain(`does not support resource type Custom::SesDomainIdentity: ${id}`);
  expect(changes({ service: 'ses' })).toEqual([]);
  expect((await world.verdict())).toMatchObject({ selector: 'mail', dkim: 'pass' });

  expect((await world.deploy(define('Renamed', { existingIdentity: ExistingIdentity.ADOPT }))).status).toBe('UPDATE_COMPLETE');
  expect(await world.verdictNow()).toMatchObject({ selector: 'mail', dkim: 'pass' });
}, 300_000);
