import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType, Resource, SpecDatabase, TypeDefinition } from '@aws-cdk/service-spec-types';

/** What CloudFormation's registry says of a resource type. */
export interface Registration {
  readonly resource: Resource;
  /** The types of its properties, by id. */
  readonly definitions: Readonly<Record<string, TypeDefinition>>;
}

const known = new Map<string, Registration | undefined>();
let database: SpecDatabase | undefined;

/**
 * The registration of a type, from `@aws-cdk/aws-service-spec`; `undefined` if there is none.
 *
 * To load the whole package takes a second in each process. What one process finds is therefore kept in a file for the next ones.
 */
export function registrationOf(type: string): Registration | undefined {
  if (!known.has(type)) {
    known.set(type, stored(type) ?? store(type, lookUp(type)));
  }
  return known.get(type);
}

function lookUp(type: string): Registration | undefined {
  const all = database ??= loadAwsServiceSpecSync();
  const [resource] = all.lookup('resource', 'cloudFormationType', 'equals', type);
  if (!resource) {
    return undefined;
  }
  const definitions: Record<string, TypeDefinition> = {};
  const collect = (properties: Record<string, Property>) => {
    for (const id of Object.values(properties).flatMap(({ type: ofProperty }) => referencesOf(ofProperty))) {
      if (!(id in definitions)) {
        definitions[id] = all.get('typeDefinition', id);
        collect(definitions[id].properties);
      }
    }
  };
  collect(resource.properties);
  return { resource, definitions };
}

function referencesOf(type: PropertyType): string[] {
  switch (type.type) {
    case 'ref': return [type.reference.$ref];
    case 'array': case 'map': return referencesOf(type.element);
    case 'union': return type.types.flatMap(referencesOf);
    default: return [];
  }
}

/** In the folder that tools use for what they can make again, for each version of the specification. */
function fileOf(type: string): string {
  const manifest = require.resolve('@aws-cdk/aws-service-spec/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(dirname(manifest), '..', '..', '.cache', 'local-aws-registry', version, `${type.replaceAll('::', '-')}.json`);
}

function stored(type: string): Registration | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(type), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Another process may read or write the same file at this moment, so it appears whole. */
function store(type: string, registration: Registration | undefined): Registration | undefined {
  if (registration) {
    const file = fileOf(type);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(registration));
    renameSync(`${file}.${process.pid}`, file);
  }
  return registration;
}
