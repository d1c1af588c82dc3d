import * as sdk from '@aws-sdk/client-ssm';
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
      GetParameter: ({ Name }: sdk.GetParameterRequest, call: Call): sdk.GetParameterResult => ({
        Parameter: {
          Name, Value: this.value(Name!), Type: 'String', Version: 1,
          ARN: `arn:aws:ssm:${call.region}:${call.account}:parameter${Name}`,
        },
      }),
    },
    access: {
      GetParameter: ({ Name }: sdk.GetParameterRequest, { region, account }: Call) => [{
        action: 'ssm:GetParameter', resource: `arn:aws:ssm:${region}:${account}:parameter${Name}`,
      }],
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
}
