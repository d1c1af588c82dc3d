import { Iam } from '../../../local-aws/iam';
import type { AwsError } from '../../../local-aws/kernel/aws-error';
import { Clock } from '../../../local-aws/kernel/clock';
import type { AccessRequest, Call } from '../../../local-aws/kernel/service';

export const ACCOUNT = '111122223333';
export const STACK = { id: 'arn:stack', name: 'Mail', account: ACCOUNT, region: 'eu-west-1' };

export interface Granted {
  readonly Effect?: 'Allow' | 'Deny';
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Resource?: string | string[];
  readonly NotResource?: string | string[];
  readonly Condition?: Record<string, Record<string, string | string[] | boolean>>;
}

export const document = (...statements: Granted[]) => ({
  Version: '2012-10-17',
  Statement: statements.map((statement) => ({ Effect: 'Allow' as const, ...(!statement.NotResource && { Resource: '*' }), ...statement })),
});

/** An account whose roles come from CloudFormation, as a stack makes them. */
export class AccountUnderTest {
  readonly clock = new Clock();
  readonly iam = new Iam(this.clock);

  create(type: string, logicalId: string, properties: object, region = 'eu-west-1') {
    return this.iam.resources[type].create({ stack: { ...STACK, region }, logicalId, type, properties, tags: {} });
  }

  async update(type: string, logicalId: string, physicalId: string, previousProperties: object, properties: object): Promise<void> {
    await this.iam.resources[type].update({ stack: STACK, logicalId, type, physicalId, properties, previousProperties, tags: {} });
  }

  async delete(type: string, logicalId: string, physicalId: string, properties: object): Promise<void> {
    await this.iam.resources[type].delete({ stack: STACK, logicalId, type, physicalId, properties, tags: {} });
  }

  /** A role with one policy of these statements; answers its name. */
  async role(...statements: Granted[]): Promise<string> {
    const { physicalId } = await this.create('AWS::IAM::Role', 'Role', { Policies: [{ PolicyName: 'p', PolicyDocument: document(...statements) }] });
    return physicalId;
  }

  /** `allowed`, or the refusal's message. */
  decision(roleName: string, action: string, resource = '*', context?: AccessRequest['context']): string {
    const principal = { account: ACCOUNT, roleName, accessKeyId: 'A', arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${roleName}/session` };
    const call: Call = { requestId: '1', account: ACCOUNT, region: 'eu-west-1', principal };
    try {
      this.iam.authorize(call, [{ action, resource, context }]);
      return 'allowed';
    } catch (error) {
      if ((error as AwsError).code !== 'AccessDeniedException') {
        throw error;
      }
      return (error as AwsError).message;
    }
  }
}
