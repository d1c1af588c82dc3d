/** A part of a template, by logical ids. */
export type Part = Readonly<Record<string, any>>;

export interface Frozen {
  readonly Resources: Part;
  readonly Outputs: Part;
}

/** What another version of the library does to a live stack, resource by resource; nothing if the templates are the same. */
export function differences(frozen: Frozen, now: Frozen): string[] {
  return [...resources(frozen.Resources, now.Resources), ...outputs(frozen.Outputs, now.Outputs)];
}

function resources(frozen: Part, now: Part): string[] {
  return ids(frozen, now).flatMap((id) => {
    const [before, after] = [frozen[id], now[id]];
    if (!after) {
      return [`${id} (${before.Type}) is gone: an upgrade deletes it in every live stack. A resource under another logical id is another one`];
    }
    if (!before) {
      return [`${id} (${after.Type}) is new: an upgrade creates it in every live stack`];
    }
    if (before.Type !== after.Type) {
      return [`${id} is of the type ${after.Type}, and was ${before.Type}: CloudFormation refuses the upgrade of every live stack`];
    }
    return paths(before, after).map((path) => `${id} (${after.Type}) has another ${path}: an upgrade updates it in every live stack, or replaces it`);
  });
}

function outputs(frozen: Part, now: Part): string[] {
  return ids(frozen, now).filter((id) => paths(frozen[id], now[id]).length > 0).map((id) => (
    `the output ${id} is not as it was: whoever reads it, by its name or its value, gets something else`
  ));
}

const ids = (frozen: Part, now: Part) => [...new Set([...Object.keys(frozen), ...Object.keys(now)])];

/** Where two values differ. */
function paths(one: unknown, other: unknown, path = ''): string[] {
  if (isObject(one) && isObject(other)) {
    return ids(one, other).flatMap((key) => paths(one[key], other[key], path ? `${path}.${key}` : key));
  }
  return JSON.stringify(one) === JSON.stringify(other) ? [] : [path];
}

function isObject(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
