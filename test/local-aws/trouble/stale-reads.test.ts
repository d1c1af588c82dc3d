import { CreateSecretCommand, DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import {
  CreateEmailIdentityCommand, DeleteEmailIdentityCommand, PutEmailIdentityDkimAttributesCommand, TagResourceCommand,
} from '@aws-sdk/client-sesv2';
import { bareFunction, bareResource, BareStack } from '../bare-resource';
import { ONE, SecretsUnderTest, TWO } from '../secrets-manager/secrets-under-test';
import { DOMAIN, SECOND, SesUnderTest, TestKey } from '../ses/ses-under-test';

/*
 * Reads that tell for some seconds what was true before a write.
 */

const LAG = 10 * SECOND;

test('a custom resource reads what was there before its own write', async () => {
  const stack = await BareStack.start({ ses: { readLagMs: LAG } });
  const { status } = await stack.deploy({
    ...bareFunction({
      preamble: 'const sdk = require("@aws-sdk/client-sesv2"); const ses = new sdk.SESv2Client({ maxAttempts: 1 });',
      statements: [{ Effect: 'Allow', Action: 'ses:*', Resource: '*' }],
      handler: `const EmailIdentity = 'example.com';
        const read = () => ses.send(new sdk.GetEmailIdentityCommand({ EmailIdentity })).then(() => 'there', ({ name }) => name);
        if (event.RequestType === 'Create') {
          await ses.send(new sdk.CreateEmailIdentityCommand({ EmailIdentity }));
          tell(await read());
          await pause(${2 * LAG});
          tell(await read());
        }
        await answer(event);`,
    }),
    Thing: bareResource(),
  });
  expect([status, stack.told()]).toEqual(['CREATE_COMPLETE', ['NotFoundException', 'there']]);
  await stack.stop();
});

describe('SES', () => {
  let ses: SesUnderTest;
  afterEach(() => ses.stop());

  test('shows each of several writes when its time has come', async () => {
    ses = await SesUnderTest.start({ ses: { readLagMs: LAG } });
    const [one, two] = [new TestKey(), new TestKey()];
    await ses.createByo('one', one.pkcs1);
    await expect(ses.get()).rejects.toMatchObject({ name: 'NotFoundException' });
    await ses.advance(LAG);
    expect((await ses.get()).DkimAttributes!.Tokens).toEqual(['one']);

    expect((await ses.putByo('two', two.pkcs1)).DkimTokens).toEqual(['two']); // the write itself knows
    await ses.advance(LAG / 2);
    await ses.client.send(new PutEmailIdentityDkimAttributesCommand({ EmailIdentity: DOMAIN, SigningEnabled: false }));
    expect((await ses.get()).DkimAttributes).toMatchObject({ Tokens: ['one'], SigningEnabled: true });
    await ses.advance(LAG / 2);
    expect((await ses.get()).DkimAttributes).toMatchObject({ Tokens: ['two'], SigningEnabled: true });
    await ses.advance(LAG / 2);
    expect((await ses.get()).DkimAttributes).toMatchObject({ Tokens: ['two'], SigningEnabled: false });

    await ses.client.send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN }));
    expect((await ses.get()).DkimAttributes!.Tokens).toEqual(['two']);
    await ses.advance(LAG);
    await expect(ses.get()).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  test('may not find for a call what was just made, and find what was just deleted', async () => {
    ses = await SesUnderTest.start({ ses: { existenceLagMs: LAG } });
    const disable = () => ses.client.send(new PutEmailIdentityDkimAttributesCommand({ EmailIdentity: DOMAIN, SigningEnabled: false }));
    await ses.create();
    await expect(ses.putEasy()).rejects.toMatchObject({ name: 'NotFoundException' });
    await ses.advance(LAG);
    await disable();
    await ses.client.send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN }));
    await expect(ses.client.send(new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN }))).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    await ses.advance(LAG);
    await ses.create();
  });

  test('may let conditions see old tags', async () => {
    ses = await SesUnderTest.start({ ses: { tagLagMs: LAG } });
    await ses.create();
    await ses.advance(LAG);
    await ses.client.send(new TagResourceCommand({
      ResourceArn: `arn:aws:ses:eu-west-1:111122223333:identity/${DOMAIN}`, Tags: [{ Key: 'owner', Value: 'me' }],
    }));
    const call = { requestId: '1', account: '111122223333', region: 'eu-west-1', principal: { account: '111122223333', arn: 'arn', accessKeyId: 'A' } };
    const context = () => ses.aws.ses.apis[0].access.DeleteEmailIdentity({ EmailIdentity: DOMAIN } as never, call)[0].context;
    expect(context()).toEqual({});
    await ses.advance(LAG);
    expect(context()).toEqual({ 'aws:ResourceTag/owner': 'me' });
  });
});

test('Secrets Manager shows values, labels, new secrets and the end of a secret late', async () => {
  const secrets = await SecretsUnderTest.start();
  const { clock, secretsManager } = secrets.aws;
  secretsManager.readLagMs = LAG;
  await secrets.put('two', TWO);
  expect(await secrets.get()).toMatchObject({ SecretString: 'one', VersionId: ONE });
  expect(await secrets.stages()).toEqual({ [ONE]: ['AWSCURRENT'] });
  await clock.advance(LAG);
  expect(await secrets.get()).toMatchObject({ SecretString: 'two' });

  await secrets.move({ MoveToVersionId: ONE, RemoveFromVersionId: TWO });
  expect(await secrets.stages()).toEqual({ [ONE]: ['AWSPREVIOUS'], [TWO]: ['AWSCURRENT'] });
  await clock.advance(LAG);
  expect(await secrets.stages()).toEqual({ [ONE]: ['AWSCURRENT'], [TWO]: ['AWSPREVIOUS'] });

  await secrets.client.send(new CreateSecretCommand({ Name: 'new', SecretString: 'x' }));
  await expect(secrets.get({ SecretId: 'new' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await clock.advance(LAG);
  await secrets.get({ SecretId: 'new' });
  await secrets.client.send(new DeleteSecretCommand({ SecretId: 'new', ForceDeleteWithoutRecovery: true }));
  expect(await secrets.get({ SecretId: 'new' })).toMatchObject({ SecretString: 'x' });
  await clock.advance(LAG);
  await expect(secrets.get({ SecretId: 'new' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await secrets.aws.stop();
});
