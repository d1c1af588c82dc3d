import { eventsApi } from './api';
import type { EventsPorts } from './ports';
import { eventsResources } from './resources';
import { Store } from './store';
import type { ResourceProviders } from '../cloudformation/resource-provider';
import type { ServiceApi } from '../kernel/service';

export { rateMs } from './rate-expression';
export type { FailedInvocation } from './store';
export type { EventsPorts, ServiceEvent } from './ports';

/** EventBridge: rules, and events that somebody puts. */
export class Events extends Store {
  readonly apis: ServiceApi[];
  readonly resources: ResourceProviders;

  constructor(ports: EventsPorts) {
    super(ports);
    this.apis = [eventsApi(this)];
    this.resources = eventsResources(this);
  }
}
