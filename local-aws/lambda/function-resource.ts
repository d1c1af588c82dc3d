import { randomBytes } from 'node:crypto';
import type { DeploymentPackages } from './deployment-package';
import { functionArn } from './function-arn';
import { FunctionConfiguration, functionConfiguration } from './function-configuration';
import { FunctionPolicy } from './function-policy';
import { LambdaFunction, LambdaHost } from './lambda-function';
import type { Store } from './store';
import type {
  ExistingResourceRequest, ResourceProvider, ResourceRequest, ResourceState, UpdateResourceRequest,
} from '../cloudformation/resource-provider';
import { AwsError } from '../kernel/aws-error';

const LONGEST_NAME = 64;
const RANDOM_BYTES = 6;

export interface OpenHost extends LambdaHost {
  readonly packages: DeploymentPackages;
}

/** `AWS::Lambda::Function`. */
export class FunctionResource implements ResourceProvider {
  constructor(private readonly functions: Store, private readonly host: () => OpenHost) {}

  /** CloudFormation tries again until Lambda can assume the role. [assumed: Lambda refuses the role before, and stacks do not fail] */
  async create(request: ResourceRequest): Promise<ResourceState> {
    const configuration = configured(request, request.properties.FunctionName ?? generatedName(request));
    this.host().concurrency.checkReservation(configuration);
    await this.host().ports.untilAssumable?.(configuration.role);
    this.checkNetwork(configuration);
    const code = await this.host().packages.open(request.properties.Code);
    this.functions.add(new LambdaFunction({ configuration, code }, new FunctionPolicy(), this.host()));
    return state(configuration);
  }

  async update(request: UpdateResourceRequest): Promise<ResourceState> {
    const fn = this.functions.find(request.physicalId, request.stack);
    const configuration = configured(request, request.physicalId);
    this.host().concurrency.checkReservation(configuration);
    this.checkNetwork(configuration);
    await fn.update(configuration, await this.host().packages.open(request.properties.Code));
    return state(configuration);
  }

  async delete(request: ExistingResourceRequest): Promise<void> {
    const fn = this.existing(request);
    if (fn) {
      this.functions.remove(fn);
      await fn.delete();
    }
  }

  /** [LIVE aws/aws-sam-cli#617; of an update it is assumed] */
  private checkNetwork({ isInVpc, role, region }: FunctionConfiguration): void {
    const { mayConnect } = this.host().ports;
    if (isInVpc && mayConnect && !mayConnect(role, region)) {
      throw new AwsError('InvalidParameterValueException',
        'The provided execution role does not have permissions to call CreateNetworkInterface on EC2');
    }
  }

  /** One that is gone is deleted already: to CloudFormation that is a success. */
  private existing({ physicalId, stack }: ExistingResourceRequest): LambdaFunction | undefined {
    try {
      return this.functions.find(physicalId, stack);
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') {
        return undefined;
      }
      throw error;
    }
  }
}

function configured({ properties, stack: { account, region } }: ResourceRequest, name: string): FunctionConfiguration {
  return functionConfiguration(properties, { account, region, name, arn: functionArn(name, { account, region }) });
}

function state({ name, arn }: FunctionConfiguration): ResourceState {
  return { physicalId: name, attributes: { Arn: arn } };
}

/** [DOC CloudFormation, aws-properties-name] stack, logical id and a random part; how it is shortened is assumed. */
function generatedName({ stack, logicalId }: ResourceRequest): string {
  const random = randomBytes(RANDOM_BYTES).toString('hex');
  return `${`${stack.name.slice(0, 24)}-${logicalId}`.slice(0, LONGEST_NAME - random.length - 1)}-${random}`;
}
