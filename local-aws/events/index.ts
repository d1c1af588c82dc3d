import type { EventsPorts } from './ports';
import { eventsResources } from './resources';
import { Store } from './store';
import type { ResourceProviders } from '../cloudformation/resource-provider';

export { rateMs } from './rate-expression';
export type { FailedInvocation } from './store';
export type { EventsPorts, ServiceEvent } from './ports';

/** EventBridge. There are no operations, as nothing calls any. */
export class Events extends Store {
  readonly resources: ResourceProviders;

  constructor(ports: EventsPorts) {
    super(ports);
    this.resources = eventsResources(this);
  }
}
