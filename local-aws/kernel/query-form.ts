import { FromStringShapeDeserializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Members } from './rest-binding';

const strings = new FromStringShapeDeserializer({ timestampFormat: { useTrait: true, default: 5 } } as never);

interface Tree {
  value?: string;
  readonly children: Map<string, Tree>;
}

/**
 * Reads the form parameters of the query protocol: `Tags.member.1.Key=a` is the first tag's key.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function readForm(schema: NormalizedSchema, form: URLSearchParams): Members {
  const root: Tree = { children: new Map() };
  for (const [name, value] of form) {
    let tree = root;
    for (const part of name.split('.')) {
      if (!tree.children.has(part)) {
        tree.children.set(part, { children: new Map() });
      }
      tree = tree.children.get(part)!;
    }
    tree.value = value;
  }
  return readStruct(schema, root);
}

function readStruct(schema: NormalizedSchema, tree: Tree): Members {
  const members: Members = {};
  for (const [name, member] of schema.structIterator()) {
    const child = tree.children.get(member.getMergedTraits().xmlName ?? name);
    if (child) {
      members[name] = readValue(member, child);
    }
  }
  return members;
}

function readValue(schema: NormalizedSchema, tree: Tree): unknown {
  if (schema.isStructSchema()) {
    return readStruct(schema, tree);
  }
  if (schema.isListSchema()) {
    const flat = schema.getMergedTraits().xmlFlattened;
    const item = schema.getValueSchema();
    const items = flat ? tree : tree.children.get(item.getMergedTraits().xmlName ?? 'member');
    return inOrder(items).map((child) => readValue(item, child));
  }
  if (schema.isMapSchema()) {
    const entries = inOrder(tree.children.get('entry'));
    return Object.fromEntries(entries.map((entry) => (
      [entry.children.get('key')!.value!, readValue(schema.getValueSchema(), entry.children.get('value')!)]
    )));
  }
  return strings.read(schema, tree.value ?? '');
}

function inOrder(tree: Tree | undefined): Tree[] {
  return [...tree?.children ?? []].filter(([name]) => /^\d+$/.test(name)).sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}
