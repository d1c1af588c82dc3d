import { isDeepStrictEqual } from 'node:util';
import type { Exports } from './exports';
import { evaluate, NO_VALUE, Scope } from './intrinsics';
import type { PhysicalResource } from './physical-resource';
import type { Provisioner } from './provisioner';
import { referencesIn } from './references';
import type { Properties } from './resource-provider';
import { Recreation, ResourceSpec } from './spec';
import type { Stack } from './stack';
import type { StackModel } from './stack-model';
import { StackScope } from './stack-scope';
import type { RemovalPolicy, ResourceDeclaration } from './template';
import { NotImplementedError } from '../kernel/aws-error';

/** What CloudFormation shows for a value that it will only know afterwards [DOC DescribeChangeSet IncludePropertyValues]. */
const UNKNOWN = '{{changeSet:KNOWN_AFTER_APPLY}}';

export interface PropertyChange {
  readonly attribute: 'Properties' | 'Tags' | 'Metadata' | 'DeletionPolicy' | 'UpdateReplacePolicy';
  readonly name?: string;
  readonly recreation: Recreation;
  /** Whether the new value depends on what happens to another resource. */
  readonly dynamic: boolean;
  readonly causingEntity?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What a change set says of one resource. */
export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly replacement?: 'True' | 'False' | 'Conditional';
  readonly policyAction?: 'Delete' | 'Retain' | 'ReplaceAndDelete' | 'ReplaceAndRetain';
  readonly details: readonly PropertyChange[];
  readonly before?: Properties;
  readonly after?: Properties;
}

/** Works out what an update would do, without doing anything. */
export class ChangePreview {
  private readonly changes = new Map<string, ResourceChange>();

  constructor(
    private readonly stack: Stack,
    private readonly model: StackModel,
    private readonly tags: Readonly<Record<string, string>>,
    private readonly provisioner: Provisioner,
    private readonly exports: Exports,
  ) {}

  all(): ResourceChange[] {
    const existing = this.stack.physical;
    for (const logicalId of this.model.dependencies.inOrder()) {
      const declaration = this.model.resources.get(logicalId)!;
      const change = this.changeOf(declaration, existing.get(logicalId));
      if (change) {
        this.changes.set(logicalId, change);
      }
    }
    const removed = [...existing.values()].filter(({ logicalId }) => !this.model.resources.has(logicalId))
      .map((resource): ResourceChange => ({
        action: 'Remove',
        logicalId: resource.logicalId,
        physicalId: resource.physicalId,
        type: resource.type,
        policyAction: keeps(resource.deletionPolicy) ? 'Retain' : 'Delete',
        details: [],
        before: resource.properties.shown,
      }));
    return [...this.changes.values(), ...removed];
  }

  private changeOf(declaration: ResourceDeclaration, existing?: PhysicalResource): ResourceChange | undefined {
    const { logicalId, type } = declaration;
    const after = this.evaluated(declaration.properties, true);
    if (!existing) {
      return { action: 'Add', logicalId, type, details: [], after };
    }
    const details = [...this.propertyChanges(declaration, existing), ...this.otherChanges(declaration, existing)];
    const failedBefore = this.stack.resources.get(logicalId)!.status.endsWith('_FAILED');
    if (details.length === 0 && !failedBefore) {
      return undefined;
    }
    const replacing = details.filter(({ recreation }) => recreation !== 'Never');
    const replacement = replacing.length === 0 ? 'False' : replacing.some(({ recreation, dynamic }) => recreation === 'Always' && !dynamic) ? 'True' : 'Conditional';
    return {
      action: 'Modify',
      logicalId,
      physicalId: existing.physicalId,
      type,
      replacement,
      policyAction: replacement !== 'True' ? undefined : keeps(declaration.updateReplacePolicy) ? 'ReplaceAndRetain' : 'ReplaceAndDelete',
      details,
      before: existing.properties.shown,
      after,
    };
  }

