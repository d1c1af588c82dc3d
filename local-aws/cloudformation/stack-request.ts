import type { StackRequest } from './change-set';
import type { DeploymentConfig as Deployment } from './deployment-config';
import { ParameterArgument, parameterValues } from './parameters';
import type { CloudFormationPorts } from './ports';
import type { Stack } from './stack';
import { StackModel } from './stack-model';
import { Template } from './template';
import { validationError } from './validation-error';
import { AwsError, NotImplementedError } from '../kernel/aws-error';

/** The members that `CreateStack`, `UpdateStack` and `CreateChangeSet` share. */
export interface StackInput {
  readonly TemplateBody?: string;
  readonly TemplateURL?: string;
  readonly UsePreviousTemplate?: boolean;
  readonly Parameters?: readonly ParameterArgument[];
  readonly Tags?: readonly { readonly Key?: string; readonly Value?: string }[];
  readonly RoleARN?: string;
  readonly NotificationARNs?: readonly string[];
  readonly Capabilities?: readonly string[];
  readonly RollbackConfiguration?: { readonly RollbackTriggers?: readonly unknown[]; readonly MonitoringTimeInMinutes?: number };
  readonly DeploymentConfig?: { readonly Mode?: string; readonly DisableRollback?: boolean };
}

/** Types that need `CAPABILITY_IAM`, and the property that makes it `CAPABILITY_NAMED_IAM` [DOC CreateStack Capabilities]. */
const IAM_NAMES: Record<string, string | undefined> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
};

/** Reads what a caller wants of a stack: fetches the template, looks up its parameters, decides its conditions. */
export async function readStackRequest(
  stack: Stack,
  input: StackInput,
  ports: Pick<CloudFormationPorts, 'templates' | 'resolveParameter'>,
): Promise<StackRequest> {
  if ((input.RollbackConfiguration?.RollbackTriggers ?? []).length > 0) {
    throw new NotImplementedError('rollback triggers');
  }
  const template = await templateOf(stack, input, ports);
  const parameters = await parameterValues(template, input.Parameters ?? [], stack.model?.parameters, ports, stack.identity);
  const notificationArns = input.NotificationARNs ?? [];
  const model = new StackModel(template, parameters, { stack: stack.identity, notificationArns });
  checkCapabilities(model, input.Capabilities ?? []);
  return {
    model,
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!])),
    roleArn: input.RoleARN,
    notificationArns,
    capabilities: input.Capabilities ?? [],
    deployment: deploymentOf(input.DeploymentConfig),
  };
}

export function deploymentOf({ Mode = 'STANDARD', DisableRollback }: NonNullable<StackInput['DeploymentConfig']> = {}): Deployment {
  if (Mode !== 'STANDARD' && Mode !== 'EXPRESS') {
    throw new NotImplementedError(`deployment mode ${Mode}`);
  }
  return { mode: Mode, disableRollback: DisableRollback };
}

async function templateOf(stack: Stack, input: StackInput, { templates }: Pick<CloudFormationPorts, 'templates'>): Promise<Template> {
  if (input.UsePreviousTemplate) {
    if (!stack.model) {
      throw validationError('Template is not available: the stack has none yet'); // assumed text
    }
    return stack.model.template;
  }
  if ((input.TemplateBody === undefined) === (input.TemplateURL === undefined)) {
    throw validationError('Either Template URL or Template Body must be specified.');
  }
  return Template.parse(input.TemplateBody ?? await templates(input.TemplateURL!, stack.identity));
}

function checkCapabilities({ resources }: StackModel, given: readonly string[]): void {
  const iam = [...resources.values()].filter(({ type }) => type in IAM_NAMES);
  const named = iam.some(({ type, properties }) => IAM_NAMES[type] !== undefined && properties[IAM_NAMES[type]] !== undefined);
  const enough = given.includes('CAPABILITY_NAMED_IAM') || (!named && given.includes('CAPABILITY_IAM'));
  if (iam.length > 0 && !enough) {
    throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'}]`);
  }
}
