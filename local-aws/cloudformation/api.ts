import * as sdk from '@aws-sdk/client-cloudformation';
import { describeChangeSet, describeResource, describeStack, summarizeChangeSet } from './descriptions';
import type { Exports } from './exports';
import { partitionOf } from './names';
import type { Requests } from './requests';
import type { StackControl } from './stack-control';
import { refactorOperations } from './stack-refactors';
import { deploymentOf } from './stack-request';
import type { Stacks } from './stacks';
import { AwsError, NotImplementedError } from '../kernel/aws-error';
import type { AccessRequest, Call, Operation, ServiceApi } from '../kernel/service';

const EVENTS_PER_PAGE = 100;
/** [DOC DescribeStackResources: up to 100; that ListStackResources has as many on a page is assumed, AWS says 1 MB] */
const RESOURCES_PER_PAGE = 100;

/** What the API needs of CloudFormation. */
export interface ApiPorts {
  readonly stacks: Stacks;
  readonly exports: Exports;
  readonly control: StackControl;
  readonly requests: Requests;
}

/** The CloudFormation API, as far as the CDK CLI calls it; everything it may get wrong is left to the classes behind it. */
export function cloudFormationApi(cloudFormation: ApiPorts): ServiceApi {
  const operations = {
    ...stackOperations(cloudFormation),
    ...changeSetOperations(cloudFormation),
    ...queries(cloudFormation),
    ...refactorOperations(cloudFormation.stacks),
  };
  return {
    signingName: 'cloudformation',
    protocol: 'query',
    sdk,
    operations,
    access: Object.fromEntries(Object.keys(operations)
      .map((action) => [action, (input: Target, call: Call) => access(action, input, call)])),
  };
}

interface Target {
  readonly StackName?: string;
}

function access(action: string, { StackName: stack }: Target, { account, region }: Call): AccessRequest[] {
  const arn = stack === undefined || stack.startsWith('arn:')
    ? stack
    : `arn:${partitionOf(region)}:cloudformation:${region}:${account}:stack/${stack}/*`;
  return [{ action: `cloudformation:${action}`, resource: arn ?? '*' }];
}

function stackOperations(cloudFormation: ApiPorts): Record<string, Operation> {
  const { stacks, control, requests } = cloudFormation;
  return {
    CreateStack: async (input: sdk.CreateStackInput, call) => {
      refuse(input, ['OnFailure', 'StackPolicyBody', 'StackPolicyURL', 'TimeoutInMinutes', 'ResourceTypes']);
      const stack = await requests.createStack(input.StackName!, input, optionsOf(input), call);
      stack.terminationProtection = input.EnableTerminationProtection ?? false;
      return { StackId: stack.identity.id };
    },
    UpdateStack: async (input: sdk.UpdateStackInput, call) => {
      refuse(input, ['StackPolicyBody', 'StackPolicyURL', 'StackPolicyDuringUpdateBody', 'StackPolicyDuringUpdateURL', 'ResourceTypes']);
      const stack = await requests.updateStack(input.StackName!, input, optionsOf(input), call);
      return { StackId: stack.identity.id };
    },
    DeleteStack: (input: sdk.DeleteStackInput, call) => {
      refuse(input, ['DeletionMode']);
      // Deleting a stack that does not exist succeeds [DOC DeleteStack].
      const stack = stacks.find(input.StackName!, call);
      if (stack) {
        control.deleteStack(stack, { ...optionsOf(input), retainResources: input.RetainResources, deployment: deploymentOf(input.DeploymentConfig) });
      }
      return {};
    },
    RollbackStack: (input: sdk.RollbackStackInput, call) => {
      const stack = stacks.get(input.StackName!, call);
      control.rollbackStack(stack, optionsOf(input));
      return { StackId: stack.identity.id };
    },
    ContinueUpdateRollback: (input: sdk.ContinueUpdateRollbackInput, call) => {
      refuse(input, ['ForceRollback']);
      control.continueUpdateRollback(stacks.get(input.StackName!, call), input.ResourcesToSkip ?? [], optionsOf(input));
      return {};
    },
    UpdateTerminationProtection: (input: sdk.UpdateTerminationProtectionInput, call) => {
      const stack = stacks.get(input.StackName!, call);
      stack.terminationProtection = input.EnableTerminationProtection!;
      return { StackId: stack.identity.id };
    },
  };
}

