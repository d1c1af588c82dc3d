import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetPolicyCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { type Clients, unlessAbsent } from './clients';
import type { StackResource } from '../ports';

type Look = (clients: Clients, region: string, id: string) => Promise<unknown>;

/** What the services themselves say of resources that cost something, hold something, or may be used. */
const LOOKS: Readonly<Record<string, Look>> = {
  'AWS::IAM::Role': (clients, region, RoleName) => unlessAbsent(clients.iam(region).send(new GetRoleCommand({ RoleName })), 'NoSuchEntityException', 'NoSuchEntity'),
  'AWS::IAM::ManagedPolicy': (clients, region, PolicyArn) => (
    unlessAbsent(clients.iam(region).send(new GetPolicyCommand({ PolicyArn })), 'NoSuchEntityException', 'NoSuchEntity')
  ),
  'AWS::Lambda::Function': (clients, region, FunctionName) => (
    unlessAbsent(clients.lambda(region).send(new GetFunctionConfigurationCommand({ FunctionName })), 'ResourceNotFoundException')
  ),
  'AWS::Logs::LogGroup': async (clients, region, logGroupNamePrefix) => {
    const { logGroups = [] } = await clients.logs(region).send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
    return logGroups.find(({ logGroupName }) => logGroupName === logGroupNamePrefix);
  },
  // Also one that is scheduled to be deleted.
  'AWS::SecretsManager::Secret': (clients, region, SecretId) => (
    unlessAbsent(clients.secrets(region).send(new DescribeSecretCommand({ SecretId })), 'ResourceNotFoundException')
  ),
};

export async function isThere(clients: Clients, region: string, { type, physicalId }: StackResource): Promise<boolean | undefined> {
  const look = LOOKS[type];
  return look && await look(clients, region, physicalId) !== undefined;
}
