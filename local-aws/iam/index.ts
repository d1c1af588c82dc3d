import * as sdk from '@aws-sdk/client-iam';
import { iamAccess, iamOperations } from './operations';
import { iamResources } from './resources';
import { Store } from './store';
import type { ResourceProviders } from '../cloudformation/resource-provider';
import type { ServiceApi } from '../kernel/service';

export { IAM_ASSUMPTIONS } from './assumptions';
export type { ConditionContext } from './conditions';
export type { UnusedGrant } from './grant-ledger';
export type { Denial } from './store';

/** IAM: decides on every call of a role, and remembers what it refused and what nobody needed. */
export class Iam extends Store {
  readonly apis: ServiceApi[] = [{ signingName: 'iam', protocol: 'query', sdk, operations: iamOperations(this), access: iamAccess }];
  readonly resources: ResourceProviders = iamResources(this);
}
