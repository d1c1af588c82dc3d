import type { Stack } from 'aws-cdk-lib';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DomainIdentity } from '../../src';

/** A grant that IAM does not know everywhere yet. */

let world: World;
beforeEach(async () => {
  world = await World.start();
  await world.createSecret('dkim/a', new TestKey().pem());
});
afterEach(() => world.stop());

test.each([
  ['ListResourceRecordSets', 'DeployRole', 'AccessDenied'],
  ['ChangeResourceRecordSets', 'DeployRole', 'AccessDenied'],
  ['GetSecretValue', 'DeployRole', 'AccessDeniedException'],
  ['CreateEmailIdentity', 'DeployRole', 'AccessDeniedException'],
  ['PutEmailIdentityDkimSigningAttributes', 'DeployRole', 'AccessDeniedException'],
])('%s is denied once, and granted from then on', async (operation, role, code) => {
  world.aws.faults.add({ operation, role, fault: { kind: 'error', code, message: 'is not authorized to perform', status: 403 } });
  const outcome = await world.deploy((stack: Stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN,
    dkim: Dkim.byoDkim({ key: world.key(stack, 'a') }),
    dns: world.zone(stack),
  }));
  expect(world.aws.faults.remaining()).toEqual([]);
  expect([outcome.status, world.failures(outcome)]).toEqual(['CREATE_COMPLETE', []]);
});

test('IAM that does not see the tags of an identity lets an update through that names the stack', async () => {
  world.aws.ses.assume({ resourceTagsWhenTagging: false });
  await world.createSecret('dkim/b', new TestKey().pem());
  for (const selector of ['a', 'b']) {
    const outcome = await world.deploy((stack: Stack) => new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN, dkim: Dkim.byoDkim({ key: world.key(stack, selector) }), dns: world.zone(stack),
    }));
    expect([outcome.status, world.failures(outcome)]).toEqual([expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), []]);
    expect(await world.verdict()).toMatchObject({ selector, dkim: 'pass' });
  }
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
});