function changeSetOperations(cloudFormation: ApiPorts): Record<string, Operation> {
  const { stacks, control, requests } = cloudFormation;
  const find = (input: { ChangeSetName?: string; StackName?: string }, call: Call) => {
    const { stack, changeSet } = stacks.findChangeSet(input.ChangeSetName!, input.StackName, call) ?? {};
    if (!stack || !changeSet) {
      throw new AwsError('ChangeSetNotFound', `ChangeSet [${input.ChangeSetName}] does not exist`, 404);
    }
    return { stack, changeSet };
  };
  return {
    CreateChangeSet: async (input: sdk.CreateChangeSetInput, call) => {
      refuse(input, ['ResourcesToImport', 'ImportExistingResources', 'DeploymentMode', 'OnStackFailure', 'ResourceTypes']);
      if (input.ChangeSetType === 'IMPORT') {
        throw new NotImplementedError('change sets that import resources');
      }
      const { stack, changeSet } = await requests.createChangeSet(input.StackName!, input, {
        name: input.ChangeSetName!,
        type: input.ChangeSetType === 'CREATE' ? 'CREATE' : 'UPDATE',
        description: input.Description,
      }, call);
      return { Id: changeSet.id, StackId: stack.identity.id };
    },
    DescribeChangeSet: (input: sdk.DescribeChangeSetInput, call) => {
      const { stack, changeSet } = find(input, call);
      return describeChangeSet(stack, changeSet, input.IncludePropertyValues ?? false);
    },
    ExecuteChangeSet: (input: sdk.ExecuteChangeSetInput, call) => {
      const { stack, changeSet } = find(input, call);
      control.executeChangeSet(stack, changeSet, { ...optionsOf(input), disableRollback: input.DisableRollback });
      return {};
    },
    // Deleting a change set that does not exist succeeds: the CDK CLI does so before every update.
    DeleteChangeSet: (input: sdk.DeleteChangeSetInput, call) => {
      const { stack, changeSet } = stacks.findChangeSet(input.ChangeSetName!, input.StackName, call) ?? {};
      if (stack && changeSet) {
        stacks.dropChangeSets(stack, (other) => other !== changeSet);
      }
      return {};
    },
    ListChangeSets: (input: sdk.ListChangeSetsInput, call) => {
      const stack = stacks.get(input.StackName!, call);
      return { Summaries: stacks.changeSetsOf(stack).map((changeSet) => summarizeChangeSet(stack, changeSet)) };
    },
    // The CLI asks for these when a change set failed; early validation and hooks are not imitated, so there are none.
    DescribeEvents: (input: sdk.DescribeEventsInput, call) => {
      if (!input.ChangeSetName) {
        throw new NotImplementedError('DescribeEvents of a stack');
      }
      find(input, call);
      return { OperationEvents: [] };
    },
    ListHookResults: () => ({ HookResults: [] }),
  };
}

