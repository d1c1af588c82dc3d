import type { Properties } from './resource-provider';
import { validationError } from './validation-error';
import { NotImplementedError } from '../kernel/aws-error';

export type RemovalPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';

/** A resource as the template declares it. */
export interface ResourceDeclaration {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  readonly dependsOn: readonly string[];
  readonly condition?: string;
  readonly deletionPolicy: RemovalPolicy;
  readonly updateReplacePolicy: RemovalPolicy;
  readonly metadata?: unknown;
}

export interface OutputDeclaration {
  readonly key: string;
  readonly value: unknown;
  readonly description?: string;
  readonly exportName?: unknown;
  readonly condition?: string;
}

export interface ParameterDeclaration {
  readonly Type: string;
  readonly Default?: unknown;
  readonly Description?: string;
  readonly NoEcho?: boolean | string;
  readonly AllowedValues?: unknown[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
}

const SECTIONS = ['AWSTemplateFormatVersion', 'Conditions', 'Description', 'Mappings', 'Metadata', 'Outputs', 'Parameters', 'Resources', 'Rules'];
const MEMBERS = ['Condition', 'DeletionPolicy', 'DependsOn', 'Metadata', 'Properties', 'Type', 'UpdateReplacePolicy'];
const POLICIES: RemovalPolicy[] = ['Delete', 'Retain', 'RetainExceptOnCreate'];

/** A template that was read: its form is right, what it refers to has not been looked at. */
export class Template {
  /** The CDK CLI uploads JSON; it sends YAML only for stacks without a template asset. */
  static parse(body: string): Template {
    if (!body.trimStart().startsWith('{')) {
      throw new NotImplementedError('templates in YAML (the default synthesizer of the CDK uploads JSON)');
    }
    try {
      return new Template(body, JSON.parse(body));
    } catch (error) {
      if (error instanceof SyntaxError) {
        throw validationError(`Template format error: JSON not well-formed. (${error.message})`);
      }
      throw error;
    }
  }

  readonly resources: readonly ResourceDeclaration[];
  readonly outputs: readonly OutputDeclaration[];
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>;
  readonly mappings: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly rules: Readonly<Record<string, RuleDeclaration>>;
  readonly description?: string;

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a template is what its author wrote
  private constructor(readonly body: string, readonly document: Record<string, any>) {
    if (document.Transform) {
      throw new NotImplementedError(`the template transform ${JSON.stringify(document.Transform)}`);
    }
    const unknown = Object.keys(document).filter((section) => !SECTIONS.includes(section));
    if (unknown.length > 0) {
      throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`);
    }
    if (Object.keys(document.Resources ?? {}).length === 0) {
      throw validationError('Template format error: At least one Resources member must be defined.');
    }
    refuseNull(document.Resources, '/Resources');
    this.resources = Object.entries<Properties>(document.Resources).map(([logicalId, given]) => resourceDeclaration(logicalId, given));
    this.outputs = Object.entries<Properties>(document.Outputs ?? {}).map(([key, output]) => ({
      key,
      value: output.Value,
      description: output.Description,
      exportName: output.Export?.Name,
      condition: output.Condition,
    }));
    this.parameters = document.Parameters ?? {};
    this.mappings = document.Mappings ?? {};
    this.conditions = document.Conditions ?? {};
    this.rules = document.Rules ?? {};
    this.description = document.Description;
  }
}

export interface RuleDeclaration {
  readonly RuleCondition?: unknown;
  readonly Assertions: readonly { readonly Assert: unknown; readonly AssertDescription?: string }[];
}

function resourceDeclaration(logicalId: string, declared: Properties): ResourceDeclaration {
  if (!/^[A-Za-z0-9]+$/.test(logicalId)) {
    throw validationError(`Template format error: Resource name ${logicalId} is non alphanumeric.`);
  }
  if (typeof declared?.Type !== 'string') {
    throw validationError(`Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`);
  }
  for (const member of Object.keys(declared)) {
    if (['CreationPolicy', 'UpdatePolicy'].includes(member)) {
      throw new NotImplementedError(`${member} of resource ${logicalId}`);
    }
    if (!MEMBERS.includes(member)) {
      throw validationError(`Invalid template resource property '${member}'`);
    }
  }
  if (declared.Type.startsWith('Custom::') && !/^Custom::[\w@-]{1,52}$/.test(declared.Type)) {
    // Alphanumeric and _@-, at most 60 characters with the prefix [DOC CloudFormation::CustomResource, "custom resource type names"]
    throw validationError(`Template format error: Unrecognized resource types: [${declared.Type}]`);
  }
  return {
    logicalId,
    type: declared.Type,
    properties: declared.Properties ?? {},
    dependsOn: [declared.DependsOn ?? []].flat(),
    condition: declared.Condition,
    deletionPolicy: policy(logicalId, 'DeletionPolicy', declared.DeletionPolicy),
    updateReplacePolicy: policy(logicalId, 'UpdateReplacePolicy', declared.UpdateReplacePolicy),
    metadata: declared.Metadata,
  };
}

function refuseNull(value: unknown, path: string): void {
  if (value === null) {
    throw validationError(`[${path}] 'null' values are not allowed in templates`);
  }
  if (typeof value === 'object') {
    Object.entries(value).forEach(([key, member]) => refuseNull(member, `${path}/${key}`));
  }
}

function policy(logicalId: string, member: string, given: unknown = 'Delete'): RemovalPolicy {
  if (given === 'Snapshot') {
    throw new NotImplementedError(`${member} Snapshot of resource ${logicalId}`);
  }
  const known = POLICIES.find((name) => name === given);
  if (!known || (member === 'UpdateReplacePolicy' && known === 'RetainExceptOnCreate')) {
    throw validationError(`Template error: Unrecognized ${member} ${JSON.stringify(given)} for resource ${logicalId}`);
  }
  return known;
}
