import { iamResources } from './resources';
import { Store } from './store';
import type { ResourceProviders } from '../cloudformation/resource-provider';

export type { ConditionContext } from './conditions';
export type { UnusedGrant } from './grant-ledger';
export type { Denial } from './store';

/** IAM: decides on every call of a role, and remembers what it refused and what nobody needed. */
export class Iam extends Store {
  readonly resources: ResourceProviders = iamResources(this);
}
