import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Credentials } from './clients';
import type { Laboratory } from './laboratory';

/** A role that the account may take. */
export const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } } }],
    },
  },
};

/** What the role `Role` of the template may do. */
export const policyOf = (statements: readonly object[]) => ({
  Type: 'AWS::IAM::Policy',
  Properties: { PolicyName: 'probe', PolicyDocument: { Version: '2012-10-17', Statement: statements }, Roles: [{ Ref: 'Role' }] },
});

/** A function of Lambda with its role. `body` is that of `async (event) => { … }`. */
export function functionWith(preamble: string, body: string, statements: readonly object[] = []) {
  return {
    FunctionRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
        },
        ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' }],
        ...statements.length > 0 && { Policies: [{ PolicyName: 'probe', PolicyDocument: { Version: '2012-10-17', Statement: statements } }] },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Timeout: 840,
        Role: { 'Fn::GetAtt': ['FunctionRole', 'Arn'] },
        Code: { ZipFile: `${preamble}\nexports.handler = async (event) => {\n${body}\n};` },
      },
    },
  };
}

/** A session of a role, as soon as the account may take it. */
export async function sessionOf({ clients, patiently }: Laboratory, RoleArn: string): Promise<Credentials> {
  const { Credentials } = await patiently(
    () => clients.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'probe' })), ['AccessDenied', 'AccessDeniedException'], 600_000,
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken };
}
