import { DependencyGraph } from './dependency-graph';
import { branches, evaluate, intrinsicOf, Scope } from './intrinsics';
import { partitionOf, urlSuffixOf } from './names';
import { ParameterValues } from './parameters';
import { referencesIn } from './references';
import type { StackIdentity } from './resource-provider';
import { OutputDeclaration, ResourceDeclaration, Template } from './template';
import { validationError } from './validation-error';
import { NotImplementedError } from '../kernel/aws-error';

/** The circumstances that the pseudo parameters tell. */
export interface ModelContext {
  readonly stack: StackIdentity;
  readonly notificationArns: readonly string[];
}

/**
 * What a stack is to become: a template with its parameters, in which every condition has been decided. What is left to
 * evaluate refers to resources only.
 */
export class StackModel {
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly outputs: readonly OutputDeclaration[];
  readonly dependencies: DependencyGraph;
  private readonly decided = new Map<string, boolean>();

  constructor(readonly template: Template, readonly parameters: ParameterValues, readonly context: ModelContext) {
    this.checkRules();
    const exists = (condition?: string) => condition === undefined || this.condition(condition);
    this.resources = new Map(template.resources.filter(({ condition }) => exists(condition)).map((resource) => [resource.logicalId, {
      ...resource,
      properties: this.decide(resource.properties) as Record<string, unknown>,
    }]));
    this.outputs = template.outputs.filter(({ condition }) => exists(condition))
      .map((output) => ({ ...output, value: this.decide(output.value), exportName: this.decide(output.exportName) }));
    this.checkReferences();
    const needs = [...this.resources].map(([logicalId, resource]) => [logicalId, this.needsOf(resource)] as const);
    this.dependencies = new DependencyGraph(new Map(needs));
    this.dependencies.inOrder();
  }

  /** What a name stands for that is no resource; `masked` hides what NoEcho hides. */
  plainRef(name: string, masked = false): unknown {
    const { stack, notificationArns } = this.context;
    switch (name) {
      case 'AWS::AccountId': return stack.account;
      case 'AWS::NotificationARNs': return [...notificationArns];
      case 'AWS::Partition': return partitionOf(stack.region);
      case 'AWS::Region': return stack.region;
      case 'AWS::StackId': return stack.id;
      case 'AWS::StackName': return stack.name;
      case 'AWS::URLSuffix': return urlSuffixOf(stack.region);
      default: {
        const parameter = this.parameters.get(name);
        return parameter && (masked && parameter.noEcho ? '****' : parameter.value);
      }
    }
  }

  mapping(map: string, topKey: string, secondKey: string): unknown {
    const value = this.template.mappings[map]?.[topKey]?.[secondKey];
    if (value === undefined) {
      throw validationError(`Template error: Unable to get mapping for ${map}::${topKey}::${secondKey}`);
    }
    return value;
  }

  condition(name: string): boolean {
    if (!(name in this.template.conditions)) {
      throw validationError(`Template error: Unresolved condition dependency ${name}`);
    }
    if (!this.decided.has(name)) {
      this.decided.set(name, evaluate(this.template.conditions[name], this.withoutResources('Conditions')) === true);
    }
    return this.decided.get(name)!;
  }

  /** The scope of the sections that may not refer to resources. */
  private withoutResources(section: string): Scope {
    const refused = (name: string): never => {
      throw validationError(`Template format error: Unresolved dependencies [${name}]. Cannot reference resources in the ${section} block of the template`);
    };
    return {
      ref: (name) => this.plainRef(name) ?? refused(name),
      attribute: refused,
      condition: (name) => this.condition(name),
      mapping: (...keys) => this.mapping(...keys),
      importValue: refused,
    };
  }

  /** Replaces each `Fn::If` by the branch that holds. */
  private decide(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((element) => this.decide(element));
    }
    if (value === null || typeof value !== 'object') {
      return value;
    }
    const [name, argument] = intrinsicOf(value) ?? [];
    if (name === 'Fn::If') {
      const [condition, then, otherwise] = branches(argument);
      return this.decide(this.condition(condition) ? then : otherwise);
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.decide(member)]));
  }

  private needsOf(resource: ResourceDeclaration): string[] {
    return [...resource.dependsOn, ...referencesIn(resource.properties).map(({ name }) => name)];
  }

  private checkReferences(): void {
    const declared = new Set(this.template.resources.map(({ logicalId }) => logicalId));
    const known = (name: string) => this.resources.has(name) || name === 'AWS::NoValue' || this.plainRef(name) !== undefined;
    const unresolved = (values: unknown) => referencesIn(values).map(({ name }) => name).filter((name) => !known(name));
    // DependsOn of a resource whose condition does not hold is ignored [DOC DependsOn attribute]
    const inResources = [...this.resources.values()]
      .flatMap(({ properties, dependsOn }) => [...unresolved(properties), ...dependsOn.filter((name) => !declared.has(name))]);
    if (inResources.length > 0) {
      throw validationError(`Template format error: Unresolved resource dependencies [${[...new Set(inResources)].join(', ')}] in the Resources block of the template`);
    }
    const inOutputs = unresolved(this.outputs.map(({ value, exportName }) => [value, exportName]));
    if (inOutputs.length > 0) {
      throw validationError(`Template format error: Unresolved resource dependencies [${[...new Set(inOutputs)].join(', ')}] in the Outputs block of the template`);
    }
  }

  /** Rules are evaluated; CDK writes one, which asks for a bootstrap version [DOC Rules section]. */
  private checkRules(): void {
    const scope = this.withoutResources('Rules');
    for (const [name, rule] of Object.entries(this.template.rules)) {
      if (rule.RuleCondition !== undefined && evaluate(rule.RuleCondition, scope) !== true) {
        continue;
      }
      if (!Array.isArray(rule.Assertions)) {
        throw new NotImplementedError(`rule ${name} without Assertions`);
      }
      for (const { Assert, AssertDescription } of rule.Assertions) {
        if (evaluate(Assert, scope) !== true) {
          throw validationError(`Template error: Rule ${name} failed: ${AssertDescription ?? JSON.stringify(Assert)}`); // assumed text
        }
      }
    }
  }
}
