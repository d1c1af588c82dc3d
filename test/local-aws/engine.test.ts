import { once } from 'node:events';
import { mkdtempSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, CreateChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateEmailIdentityCommand, ListEmailIdentitiesCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { strToU8, zipSync } from 'fflate';
import { LocalAws } from '../../local-aws';

/*
 * The engine as a whole: what it opens, what it closes, and what it keeps apart.
 */

const listening = () => process.getActiveResourcesInfo().filter((resource) => resource === 'TCPServerWrap' || resource === 'UDPWrap').length;

const LAMBDA_ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }] },
    ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' }],
  },
};

test('leaves neither a socket nor a folder', async () => {
  const own = mkdtempSync(join(os.tmpdir(), 'engine-test-')); // other engines run at the same time
  const tmpdir = jest.spyOn(os, 'tmpdir').mockReturnValue(own);
  const aws = await LocalAws.start();
  const { hostname, port } = new URL(aws.endpoint);
  expect(hostname).toBe('127.0.0.1');
  expect(readdirSync(own)).not.toEqual([]);
  expect(listening()).toBeGreaterThan(1);
  await aws.stop();
  tmpdir.mockRestore();
  // Node counts a handle that is closed until it has gone through its loop once more.
  for (let turn = 0; turn < 100 && listening() > 0; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(listening()).toBe(0);
  expect(readdirSync(own)).toEqual([]);
  await expect(once(connect(Number(port), hostname), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

describe('while it runs', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await LocalAws.start({ start: new Date('2026-06-01T00:00:00Z'), sesRateLimit: true });
  });
  afterAll(() => aws.stop());

  test('its time begins where it was told', () => {
    expect(aws.clock.now()).toEqual(new Date('2026-06-01T00:00:00Z'));
  });

  test('accounts and Regions are apart', async () => {
    const client = (where: { account?: string; region?: string }) => new SESv2Client({ ...aws.clientConfig(where), maxAttempts: 1 });
    await client({}).send(new CreateEmailIdentityCommand({ EmailIdentity: 'example.com' }));
    await aws.clock.advance(1000);
    const names = async (where: { account?: string; region?: string }) => (
      (await client(where).send(new ListEmailIdentitiesCommand({}))).EmailIdentities!.map(({ IdentityName }) => IdentityName)
    );
    expect(await names({ region: 'eu-central-1' })).toEqual([]);
    expect(await names({ account: '444455556666' })).toEqual([]);
    expect(await names({})).toEqual(['example.com']);
    const sts = new STSClient(aws.clientConfig({ account: '444455556666' }));
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('444455556666');
  });

  test('SES takes one call a second, if it was told so', async () => {
    await aws.clock.advance(1000);
    const client = new SESv2Client({ ...aws.clientConfig(), maxAttempts: 1 });
    const together = await Promise.allSettled([1, 2].map(() => client.send(new ListEmailIdentitiesCommand({}))));
    expect(together.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('a stack of one function: its role decides what its process may do', async () => {
    const s3 = new S3Client(aws.clientConfig());
    // The provider framework is not needed to see that SDK, credentials, endpoint and policies fit together.
    const code = `const { SESv2Client, ListEmailIdentitiesCommand } = require('@aws-sdk/client-sesv2');
      exports.handler = () => new SESv2Client({ maxAttempts: 1 }).send(new ListEmailIdentitiesCommand({})).then(() => 'allowed', (e) => e.name + ' ' + e.message);`;
    await s3.send(new PutObjectCommand({ Bucket: 'assets', Key: 'code.zip', Body: zipSync({ 'index.js': strToU8(code) }) }));
    const { status, resources } = await deployed({
      Role: LAMBDA_ROLE,
      Handler: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: 'assets', S3Key: 'code.zip' }, Handler: 'index.handler', Runtime: 'nodejs22.x', Timeout: 30, Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      },
    });
    expect(status).toBe('CREATE_COMPLETE');
    await aws.clock.advance(1000); // SES takes one call a second
    const answer = JSON.parse((await aws.lambda.invoke(resources.Handler.physicalId!, {})).payload);
    expect(answer).toMatch(/^AccessDeniedException User: arn:aws:sts::111122223333:assumed-role\/One-Role-.* is not authorized to perform: ses:ListEmailIdentities on resource: \* because no identity-based policy allows/);
    expect(aws.iam.denials).toEqual([expect.objectContaining({ action: 'ses:ListEmailIdentities' })]);
    expect(aws.logs.everything().some((line) => line.startsWith('REPORT RequestId'))).toBe(true);
  });

  test('a resource type that nobody implemented fails loudly, by its name', async () => {
    const cloudFormation = new CloudFormationClient(aws.clientConfig());
    await expect(cloudFormation.send(new CreateChangeSetCommand({
      StackName: 'Two', ChangeSetName: 'c', ChangeSetType: 'CREATE', TemplateBody: JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } }),
    }))).rejects.toThrow('local-aws does not implement resource type AWS::SQS::Queue');
  });

  async function deployed(Resources: object) {
    aws.clock.run(60);
    try {
      return await aws.cloudFormation.deploy({ stackName: 'One', template: { Resources } });
    } finally {
      aws.clock.pause();
    }
  }
});
