import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetPolicyCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { LocalAws } from '../../local-aws';

/*
 * What other programs ask, to see whether something that a stack made is there.
 */

let aws: LocalAws;
beforeAll(async () => {
  aws = await LocalAws.start();
});
afterAll(() => aws.stop());

test('a role, a managed policy and a log group are there as long as their stack', async () => {
  const statement = { Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' };
  aws.clock.run(60);
  const { resources } = await aws.cloudFormation.deploy({
    stackName: 'Mail',
    template: {
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            Path: '/mail/', AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }] },
          },
        },
        Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Version: '2012-10-17', Statement: [statement] } } },
        Group: { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Delete' },
      },
    },
  });
  const [RoleName, PolicyArn, logGroupNamePrefix] = ['Role', 'Policy', 'Group'].map((name) => resources[name].physicalId!);
  const iam = new IAMClient(aws.clientConfig());
  const logs = new CloudWatchLogsClient(aws.clientConfig());
  const groups = async () => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
    return logGroups.map(({ logGroupName }) => logGroupName);
  };
  expect((await iam.send(new GetRoleCommand({ RoleName }))).Role).toMatchObject({ RoleName, Path: '/mail/' });
  expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({ Arn: PolicyArn });
  expect(await groups()).toEqual([logGroupNamePrefix]);
  await aws.cloudFormation.destroy('Mail');
  aws.clock.pause();
  await expect(iam.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({ name: expect.stringMatching(/^NoSuchEntity/) });
  await expect(iam.send(new GetPolicyCommand({ PolicyArn }))).rejects.toMatchObject({ name: expect.stringMatching(/^NoSuchEntity/) });
  expect(await groups()).toEqual([]);
});

test('the account may send, and is out of the sandbox', async () => {
  const ses = new SESv2Client(aws.clientConfig());
  expect(await ses.send(new GetAccountCommand({}))).toMatchObject({ SendingEnabled: true, ProductionAccessEnabled: true });
});

test('a role that may not make log groups writes no log group', async () => {
  aws.clock.run(60);
  const role = async (name: string, action: string) => (await aws.cloudFormation.deploy({
    stackName: name,
    template: {
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: { Statement: [] },
            Policies: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] } }],
          },
        },
      },
    },
  })).resources.Role.physicalId!;
  const group = `arn:aws:logs:eu-west-1:${aws.account}:log-group:group`;
  const may = (name: string) => aws.iam.mayCreateLogGroup(`arn:aws:iam::${aws.account}:role/${name}`, group, 'eu-west-1');
  const [writer, maker] = [await role('Writer', 'logs:PutLogEvents'), await role('Maker', 'logs:CreateLogGroup')];
  aws.clock.pause();
  expect([may(writer), may(maker), may('nobody')]).toEqual([false, true, false]);
  expect(aws.iam.denials).toEqual([]);
});
