import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { ACCOUNT, type World } from './world';
import type { StackOutcome } from '../../local-aws/cloudformation';

export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The role that a stack has under a logical id. */
export function roleArn(world: World, resources: StackOutcome['resources'], logicalId: RegExp): string {
  const [, role] = Object.entries(resources).find(([id, { type }]) => type === 'AWS::IAM::Role' && logicalId.test(id))!;
  return world.aws.iam.role(ACCOUNT, role.physicalId!).arn;
}

/** A function's session of its role. */
export function session(world: World, arn: string): Session {
  return world.aws.sts.sessionFor('lambda.amazonaws.com', arn, 'test');
}

/** A session of a role that somebody takes: an administrator, unless told otherwise. */
export async function take(world: World, arn: string, as?: Session, RoleSessionName = 'test'): Promise<Session> {
  const client = new STSClient({ ...world.aws.clientConfig(), ...as && { credentials: as } });
  const { Credentials } = await client.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName }));
  return { accessKeyId: Credentials!.AccessKeyId!, secretAccessKey: Credentials!.SecretAccessKey!, sessionToken: Credentials!.SessionToken! };
}
