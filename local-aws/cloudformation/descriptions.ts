import type {
  Change, ChangeSetSummary, DescribeChangeSetOutput, ResourceChange as WireResourceChange, ResourceChangeDetail, Stack as WireStack,
} from '@aws-sdk/client-cloudformation';
import type { PropertyChange, ResourceChange } from './change-preview';
import type { ChangeSet } from './change-set';
import type { StackResource } from './physical-resource';
import type { Stack } from './stack';
import type { StackModel } from './stack-model';

/** Stacks, resources and change sets as the API shows them. */
export function describeStack(stack: Stack): WireStack {
  return {
    StackId: stack.identity.id,
    StackName: stack.identity.name,
    ChangeSetId: stack.changeSetId,
    Description: stack.model?.template.description,
    Parameters: parametersOf(stack.model),
    CreationTime: stack.creationTime,
    DeletionTime: stack.deletionTime,
    LastUpdatedTime: stack.lastUpdatedTime,
    RollbackConfiguration: {},
    StackStatus: stack.status as WireStack['StackStatus'],
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.disableRollback,
    DeploymentConfig: { Mode: stack.deployment.mode, DisableRollback: stack.deployment.disableRollback },
    NotificationARNs: [...stack.notificationArns],
    Capabilities: [...stack.capabilities] as WireStack['Capabilities'],
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => (
      { OutputKey: key, OutputValue: value, Description: description, ExportName: exportName })),
    RoleARN: stack.roleArn,
    Tags: tagList(stack.tags),
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

export function describeResource(stack: Stack, resource: StackResource) {
  return {
    StackName: stack.identity.name,
    StackId: stack.identity.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    Timestamp: resource.timestamp,
    LastUpdatedTimestamp: resource.timestamp,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

export function describeChangeSet(stack: Stack, changeSet: ChangeSet, withValues: boolean): DescribeChangeSetOutput {
  const { request } = changeSet;
  return {
    ...summarizeChangeSet(stack, changeSet),
    Parameters: parametersOf(request.model),
    NotificationARNs: [...request.notificationArns],
    RollbackConfiguration: {},
    Capabilities: [...request.capabilities] as DescribeChangeSetOutput['Capabilities'],
    Tags: tagList(request.tags),
    Changes: changeSet.changes.map((change): Change => ({ Type: 'Resource', ResourceChange: describeChange(change, withValues) })),
    DeploymentConfig: { Mode: request.deployment.mode, DisableRollback: request.deployment.disableRollback },
  };
}

export function summarizeChangeSet({ identity }: Stack, changeSet: ChangeSet): ChangeSetSummary & Pick<DescribeChangeSetOutput, 'ChangeSetName'> {
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: identity.id,
    StackName: identity.name,
    Description: changeSet.description,
    CreationTime: changeSet.creationTime,
    ExecutionStatus: changeSet.executionStatus as ChangeSetSummary['ExecutionStatus'],
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    IncludeNestedStacks: false,
  };
}

function describeChange(change: ResourceChange, withValues: boolean): WireResourceChange {
  const context = (properties: unknown) => withValues && properties !== undefined ? JSON.stringify({ Properties: properties }) : undefined;
  return {
    PolicyAction: change.policyAction,
    Action: change.action,
    LogicalResourceId: change.logicalId,
    PhysicalResourceId: change.physicalId,
    ResourceType: change.type,
    Replacement: change.replacement,
    Scope: [...new Set(change.details.map(({ attribute }) => attribute))],
    Details: change.details.map((detail) => describeDetail(detail, withValues)),
    BeforeContext: context(change.before),
    AfterContext: context(change.after),
  };
}

function describeDetail(change: PropertyChange, withValues: boolean): ResourceChangeDetail {
  const [first, attribute] = change.causingEntity?.split(/\.(.*)/) ?? [];
  return {
    Target: {
      Attribute: change.attribute,
      Name: change.name,
      RequiresRecreation: change.recreation,
      ...withValues && change.name !== undefined ? {
        Path: `/Properties/${change.name}`,
        BeforeValue: textOf(change.before),
        AfterValue: textOf(change.after),
        AttributeChangeType: change.before === undefined ? 'Add' : change.after === undefined ? 'Remove' : 'Modify',
      } : {},
    },
    Evaluation: change.dynamic ? 'Dynamic' : 'Static',
    ChangeSource: first === undefined ? 'DirectModification' : attribute === undefined ? 'ResourceReference' : 'ResourceAttribute',
    CausingEntity: change.causingEntity,
  };
}

function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

function parametersOf(model?: StackModel) {
  return [...model?.parameters ?? []].map(([key, { given, resolved, noEcho }]) => (
    { ParameterKey: key, ParameterValue: noEcho ? '****' : given, ResolvedValue: noEcho && resolved !== undefined ? '****' : resolved }));
}

function tagList(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
