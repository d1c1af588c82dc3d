import { isDeepStrictEqual } from 'node:util';
import { CustomResources, CustomResourceState, isCustomResource } from './custom-resource';
import { resolveDynamicReferences } from './dynamic-reference';
import type { Exports } from './exports';
import { evaluate } from './intrinsics';
import type { DeclaredProperties, EvaluatedProperties, PhysicalResource } from './physical-resource';
import type { CloudFormationPorts } from './ports';
import { ResourceFailure } from './resource-failure';
import type { Properties, ResourceProvider, ResourceProviders, ResourceRequest, ResourceState } from './resource-provider';
import { ResourceSpec } from './spec';
import type { Stack } from './stack';
import type { StackModel } from './stack-model';
import { StackScope } from './stack-scope';
import type { ResourceDeclaration } from './template';
import { NotImplementedError } from '../kernel/aws-error';

/** What is about to be done to one resource of a stack. */
export interface Provisioning {
  readonly stack: Stack;
  readonly declaration: ResourceDeclaration;
  readonly dependencies: readonly string[];
  readonly properties: EvaluatedProperties;
  readonly tags: Readonly<Record<string, string>>;
  /** Aborted when a sibling has failed; only custom resources can be left alone in the middle. */
  readonly signal: AbortSignal;
}

/** Makes, changes and removes single resources, custom ones and those of the engine's services alike. */
export class Provisioner {
  private readonly customResources: CustomResources;

  constructor(
    private readonly ports: CloudFormationPorts,
    private readonly providers: ResourceProviders,
    private readonly exports: Exports,
  ) {
    this.customResources = new CustomResources(ports);
  }

  evaluate(stack: Stack, model: StackModel, declaration: ResourceDeclaration): DeclaredProperties {
    const inScope = (masked: boolean) => evaluate(declaration.properties, new StackScope(stack, model, this.exports, masked)) as Properties;
    return { declared: inScope(false), shown: inScope(true) };
  }

  /** Looks up what dynamic references stand for: only for resources that are made or changed. */
  async resolve({ identity }: Stack, properties: DeclaredProperties): Promise<EvaluatedProperties> {
    return { ...properties, resolved: await resolveDynamicReferences(properties.declared, this.ports, identity) };
  }

  /** Fails for properties that the type does not have, or has to have. */
  validate({ logicalId, type }: ResourceDeclaration, { resolved }: EvaluatedProperties): void {
    const violations = isCustomResource(type) ? [] : ResourceSpec.of(type)?.violations(resolved) ?? [];
    if (violations.length > 0) {
      // [LIVE aws/aws-cdk#28984; of nested properties awslabs/aws-saas-boost#179]
      throw new ResourceFailure(`Properties validation failed for resource ${logicalId} with message:\n${violations.join('\n')}`);
    }
  }

  /** Whether the change needs a new resource. For a custom resource its handler decides, by the physical id that it answers. */
  replaces(before: PhysicalResource, after: EvaluatedProperties): boolean {
    return !isCustomResource(before.type) && (ResourceSpec.of(before.type)?.replaces(before.properties.declared, after.declared) ?? false);
  }

  async create(provisioning: Provisioning): Promise<PhysicalResource> {
    const request = requestOf(provisioning);
    const state = isCustomResource(request.type)
      ? await this.customResources.create(request, provisioning.signal)
      : await this.provider(request.type).create(request);
    return physicalResource(provisioning, state);
  }

  /** `from` is the properties that the resource is known, or feared, to have at present. */
  async update(existing: PhysicalResource, from: EvaluatedProperties, provisioning: Provisioning): Promise<PhysicalResource> {
    const request = requestOf(provisioning);
    if (!isCustomResource(request.type)) {
      const state = await this.provider(request.type)
        .update({ ...request, physicalId: existing.physicalId, previousProperties: from.resolved });
      return physicalResource(provisioning, state, existing.incarnation);
    }
    const state = await this.customResources.update(request, existing.physicalId, from.resolved, provisioning.signal);
    return physicalResource(provisioning, state, state.physicalId === existing.physicalId ? existing.incarnation : undefined);
  }

  async delete(stack: Stack, { logicalId, type, physicalId, properties }: PhysicalResource): Promise<void> {
    const request = { stack: stack.identity, logicalId, type, properties: properties.resolved, tags: stack.tags, express: isExpress(stack) };
    await (isCustomResource(type)
      ? this.customResources.delete(request, physicalId)
      : this.provider(type).delete({ ...request, physicalId }));
  }

  isCustom(type: string): boolean {
    return isCustomResource(type);
  }

  isSupported(type: string): boolean {
    return isCustomResource(type) || type in this.providers;
  }

  /** Whether a change of the stack's tags alone changes a resource of the type. */
  takesTags(type: string): boolean {
    return !isCustomResource(type) && (ResourceSpec.of(type)?.takesTags ?? false);
  }

  private provider(type: string): ResourceProvider {
    const provider = this.providers[type];
    if (!provider) {
      throw new NotImplementedError(`resource type ${type}`);
    }
    return provider;
  }
}

/** A custom resource's failed Create may have made something all the same: it is remembered, to be deleted. */
export function leftoverOf(provisioning: Provisioning, failure: ResourceFailure): PhysicalResource | undefined {
  const { declaration, dependencies, properties } = provisioning;
  return failure.leftover && {
    ...rules(declaration, dependencies),
    ...failure.leftover,
    attributes: {},
    properties,
    incarnation: Symbol(failure.leftover.physicalId),
  };
}

export function rules(declaration: ResourceDeclaration, dependencies: readonly string[]) {
  const { logicalId, type, deletionPolicy, updateReplacePolicy } = declaration;
  return { logicalId, type, deletionPolicy, updateReplacePolicy, dependencies };
}

function requestOf({ stack, declaration: { logicalId, type }, properties, tags }: Provisioning): ResourceRequest {
  return { stack: stack.identity, logicalId, type, properties: properties.resolved, tags, express: isExpress(stack) };
}

const isExpress = ({ deployment }: Stack): boolean => deployment.mode === 'EXPRESS';

export function sameProperties(before: DeclaredProperties, after: DeclaredProperties): boolean {
  return isDeepStrictEqual(before.declared, after.declared);
}

function physicalResource(
  { declaration, dependencies, properties }: Provisioning,
  state: ResourceState | CustomResourceState,
  incarnation: symbol = Symbol(state.physicalId),
): PhysicalResource {
  return { ...rules(declaration, dependencies), ...state, properties, incarnation };
}
