import type { NormalizedSchema } from '@smithy/core/schema';

// `[3, namespace, name, traits, member names, member schemas, how many of the first members are required]`
// [SDK @smithy/types StaticStructureSchema]
const REQUIRED_COUNT = 6;

/** Paths of the required members that an input lacks, as AWS writes them: `signingAttributes.domainSigningSelector`. */
export function missingMembers(schema: NormalizedSchema, value: unknown, path = ''): string[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (schema.isStructSchema()) {
    const members = value as Readonly<Record<string, unknown>>;
    const required = (schema.getSchema() as unknown as readonly unknown[])[REQUIRED_COUNT] as number | undefined ?? 0;
    return [...schema.structIterator()].flatMap(([name, member], index) => {
      const at = `${path}${path && '.'}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
      return index < required && (members[name] === undefined || members[name] === null) ? [at] : missingMembers(member, members[name], at);
    });
  }
  if (schema.isListSchema()) {
    return (value as readonly unknown[]).flatMap((item, index) => missingMembers(schema.getValueSchema(), item, `${path}.${index + 1}.member`));
  }
  return schema.isMapSchema()
    ? Object.entries(value).flatMap(([key, item]) => missingMembers(schema.getValueSchema(), item, `${path}.${key}.member`))
    : [];
}

/** [DOC the services' own wording, e.g. of Route 53's InvalidInput] */
export function missingMembersMessage(paths: readonly string[]): string {
  const each = paths.map((path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`);
  return `${paths.length} validation error${paths.length === 1 ? '' : 's'} detected: ${each.join('; ')}`;
}
