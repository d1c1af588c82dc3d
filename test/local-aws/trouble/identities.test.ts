import {
  CreateTenantCommand, CreateTenantResourceAssociationCommand, DeleteEmailIdentityCommand, DeleteTenantResourceAssociationCommand,
  ListResourceTenantsCommand,
} from '@aws-sdk/client-sesv2';
import { bareFunction, bareResource, BareStack } from '../bare-resource';
import { DOMAIN, SesUnderTest, TestKey } from '../ses/ses-under-test';

/*
 * Identities that SES does not delete, by its API and as a custom resource meets them. (What it gives up on is in ses/verification.)
 */

let ses: SesUnderTest;
beforeEach(async () => {
  ses = await SesUnderTest.start();
});
afterEach(() => ses.stop());

const ARN = `arn:aws:ses:eu-west-1:111122223333:identity/${DOMAIN}`;
const remove = () => ses.client.send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN }));

/** Deletes the identity when it is deleted itself, and tells what SES says. */
const DELETING = {
  ...bareFunction({
    preamble: 'const sdk = require("@aws-sdk/client-sesv2"); const ses = new sdk.SESv2Client({ maxAttempts: 1 });',
    statements: [{ Effect: 'Allow', Action: 'ses:*', Resource: '*' }],
    handler: `try {
        if (event.RequestType === 'Delete') await ses.send(new sdk.DeleteEmailIdentityCommand({ EmailIdentity: '${DOMAIN}' }));
        await answer(event);
      } catch ({ name, message }) {
        await answer(event, { Status: 'FAILED', Reason: name + ': ' + message });
      }`,
  }),
  Thing: bareResource(),
};

async function destroyed(): Promise<string[]> {
  const stack = BareStack.of(ses.aws);
  await stack.deploy(DELETING);
  const { status, resources, events } = await stack.destroy();
  return [status, resources.Thing.status, events.find(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED')?.ResourceStatusReason ?? ''];
}

test('an identity of a tenant\'s is not deleted before it is taken from the tenant', async () => {
  await ses.create();
  await ses.client.send(new CreateTenantCommand({ TenantName: 'shop' }));
  await ses.client.send(new CreateTenantResourceAssociationCommand({ TenantName: 'shop', ResourceArn: ARN }));
  await expect(remove()).rejects.toMatchObject({ name: 'BadRequestException', message: expect.stringContaining('tenants shop') });
  expect((await ses.client.send(new ListResourceTenantsCommand({ ResourceArn: ARN }))).ResourceTenants).toMatchObject([{ TenantName: 'shop' }]);
  expect(await destroyed()).toEqual(['DELETE_FAILED', 'DELETE_FAILED', expect.stringContaining('BadRequestException: Identity example.com is associated')]);
  await ses.client.send(new DeleteTenantResourceAssociationCommand({ TenantName: 'shop', ResourceArn: ARN }));
  await remove();
});

test('a parent with replicas is not deleted before they are', async () => {
  await ses.create();
  const there = ses.clientIn('us-east-1');
  await ses.create({ DomainSigningAttributesOrigin: 'AWS_SES_EU_WEST_1' }, there);
  expect(await destroyed()).toEqual(['DELETE_FAILED', 'DELETE_FAILED', expect.stringContaining('is the primary of replicas in us-east-1')]);
  await there.send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN }));
  await remove();
});

test('SES may tell no token for a key that it was given', async () => {
  ses.aws.ses.assume({ byoTokens: 'none' });
  await ses.createByo('mail', new TestKey().pkcs1);
  expect((await ses.get()).DkimAttributes!.Tokens).toEqual([]);
});
