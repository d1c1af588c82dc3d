import { alarmOf } from './alarm';
import type { Store } from './store';
import { inventedName, partitionOf } from '../cloudformation/names';
import type { Properties, ResourceProviders, StackIdentity } from '../cloudformation/resource-provider';

/** `AWS::CloudWatch::Alarm`. */
export function cloudWatchResources(store: Store): ResourceProviders {
  const put = (name: string, properties: Properties, stack: StackIdentity) => {
    const alarm = alarmOf(name, `arn:${partitionOf(stack.region)}:cloudwatch:${stack.region}:${stack.account}:alarm:${name}`, properties);
    store.put(alarm, stack);
    return { physicalId: name, attributes: { Arn: alarm.arn } };
  };
  return {
    'AWS::CloudWatch::Alarm': {
      create: async ({ stack, logicalId, properties }) => {
        const name = properties.AlarmName ?? inventedName(stack.name, logicalId);
        if (store.find(name, stack)) {
          throw new Error(`Resource of type 'AWS::CloudWatch::Alarm' with identifier '${name}' already exists.`); // assumed text
        }
        return put(name, properties, stack);
      },
      update: async ({ stack, physicalId, properties }) => put(physicalId, properties, stack),
      delete: async ({ stack, physicalId }) => store.delete(physicalId, stack),
    },
  };
}
