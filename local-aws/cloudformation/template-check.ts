import { isCustomResource } from './custom-resource';
import type { Provisioner } from './provisioner';
import { referencesIn } from './references';
import { ResourceSpec } from './spec';
import type { StackModel } from './stack-model';
import { validationError } from './validation-error';
import { NotImplementedError } from '../kernel/aws-error';

/**
 * Refuses what AWS refuses before anything is made: types and attributes that do not exist. What AWS has and this engine
 * has not fails loudly here, too.
 */
export function checkResourceTypes({ resources, outputs }: StackModel, provisioner: Provisioner): void {
  const types = [...new Set([...resources.values()].map(({ type }) => type))].filter((type) => !provisioner.isSupported(type));
  const unknown = types.filter((type) => !ResourceSpec.of(type));
  if (unknown.length > 0) {
    throw validationError(`Template format error: Unrecognized resource types: [${unknown.join(', ')}]`);
  }
  if (types.length > 0) {
    throw new NotImplementedError(`resource type ${types.join(', ')}`);
  }
  const properties = [...resources.values()].map((resource) => resource.properties);
  const values = [...properties, ...outputs.map(({ value, exportName }) => [value, exportName])];
  for (const { name, attribute } of referencesIn(values)) {
    const { type } = resources.get(name) ?? {};
    if (attribute !== undefined && type && !isCustomResource(type) && ResourceSpec.of(type)?.hasAttribute(attribute) === false) {
      throw validationError(`Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`);
    }
  }
}

/** A logical id keeps its type; answers why a model cannot follow another. */
export function objectionToTypes(before: StackModel | undefined, after: StackModel): string | undefined {
  const changed = [...after.resources.values()].filter(({ logicalId, type }) => {
    const former = before?.resources.get(logicalId);
    return former !== undefined && former.type !== type;
  });
  return changed.length === 0
    ? undefined
    : `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.map(({ logicalId }) => logicalId).join(', ')}]`; // [LIVE aws/aws-sam-cli#6786]
}
