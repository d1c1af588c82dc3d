import type { WireProperties, WireValue } from '../../src/contract/wire';

/*
 * Nested settings as the values of tags. A tag value has at most 256 characters, of letters, digits, blanks and `_.:/=+-@`
 * [DOC API_Tag]: whatever else there is becomes `+` and two hex digits for each octet.
 */

const LONGEST_PART = 250;

/** `path=value` for each setting, split over as many tags as it takes: `<key>`, `<key>-2`, … The first tells how many there are. */
export function toTags(key: string, settings: WireProperties): Record<string, string> {
  const text = flatten(settings).map(([path, value]) => `${path}=${escape(value)}`).join(' ');
  const parts = text.match(new RegExp(`.{1,${LONGEST_PART}}`, 'g')) ?? [''];
  return Object.fromEntries(parts.map((part, index) => [index === 0 ? key : `${key}-${index + 1}`, index === 0 ? `${parts.length} ${part}` : part]));
}

/** Undefined if there are none, or if one of them is missing. */
export function fromTags(key: string, tags: Readonly<Record<string, string>>): WireProperties | undefined {
  const [, count, first] = /^(\d+) ([^]*)$/.exec(tags[key] ?? '') ?? [];
  if (count === undefined) {
    return undefined;
  }
  const parts = [first, ...Array.from({ length: Number(count) - 1 }, (_, index) => tags[`${key}-${index + 2}`])];
  if (parts.some((part) => part === undefined)) {
    return undefined;
  }
  const text = parts.join('');
  return unflatten(text.split(' ').filter((pair) => pair !== '').map((pair) => {
    const position = pair.indexOf('=');
    return [pair.slice(0, position), unescape(pair.slice(position + 1))];
  }));
}

/** The keys of the tags that belong to one text. */
export function isPartOf(key: string, candidate: string): boolean {
  return candidate === key || (candidate.startsWith(`${key}-`) && /^\d+$/.test(candidate.slice(key.length + 1)));
}

/** The key of the text that a tag belongs to. */
export function textOf(key: string): string {
  return key.replace(/-\d+$/, '');
}

function flatten(value: WireValue | undefined, path = ''): Array<[string, string]> {
  if (value === undefined) {
    return [];
  }
  if (typeof value === 'string') {
    return [[path, value]];
  }
  return Object.entries(value).flatMap(([key, member]) => flatten(member, path === '' ? key : `${path}.${key}`));
}

type Tree = { [key: string]: Tree | string };

function unflatten(pairs: ReadonlyArray<readonly [string, string]>): WireProperties {
  const root: Tree = {};
  for (const [path, value] of pairs) {
    const keys = path.split('.');
    const parent = keys.slice(0, -1).reduce<Tree>((tree, key) => (tree[key] ??= {}) as Tree, root);
    parent[keys.at(-1)!] = value;
  }
  return withLists(root) as WireProperties;
}

/** A map whose keys are 0, 1, … was a list. */
function withLists(tree: Tree | string): WireValue {
  if (typeof tree === 'string') {
    return tree;
  }
  const keys = Object.keys(tree);
  return keys.length > 0 && keys.every((key, index) => key === String(index))
    ? keys.map((key) => withLists(tree[key]))
    : Object.fromEntries(keys.map((key) => [key, withLists(tree[key])]));
}

function escape(value: string): string {
  return value.replace(/[^A-Za-z0-9_.:/@-]/g, (character) => (
    [...Buffer.from(character)].map((octet) => `+${octet.toString(16).padStart(2, '0')}`).join('')
  ));
}

function unescape(text: string): string {
  return !text.includes('+') ? text : Buffer.from(text.replace(/\+([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString('utf8');
}