function queries({ stacks, exports }: ApiPorts): Record<string, Operation> {
  return {
    DescribeStacks: ({ StackName: name }: sdk.DescribeStacksInput, call) => ({
      Stacks: name === undefined
        ? stacks.in(call).filter(({ deleted }) => !deleted).map(describeStack)
        : [describeStack(stacks.get(name, call, `Stack with id ${name} does not exist`))],
    }),
    ListStacks: ({ StackStatusFilter: wanted = [] }: sdk.ListStacksInput, call) => ({
      StackSummaries: stacks.in(call).map(describeStack)
        .filter(({ StackStatus }) => wanted.length === 0 || wanted.includes(StackStatus!))
        .map(({ Description: TemplateDescription, ...stack }) => ({ ...stack, TemplateDescription })),
    }),
    GetTemplate: (input: sdk.GetTemplateInput, call) => {
      const { stack, changeSet } = input.ChangeSetName
        ? stacks.findChangeSet(input.ChangeSetName, input.StackName, call) ?? {}
        : { stack: stacks.get(input.StackName!, call, `Stack with id ${input.StackName} does not exist`) };
      return { TemplateBody: (changeSet?.request.model ?? stack?.model)?.template.body ?? '', StagesAvailable: ['Original', 'Processed'] };
    },
    DescribeStackEvents: (input: sdk.DescribeStackEventsInput, call) => {
      const events = [...stacks.get(input.StackName!, call).events.all].reverse();
      const first = input.NextToken === undefined ? 0 : events.findIndex(({ EventId }) => EventId === input.NextToken);
      return { StackEvents: events.slice(first, first + EVENTS_PER_PAGE), NextToken: events[first + EVENTS_PER_PAGE]?.EventId };
    },
    DescribeStackResources: (input: sdk.DescribeStackResourcesInput, call) => {
      refuse(input, ['PhysicalResourceId']);
      const stack = stacks.get(input.StackName!, call, `Stack with id ${input.StackName} does not exist`);
      return {
        StackResources: [...stack.resources.values()]
          .filter(({ logicalId }) => input.LogicalResourceId === undefined || logicalId === input.LogicalResourceId)
          .slice(0, RESOURCES_PER_PAGE)
          .map((resource) => describeResource(stack, resource)),
      };
    },
    DescribeStackResource: (input: sdk.DescribeStackResourceInput, call) => {
      const stack = stacks.get(input.StackName!, call, `Stack '${input.StackName}' does not exist`);
      const resource = stack.resources.get(input.LogicalResourceId!);
      if (!resource) {
        throw new AwsError('ValidationError', `Resource ${input.LogicalResourceId} does not exist for stack ${stack.identity.name}`);
      }
      return { StackResourceDetail: describeResource(stack, resource) };
    },
    ListStackResources: (input: sdk.ListStackResourcesInput, call) => {
      const stack = stacks.get(input.StackName!, call, `Stack with id ${input.StackName} does not exist`);
      const resources = [...stack.resources.values()];
      const first = Number(input.NextToken ?? 0);
      const next = first + RESOURCES_PER_PAGE;
      return {
        StackResourceSummaries: resources.slice(first, next).map((resource) => describeResource(stack, resource)),
        NextToken: resources.length > next ? String(next) : undefined,
      };
    },
    ListExports: (_input, call) => ({
      Exports: exports.all(call)
        .map(({ stack, output }) => ({ ExportingStackId: stack.identity.id, Name: output.exportName, Value: output.value })),
    }),
    ListImports: ({ ExportName: name }: sdk.ListImportsInput, call) => {
      const importers = exports.importersOf(name!, call).map(({ identity }) => identity.name);
      if (importers.length === 0) {
        throw new AwsError('ValidationError', `Export '${name}' is not imported by any stack.`);
      }
      return { Imports: importers };
    },
  };
}

function optionsOf(input: { ClientRequestToken?: string; RetainExceptOnCreate?: boolean }) {
  return { clientRequestToken: input.ClientRequestToken, retainExceptOnCreate: input.RetainExceptOnCreate };
}

/** What would change the outcome and is not imitated fails loudly; an empty list or `false` asks for nothing. */
function refuse(input: object, members: readonly string[]): void {
  const asked = Object.entries(input).filter(([name, value]) => members.includes(name) && value !== undefined && value !== false
    && !(Array.isArray(value) && value.length === 0)).map(([name]) => name);
  if (asked.length > 0) {
    throw new NotImplementedError(`${asked.join(', ')} of CloudFormation requests`);
  }
}
