import { inventedName } from '../cloudformation/names';

/** The name that CloudFormation invents, cut to what IAM takes: how it is cut is assumed. */
export function physicalName(stackName: string, logicalId: string, maxLength: number): string {
  const name = inventedName(stackName, logicalId);
  const suffix = name.slice(name.lastIndexOf('-'));
  return name.length <= maxLength ? name : `${name.slice(0, maxLength - suffix.length)}${suffix}`;
}
