import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as route53 from '@aws-sdk/client-route-53';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as sesv1 from '@aws-sdk/client-ses';
import * as ses from '@aws-sdk/client-sesv2';
import { ServerUnderTest } from './server-under-test';
import { AwsError } from '../../../local-aws/kernel/aws-error';
import type { Operation, Protocol, ServiceApi } from '../../../local-aws/kernel/service';

/*
 * What a real client sends is what an operation gets, and what it answers is what the client returns: the judge of the
 * wire is the SDK.
 */

const api = (signingName: string, protocol: Protocol, sdk: object, operations: Record<string, Operation>): ServiceApi => ({
  signingName, protocol, sdk, operations, access: Object.fromEntries(Object.keys(operations).map((name) => [name, () => []])),
});

let received: unknown;
const answering = (output: object): Operation => (input) => {
  received = input;
  return output;
};
const failing = (code: string, message: string, status?: number): Operation => () => {
  throw new AwsError(code, message, status);
};

const identity: ses.GetEmailIdentityResponse = {
  IdentityType: 'DOMAIN',
  DkimAttributes: { SigningEnabled: true, Tokens: ['a', 'b'], LastKeyGenerationTimestamp: new Date('2026-02-03T04:05:06Z') },
  Tags: [{ Key: 'k', Value: 'v' }],
};
const change: route53.ChangeResourceRecordSetsRequest = {
  HostedZoneId: 'Z1',
  ChangeBatch: {
    Comment: 'a & b',
    Changes: [{
      Action: 'UPSERT',
      ResourceRecordSet: { Name: 'x.example.com', Type: 'TXT', TTL: 300, ResourceRecords: [{ Value: '"a<b>"' }, { Value: '"c"' }] },
    }],
  },
};
const stacks: cloudformation.DescribeStacksOutput = {
  Stacks: [{
    StackName: 'Mail',
    StackStatus: 'CREATE_COMPLETE',
    CreationTime: new Date('2026-02-03T04:05:06Z'),
    Outputs: [{ OutputKey: 'One', OutputValue: '<1>' }],
    Tags: [],
  }],
};

let server: ServerUnderTest;

beforeAll(async () => {
  server = await new ServerUnderTest([
    api('ses', 'rest-json', ses, {
      CreateEmailIdentity: answering({ DkimAttributes: { Tokens: ['t'] } }),
      GetEmailIdentity: answering(identity),
      DeleteEmailIdentity: failing('NotFoundException', 'Email identity example.com does not exist.', 404),
      PutEmailIdentityDkimSigningAttributes: answering({ DkimStatus: 'NOT_STARTED', DkimTokens: ['mail'], SigningHostedZone: 'zone' }),
    }),
    api('ses', 'query', sesv1, { VerifyDomainDkim: answering({ DkimTokens: ['1', '2', '3'] }) }),
    api('route53', 'rest-xml', route53, {
      ChangeResourceRecordSets: answering({ ChangeInfo: { Id: '/change/C1', Status: 'PENDING', SubmittedAt: new Date('2026-02-03T04:05:06Z') } }),
      GetHostedZone: failing('NoSuchHostedZone', 'No hosted zone found with ID: Z1', 404),
    }),
    api('cloudformation', 'query', cloudformation, {
      DescribeStacks: answering(stacks),
      CreateChangeSet: answering({ Id: 'arn' }),
      DeleteStack: failing('ValidationError', 'Stack <X> does not exist'),
    }),
    api('secretsmanager', 'json-1.1', secretsManager, {
      PutSecretValue: answering({ VersionId: 'v' }),
      DescribeSecret: answering({ CreatedDate: new Date('2026-02-03T04:05:06Z') }),
      GetSecretValue: failing('ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.'),
    }),
  ]).start();
});
afterAll(() => server.server.stop());

