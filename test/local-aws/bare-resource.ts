import type { StackOutcome } from '../../local-aws/cloudformation';
import { LocalAws, type LocalAwsOptions } from '../../local-aws/engine';

/** What every handler here has: it answers CloudFormation itself, and waits by the engine's clock. */
const PREAMBLE = `
  const answer = (event, more = {}) => fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify({
    Status: 'SUCCESS', PhysicalResourceId: event.PhysicalResourceId ?? event.LogicalResourceId,
    StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId, ...more,
  }) });
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const tell = (message) => console.log(JSON.stringify(message));
`;

export interface BareFunction {
  /** The body of `async (event, context) => { … }`; `answer`, `pause` and `tell` are there. */
  readonly handler: string;
  /** What stands before the handler: clients, for example. */
  readonly preamble?: string;
  /** What its role may do. */
  readonly statements?: readonly object[];
  readonly properties?: object;
}

/** The resources of a function and its role: `Role`, `Function`. */
export function bareFunction({ handler, preamble = '', statements = [], properties = {} }: BareFunction): Record<string, object> {
  return {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }] },
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
        ...statements.length > 0 && { Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: statements } }] },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 840,
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: `${PREAMBLE}\n${preamble}\nexports.handler = async (event, context) => {\n${handler}\n};` },
        ...properties,
      },
    },
  };
}

/** A custom resource that calls `Function` directly. */
export function bareResource(properties: object = {}, more: object = {}): object {
  return { Type: 'Custom::Bare', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, ...properties }, ...more };
}

export interface DeployOptions {
  /** Engine milliseconds for each of the host's. */
  readonly pace?: number;
  readonly tags?: Record<string, string>;
  readonly disableRollback?: boolean;
  readonly express?: boolean;
}

/** The engine with one stack. */
export class BareStack {
  static async start(options: LocalAwsOptions = {}): Promise<BareStack> {
    return new BareStack(await LocalAws.start(options));
  }

  static of(aws: LocalAws): BareStack {
    return new BareStack(aws);
  }

  readonly stackName = 'Bare';

  private constructor(readonly aws: LocalAws) {}

  stop(): Promise<void> {
    return this.aws.stop();
  }

  /** While it deploys, time flows. */
  deploy(Resources: object, { pace, ...request }: DeployOptions = {}): Promise<StackOutcome> {
    return this.flowing(() => this.aws.cloudFormation.deploy({ stackName: this.stackName, template: { Resources }, ...request }), pace);
  }

  destroy(): Promise<StackOutcome> {
    return this.flowing(() => this.aws.cloudFormation.destroy(this.stackName));
  }

  async flowing<T>(work: () => Promise<T>, pace = 60): Promise<T> {
    this.aws.clock.run(pace);
    try {
      return await work();
    } finally {
      this.aws.clock.pause();
    }
  }

  /** What the handler told, in its order. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  told(): any[] {
    return this.aws.logs.everything().flatMap((line) => {
      const json = /\tINFO\t(.*)$/.exec(line)?.[1];
      return json ? [JSON.parse(json)] : [];
    });
  }
}

/** Lets the host work until something is so. */
export async function until(condition: () => boolean, what = condition.toString()): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn > 6000) {
      throw new Error(`it does not come to pass: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
