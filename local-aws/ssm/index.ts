import * as sdk from '@aws-sdk/client-ssm';
import { partitionOf } from '../cloudformation/names';
import { AwsError } from '../kernel/aws-error';
import type { Call, ServiceApi } from '../kernel/service';

/** What `cdk bootstrap` would have written; high enough for every CLI. */
const BOOTSTRAP = { '/cdk-bootstrap/hnb659fds/version': '99' };

/** Parameter Store, for reading. */
export class Ssm {
  readonly apis: ServiceApi[] = [{
    signingName: 'ssm',
    protocol: 'json-1.1',
    sdk,
    operations: {
      GetParameter: ({ Name }: sdk.GetParameterRequest, call: Call): sdk.GetParameterResult => ({ Parameter: this.describe(Name!, call) }),
      GetParameters: ({ Names }: sdk.GetParametersRequest, call: Call): sdk.GetParametersResult => ({
        Parameters: Names!.filter((name) => this.parameters.has(name)).map((name) => this.describe(name, call)),
        InvalidParameters: Names!.filter((name) => !this.parameters.has(name)),
      }),
    },
    access: {
      GetParameter: ({ Name }: sdk.GetParameterRequest, call: Call) => [{ action: 'ssm:GetParameter', resource: parameterArn(Name!, call) }],
      GetParameters: ({ Names }: sdk.GetParametersRequest, call: Call) => Names!.map((name) => (
        { action: 'ssm:GetParameters', resource: parameterArn(name, call) }
      )),
    },
  }];

  private readonly parameters: Map<string, string>;

  constructor(parameters: Readonly<Record<string, string>> = {}) {
    this.parameters = new Map(Object.entries({ ...BOOTSTRAP, ...parameters }));
  }

  value(name: string): string {
    const value = this.parameters.get(name);
    if (value === undefined) {
      throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
    }
    return value;
  }

  private describe(name: string, call: Call): sdk.Parameter {
    return { Name: name, Value: this.value(name), Type: 'String', Version: 1, ARN: parameterArn(name, call) };
  }
}

/** A name without a leading slash gets one in the ARN. [DOC Systems Manager, parameter ARNs] */
const parameterArn = (name: string, { region, account }: Call) => (
  `arn:${partitionOf(region)}:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`
);
