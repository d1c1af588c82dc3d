import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Stacks } from './stacks';
import { AwsError, NotImplementedError } from '../kernel/aws-error';
import type { Call, Operation } from '../kernel/service';

/**
 * Of the types that AWS lists as not supported those that a template of this library may have, under any name of theirs.
 * [DOC CloudFormation stack-refactoring: Resource limitations]
 */
const UNSUPPORTED = /^(Custom::|AWS::CloudFormation::CustomResource$|AWS::CertificateManager::Certificate$|AWS::Route53::RecordSet(Group)?$|AWS::Lambda::EventInvokeConfig$)/;

/** Refactors of stacks, as far as CloudFormation refuses them: none that moves something is here. */
export function refactorOperations(stacks: Stacks): Record<string, Operation> {
  const reasons = new Map<string, string>();
  return {
    CreateStackRefactor: ({ ResourceMappings: mappings = [] }: sdk.CreateStackRefactorInput, call: Call): sdk.CreateStackRefactorOutput => {
      const refused = mappings.map(({ Source }) => typeOf(stacks, Source!, call)).filter(({ type }) => UNSUPPORTED.test(type));
      if (refused.length === 0) {
        throw new NotImplementedError('refactors of stacks whose resources CloudFormation moves');
      }
      const id = randomUUID();
      // assumed text; that such a refactor fails when it is made is documented
      reasons.set(id, refused.map(({ logicalId, type }) => `Stack Refactor does not support resource type ${type}: ${logicalId}`).join('; '));
      return { StackRefactorId: id };
    },
    DescribeStackRefactor: ({ StackRefactorId: id }: sdk.DescribeStackRefactorInput): sdk.DescribeStackRefactorOutput => {
      const StatusReason = reasons.get(id!);
      if (StatusReason === undefined) {
        throw new AwsError('StackRefactorNotFound', `Stack Refactor ${id} does not exist`, 404); // assumed text
      }
      return { StackRefactorId: id, Status: 'CREATE_FAILED', StatusReason, ExecutionStatus: 'UNAVAILABLE' };
    },
  };
}

function typeOf(stacks: Stacks, { StackName, LogicalResourceId: logicalId }: sdk.ResourceLocation, call: Call) {
  const resource = stacks.get(StackName!, call).resources.get(logicalId!);
  if (!resource) {
    throw new AwsError('ValidationError', `Resource ${logicalId} does not exist in the stack ${StackName}`); // assumed text
  }
  return { logicalId: logicalId!, type: resource.type };
}
