import { randomBytes } from 'node:crypto';
import { inventedName } from './names';
import type { ResourceProvider, ResourceProviders, ResourceRequest } from './resource-provider';

/** A resource that is nothing but a name. */
function nameOnly(physicalId: (request: ResourceRequest) => string): ResourceProvider {
  return {
    create: async (request) => ({ physicalId: physicalId(request), attributes: {} }),
    update: async ({ physicalId: unchanged }) => ({ physicalId: unchanged, attributes: {} }),
    delete: async () => undefined,
  };
}

/** The types that CloudFormation provides itself. */
export const BUILT_IN_RESOURCES: ResourceProviders = {
  // Accepts any property and does nothing [CDK core metadata-resource]; the service specification does not list it.
  'AWS::CDK::Metadata': nameOnly(() => randomBytes(16).toString('hex')),
  // On AWS its Ref is a presigned URL; the CDK uses handles as resources that cost nothing, and nobody signals them here.
  'AWS::CloudFormation::WaitConditionHandle': nameOnly(({ stack, logicalId }) => `https://cloudformation-waitcondition-${stack.region}.s3.amazonaws.com/${encodeURIComponent(stack.id)}/${inventedName(stack.name, logicalId)}`),
};
