import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { Answer, Lifecycle, Origin } from './lifecycle';
import { log } from './log';
import { withoutKeys } from './redaction';
import { withoutTrace } from './trace';
import type { WireProperties } from '../../src/contract/wire';

/** What CDK's provider framework wants to be answered. */
export interface ProviderResponse {
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

// The types of requests differ from one entry to the next; each is only ever given what its own `decode` made.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Lifecycles = Readonly<Record<string, Lifecycle<any>>>;

/** Takes CloudFormation's events to the lifecycle of their resource type. */
export function onEvent(lifecycles: Lifecycles): (event: CloudFormationCustomResourceEvent) => Promise<ProviderResponse> {
  return async (event) => {
    const origin: Origin = {
      stackId: event.StackId,
      logicalId: event.LogicalResourceId,
      requestId: event.RequestId,
      physicalId: event.RequestType === 'Create' ? undefined : event.PhysicalResourceId,
    };
    const about = { requestType: event.RequestType, resourceType: event.ResourceType, ...origin };
    try {
      const lifecycle = lifecycles[event.ResourceType];
      if (!lifecycle) {
        throw new Error(`unknown resource type '${event.ResourceType}'; the construct and its handler are of different versions`);
      }
      const answer = await dispatch(lifecycle, event, origin);
      log.info('done', { ...about, physicalId: answer.physicalId });
      return { PhysicalResourceId: answer.physicalId, Data: answer.attributes, ...answer.waiting };
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      log.error('failed', { ...about, error: withoutKeys(stack ?? message) });
      throw withoutTrace(withoutKeys(message));
    }
  };
}

async function dispatch<Request>(lifecycle: Lifecycle<Request>, event: CloudFormationCustomResourceEvent, origin: Origin): Promise<Answer> {
  const request = lifecycle.decode(event.ResourceProperties as WireProperties);
  switch (event.RequestType) {
    case 'Create':
      return lifecycle.create(request, origin);
    case 'Update':
      return lifecycle.update(request, lifecycle.decode(event.OldResourceProperties as WireProperties), origin);
    case 'Delete':
      await lifecycle.delete(request, origin);
      return { physicalId: event.PhysicalResourceId, attributes: {} };
  }
}
