import { isDeepStrictEqual } from 'node:util';
import type { Property, PropertyType, Resource, TypeDefinition } from '@aws-cdk/service-spec-types';
import { registrationOf } from './registry';
import type { Properties } from './resource-provider';

export type Recreation = 'Always' | 'Conditionally' | 'Never';

/** What follows from CloudFormation's registry for a resource type. */
export class ResourceSpec {
  static of(type: string): ResourceSpec | undefined {
    const registration = registrationOf(type);
    return registration && new ResourceSpec(registration.resource, registration.definitions);
  }

  private constructor(private readonly resource: Resource, private readonly definitions: Readonly<Record<string, TypeDefinition>>) {}

  get takesTags(): boolean {
    return this.resource.tagInformation !== undefined;
  }

  hasAttribute(name: string): boolean {
    return name in this.resource.attributes;
  }

  /** Whether a change of a property makes a new resource. `maybe` in the specification counts as an update (assumed). */
  recreation(property: string, before: unknown, after: unknown): Recreation {
    const declared = this.resource.properties[property];
    return declared ? this.recreationOf(declared, [property], before, after) : 'Never';
  }

  replaces(before: Properties, after: Properties): boolean {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .some((property) => this.recreation(property, before[property], after[property]) === 'Always');
  }

  /** What is wrong with the properties, as the registry's validation words it. Types of scalars are not checked. */
  violations(properties: Properties): string[] {
    return this.violationsOf(properties, this.resource.properties, '#');
  }

  private recreationOf(declared: Property, path: string[], before: unknown, after: unknown): Recreation {
    if (isDeepStrictEqual(before, after)) {
      return 'Never';
    }
    const additional = (this.resource.additionalReplacementProperties ?? []).some((other) => isDeepStrictEqual(other, path));
    if (declared.causesReplacement === 'yes' || additional) {
      return 'Always';
    }
    const definition = this.definitionOf(declared.type);
    const [left, right] = [before, after].map((value) => (isObject(value) ? value : {}));
    const nested = definition
      ? Object.entries(definition.properties).map(([name, member]) => this.recreationOf(member, [...path, name], left[name], right[name]))
      : [];
    if (nested.includes('Always')) {
      return 'Always';
    }
    return declared.causesReplacement === 'maybe' || nested.includes('Conditionally') ? 'Conditionally' : 'Never';
  }

  private violationsOf(given: Properties, declared: Record<string, Property>, path: string): string[] {
    const extraneous = Object.keys(given).filter((name) => !(name in declared))
      .map((name) => `${path}: extraneous key [${name}] is not permitted`);
    const missing = Object.entries(declared).filter(([name, property]) => property.required && given[name] === undefined)
      .map(([name]) => `${path}: required key [${name}] not found`);
    const nested = Object.entries(given).filter(([name]) => name in declared)
      .flatMap(([name, value]) => this.violationsOfType(value, declared[name].type, `${path}/${name}`));
    return [...extraneous, ...missing, ...nested];
  }

  private violationsOfType(value: unknown, type: PropertyType, path: string): string[] {
    if (type.type === 'array' && Array.isArray(value)) {
      return value.flatMap((element, index) => this.violationsOfType(element, type.element, `${path}/${index}`));
    }
    if (type.type === 'map' && isObject(value)) {
      return Object.entries(value).flatMap(([key, element]) => this.violationsOfType(element, type.element, `${path}/${key}`));
    }
    const definition = this.definitionOf(type);
    return definition && isObject(value) ? this.violationsOf(value, definition.properties, path) : [];
  }

  private definitionOf(type: PropertyType): TypeDefinition | undefined {
    return type.type === 'ref' ? this.definitions[type.reference.$ref] : undefined;
  }
}

function isObject(value: unknown): value is Properties {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
