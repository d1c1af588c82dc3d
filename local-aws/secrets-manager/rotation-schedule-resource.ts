import type { RotationRulesType } from '@aws-sdk/client-secrets-manager';
import type { Store } from './store';
import type { Properties, ResourceProvider } from '../cloudformation/resource-provider';
import { NotImplementedError } from '../kernel/aws-error';

const KNOWN = ['SecretId', 'RotationLambdaARN', 'RotationRules', 'RotateImmediatelyOnUpdate'];

/** `AWS::SecretsManager::RotationSchedule`: it is there when the rotation has been asked for, and not when it is done (assumed). */
export function rotationScheduleResource(secrets: Store): ResourceProvider {
  const rotate: ResourceProvider['create'] = async ({ stack, properties }) => {
    const unknown = Object.entries(properties).find(([name, value]) => value !== undefined && !KNOWN.includes(name));
    if (unknown) {
      throw new NotImplementedError(`${unknown[0]} of AWS::SecretsManager::RotationSchedule`);
    }
    const { SecretId, RotationLambdaARN: functionArn, RotationRules, RotateImmediatelyOnUpdate: immediately = true } = properties;
    const secret = secrets.writable(SecretId, stack);
    secrets.rotations.rotate(secret, { functionArn, rules: RotationRules && rulesOf(RotationRules), immediately: String(immediately) === 'true' });
    return { physicalId: secret.arn, attributes: { Id: secret.arn } };
  };
  return {
    create: rotate,
    update: rotate,
    delete: async ({ stack, physicalId }) => {
      const secret = secrets.lookUp(physicalId, stack);
      if (secret) {
        secrets.rotations.cancel(secret);
      }
    },
  };
}

function rulesOf({ AutomaticallyAfterDays: days, ...rules }: Properties): RotationRulesType {
  return { ...rules, ...days !== undefined && { AutomaticallyAfterDays: Number(days) } };
}