describe('rest-json', () => {
  const client = () => new ses.SESv2Client(server.clientConfig);

  test('input from path and body', async () => {
    const input: ses.PutEmailIdentityDkimSigningAttributesRequest = {
      EmailIdentity: 'a.example.com', SigningAttributesOrigin: 'EXTERNAL', SigningAttributes: { DomainSigningSelector: 'mail', DomainSigningPrivateKey: 'AAAA' },
    };
    const output = await client().send(new ses.PutEmailIdentityDkimSigningAttributesCommand(input));
    expect(received).toEqual(input);
    expect(output).toMatchObject({ DkimStatus: 'NOT_STARTED', DkimTokens: ['mail'], SigningHostedZone: 'zone' });
  });

  test('nested members and times in the output', async () => {
    expect(await client().send(new ses.GetEmailIdentityCommand({ EmailIdentity: 'example.com' }))).toMatchObject(identity);
    expect(received).toEqual({ EmailIdentity: 'example.com' });
  });

  test('errors with their class, message and status', async () => {
    const error = await client().send(new ses.DeleteEmailIdentityCommand({ EmailIdentity: 'example.com' })).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ses.NotFoundException);
    expect(error).toMatchObject({ message: 'Email identity example.com does not exist.', $metadata: { httpStatusCode: 404 } });
  });
});

test('query beside rest-json under the same name', async () => {
  const output = await new sesv1.SESClient(server.clientConfig).send(new sesv1.VerifyDomainDkimCommand({ Domain: 'example.com' }));
  expect(received).toEqual({ Domain: 'example.com' });
  expect(output.DkimTokens).toEqual(['1', '2', '3']);
});

describe('rest-xml', () => {
  const client = () => new route53.Route53Client(server.clientConfig);

  test('a batch of changes', async () => {
    const output = await client().send(new route53.ChangeResourceRecordSetsCommand(change));
    expect(received).toEqual(change);
    expect(output.ChangeInfo).toEqual({ Id: '/change/C1', Status: 'PENDING', SubmittedAt: new Date('2026-02-03T04:05:06Z') });
  });

  test('errors', async () => {
    await expect(client().send(new route53.GetHostedZoneCommand({ Id: 'Z1' }))).rejects.toMatchObject({
      name: 'NoSuchHostedZone', message: 'No hosted zone found with ID: Z1',
    });
  });
});

describe('query', () => {
  const client = () => new cloudformation.CloudFormationClient(server.clientConfig);

  test('lists and structures in the form', async () => {
    const input: cloudformation.CreateChangeSetInput = {
      StackName: 'Mail',
      ChangeSetName: 'c',
      UsePreviousTemplate: false,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      Parameters: [{ ParameterKey: 'A', ParameterValue: '1' }, { ParameterKey: 'B', UsePreviousValue: true }],
    };
    await client().send(new cloudformation.CreateChangeSetCommand(input));
    expect(received).toEqual(input);
  });

  test('lists and times in the output', async () => {
    const output = await client().send(new cloudformation.DescribeStacksCommand({ StackName: 'Mail' }));
    expect(output.Stacks![0]).toMatchObject({ ...stacks.Stacks![0], Tags: [] });
  });

  test('errors', async () => {
    await expect(client().send(new cloudformation.DeleteStackCommand({ StackName: 'X' }))).rejects.toMatchObject({
      name: 'ValidationError', message: 'Stack <X> does not exist',
    });
  });
});

describe('json-1.1', () => {
  test('blobs, and its errors', async () => {
    const client = new secretsManager.SecretsManagerClient(server.clientConfig);
    await client.send(new secretsManager.PutSecretValueCommand({ SecretId: 's', SecretBinary: Buffer.from([1, 2, 255]), ClientRequestToken: 'x'.repeat(32) }));
    expect(Buffer.from((received as { SecretBinary: Uint8Array }).SecretBinary)).toEqual(Buffer.from([1, 2, 255]));
    await expect(client.send(new secretsManager.GetSecretValueCommand({ SecretId: 's' }))).rejects.toBeInstanceOf(secretsManager.ResourceNotFoundException);
  });

  test('times', async () => {
    const { CreatedDate } = await new secretsManager.SecretsManagerClient(server.clientConfig).send(new secretsManager.DescribeSecretCommand({ SecretId: 's' }));
    expect(CreatedDate).toEqual(new Date('2026-02-03T04:05:06Z'));
  });
});

describe('what is not there fails loudly', () => {
  test('an operation that nobody implemented, by its name', async () => {
    await expect(new ses.SESv2Client(server.clientConfig).send(new ses.ListContactListsCommand({}))).rejects.toThrow(/does not implement ses:ListContactLists/);
  });

  test('a caller that nobody knows', async () => {
    const stranger = { ...server.clientConfig, credentials: { accessKeyId: 'WHO', secretAccessKey: 'x' } };
    await expect(new ses.SESv2Client(stranger).send(new ses.GetEmailIdentityCommand({ EmailIdentity: 'a' }))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });
});
