import { log } from './log';
import { withoutKeys } from './redaction';
import { withoutTrace } from './trace';
import { UnverifiedDomain } from '../verification/unverified-domain';
import type { Completion, WaitingEvent } from '../verification/verified';

/** Takes the framework's question whether a resource is complete to who knows it. */
export function isComplete(look: (event: WaitingEvent) => Promise<Completion>): (event: WaitingEvent) => Promise<Completion> {
  return async (event) => {
    try {
      return await look(event);
    } catch (error) {
      const { message, stack = message } = error as Error;
      log.error('failed', {
        requestType: event.RequestType,
        resourceType: event.ResourceType,
        stackId: event.StackId,
        logicalId: event.LogicalResourceId,
        requestId: event.RequestId,
        error: withoutKeys(stack),
      });
      throw withoutTrace(error instanceof UnverifiedDomain ? message : withoutKeys(message));
    }
  };
}
