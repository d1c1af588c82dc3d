import { EVENT_DEFAULTS } from './lambda-function';
import type { Store } from './store';
import type {
  ExistingResourceRequest, ResourceProvider, ResourceRequest, ResourceState, UpdateResourceRequest,
} from '../cloudformation/resource-provider';
import { NotImplementedError } from '../kernel/aws-error';

/** `AWS::Lambda::EventInvokeConfig`: retries of asynchronous invocations. */
export class EventInvokeConfigResource implements ResourceProvider {
  constructor(private readonly functions: Store) {}

  async create({ properties, stack }: ResourceRequest): Promise<ResourceState> {
    if (Object.keys(properties.DestinationConfig ?? {}).length > 0) {
      throw new NotImplementedError('property DestinationConfig of AWS::Lambda::EventInvokeConfig');
    }
    const fn = this.functions.find(properties.FunctionName, stack, properties.Qualifier);
    fn.eventInvokeConfig = {
      maximumRetryAttempts: Number(properties.MaximumRetryAttempts ?? EVENT_DEFAULTS.maximumRetryAttempts),
      maximumEventAgeSeconds: Number(properties.MaximumEventAgeInSeconds ?? EVENT_DEFAULTS.maximumEventAgeSeconds),
    };
    return { physicalId: `${properties.FunctionName}|${properties.Qualifier}`, attributes: {} };
  }

  async update(request: UpdateResourceRequest): Promise<ResourceState> {
    return this.create(request);
  }

  async delete({ properties, stack }: ExistingResourceRequest): Promise<void> {
    this.functions.all()
      .filter(({ configuration: { name, arn, account, region } }) =>
        [name, arn].includes(properties.FunctionName) && account === stack.account && region === stack.region)
      .forEach((fn) => {
        fn.eventInvokeConfig = EVENT_DEFAULTS;
      });
  }
}
