import type { LocalAws } from '../../../local-aws';
import type { StackIdentity } from '../../../local-aws/cloudformation/resource-provider';

/** A function in the whole engine, with a role that may do anything; what it prints as JSON can be read. */
export class DeployedFunction {
  static async create(aws: LocalAws, stack: StackIdentity, code: string, more: object = {}): Promise<DeployedFunction> {
    const role = aws.iam.createRole(stack, `${stack.name}-role`, '/', {
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    });
    aws.iam.putRolePolicy(role, 'all', { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });
    const { physicalId, attributes } = await aws.lambda.resources['AWS::Lambda::Function'].create({
      stack,
      logicalId: 'Function',
      type: 'AWS::Lambda::Function',
      tags: {},
      properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: role.arn, Timeout: 30, Code: { ZipFile: code }, ...more },
    });
    return new DeployedFunction(aws, stack, physicalId, attributes.Arn as string);
  }

  private constructor(private readonly aws: LocalAws, private readonly stack: StackIdentity, readonly name: string, readonly arn: string) {}

  /** Lets an AWS service invoke it. */
  async permit(principal: string, more: object = {}): Promise<void> {
    await this.aws.lambda.resources['AWS::Lambda::Permission'].create({
      stack: this.stack,
      logicalId: 'Permission',
      type: 'AWS::Lambda::Permission',
      tags: {},
      properties: { Action: 'lambda:InvokeFunction', FunctionName: this.arn, Principal: principal, ...more },
    });
  }

  /** The JSON objects that it printed. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  printed(): any[] {
    return this.aws.logs.lines(`/aws/lambda/${this.name}`).flatMap((line) => {
      const json = /\tINFO\t(\{.*\})$/.exec(line)?.[1];
      return json ? [JSON.parse(json)] : [];
    });
  }
}
