import { EventInvokeConfigResource } from './event-invoke-config-resource';
import { FunctionResource, type OpenHost } from './function-resource';
import { PermissionResource } from './permission-resource';
import type { Store } from './store';
import type { ResourceProviders } from '../cloudformation/resource-provider';

export function lambdaResources(store: Store, host: () => OpenHost): ResourceProviders {
  return {
    'AWS::Lambda::Function': new FunctionResource(store, host),
    'AWS::Lambda::Permission': new PermissionResource(store),
    'AWS::Lambda::EventInvokeConfig': new EventInvokeConfigResource(store),
  };
}