  /** Whether the outputs would be others, as far as that can be known beforehand. */
  changesOutputs(): boolean {
    const outputs = this.model.outputs.map(({ key, value, description, exportName }) =>
      this.evaluated({ key, value, description, exportName }, false));
    const after = outputs.map(({ key, value, description, exportName }) => [key, String(value), description, exportName]);
    const before = this.stack.outputs.map(({ key, value, description, exportName }) => [key, value, description, exportName]);
    return !isDeepStrictEqual(before, after);
  }

  private propertyChanges(declaration: ResourceDeclaration, existing: PhysicalResource): PropertyChange[] {
    const before = existing.properties.declared;
    const after = this.evaluated(declaration.properties, false);
    const shown = this.evaluated(declaration.properties, true);
    const spec = this.provisioner.isCustom(declaration.type) ? undefined : ResourceSpec.of(declaration.type);
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name): PropertyChange[] => {
      const causingEntity = this.causeOf(declaration.properties[name]);
      if (isDeepStrictEqual(before[name], after[name]) && causingEntity === undefined) {
        return [];
      }
      const recreation = spec?.recreation(name, before[name], causingEntity === undefined ? after[name] : UNKNOWN) ?? 'Never';
      return [{
        attribute: 'Properties',
        name,
        recreation,
        dynamic: causingEntity !== undefined,
        causingEntity,
        before: existing.properties.shown[name],
        after: shown[name],
      }];
    });
  }

  private otherChanges(declaration: ResourceDeclaration, existing: PhysicalResource): PropertyChange[] {
    const former = this.stack.model?.resources.get(declaration.logicalId);
    const pairs = [
      ['Metadata', former?.metadata, declaration.metadata],
      ['DeletionPolicy', existing.deletionPolicy, declaration.deletionPolicy],
      ['UpdateReplacePolicy', existing.updateReplacePolicy, declaration.updateReplacePolicy],
      ...this.provisioner.takesTags(declaration.type) ? [['Tags', this.stack.tags, this.tags] as const] : [],
    ] as const;
    return pairs.filter(([, before, after]) => !isDeepStrictEqual(before, after))
      .map(([attribute]) => ({ attribute, recreation: 'Never', dynamic: false }));
  }

  /** The resource whose own change may change a value: one that is replaced, by its Ref; one that is changed at all, by an attribute. */
  private causeOf(value: unknown): string | undefined {
    const cause = referencesIn(value).find(({ name, attribute }) => {
      const change = this.changes.get(name);
      return change?.action === 'Add' || (change?.action === 'Modify' && (attribute !== undefined || change.replacement !== 'False'));
    });
    return cause && (cause.attribute === undefined ? cause.name : `${cause.name}.${cause.attribute}`);
  }

  /** Evaluates each member as far as it can be known before anything is done. */
  private evaluated(members: Properties, masked: boolean): Properties {
    const scope = this.scope(masked);
    return Object.fromEntries(Object.entries(members).flatMap(([name, member]) => {
      const value = this.known(member, scope);
      return value === NO_VALUE ? [] : [[name, value]];
    }));
  }

  private known(value: unknown, scope: Scope): unknown {
    try {
      return evaluate(value, scope);
    } catch (error) {
      if (error instanceof NotImplementedError) {
        throw error;
      }
      // Such as Fn::Select of a value that is not known yet. If it is wrong, the resource will fail with this error.
      return UNKNOWN;
    }
  }

  private scope(masked: boolean): Scope {
    const actual = new StackScope(this.stack, this.model, this.exports, masked);
    const stands = (logicalId: string) => {
      const change = this.changes.get(logicalId);
      return change === undefined || (change.action === 'Modify' && change.replacement !== 'True');
    };
    return {
      ref: (name) => stands(name) ? actual.ref(name) : UNKNOWN,
      // An attribute that is not there fails the resource when the change set is executed, not before.
      attribute: (logicalId, name) => stands(logicalId) && this.stack.resources.get(logicalId)?.physical?.attributes[name] !== undefined
        ? actual.attribute(logicalId, name)
        : UNKNOWN,
      condition: (name) => this.model.condition(name),
      mapping: (...keys) => this.model.mapping(...keys),
      importValue: (name) => this.exports.has(name, this.stack.identity) ? actual.importValue(name) : UNKNOWN,
    };
  }
}

function keeps(policy: RemovalPolicy): boolean {
  return policy !== 'Delete';
}
