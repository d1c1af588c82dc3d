import { randomBytes } from 'node:crypto';

const PLAIN = /[a-z0-9_-]/;
const NORMAL = /^[a-z0-9_.-]*$/;
const LABEL_MAX = 63;
const NAME_MAX = 255;

/**
 * Names as Route 53 keeps them: lower case, with a trailing dot, and anything but letters, digits and `-_.` as an octal
 * escape. [DOC Route 53 "DNS domain name format"]
 */
export function normalName(name: string): string {
  const dotted = name.endsWith('.') ? name : `${name}.`;
  if (NORMAL.test(dotted)) {
    return dotted; // as nearly every name is
  }
  return dotted.toLowerCase().replace(/\\(\d{3})|\.|[^]/gu, (character, octal?: string) => {
    if (octal !== undefined) {
      return escaped(String.fromCharCode(parseInt(octal, 8)).toLowerCase());
    }
    // Beyond ASCII, the octets of UTF-8. [assumed; such a name should arrive in Punycode]
    return character === '.' ? '.' : [...Buffer.from(character).toString('latin1')].map(escaped).join('');
  });
}

/** The name in IAM's condition key: normal, without the trailing dot. */
export function conditionName(name: string): string {
  return normalName(name).replace(/\.$/, '');
}

/** As DNS has it: no escapes, no trailing dot. */
export function wireName(name: string): string {
  return unescaped(name).replace(/\.$/, '');
}

export function isWithin(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`);
}

/** The names from just below a zone down to a name: `b.example.com.`, `a.b.example.com.`. */
export function namesBelow(zoneName: string, name: string): string[] {
  const labels = name.slice(0, -zoneName.length).split('.').slice(0, -1);
  return labels.map((_, index) => `${labels.slice(index).join('.')}.${zoneName}`).reverse();
}

/**
 * Route 53 lists names by their labels from the right, with a dot after each: `com.example.www.`. The dots count, so that
 * `a-b` comes before what is below `a`. [DOC ListResourceRecordSets]
 */
export function byReversedLabels(one: string, other: string): number {
  const key = (name: string) => name.split('.').slice(0, -1).reverse().map((label) => `${unescaped(label)}.`).join('');
  return key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0;
}

/** What is wrong with a name, in Route 53's words; undefined if nothing. [LIVE openshift external-dns, DOC RFC 1035 section 2.3.4] */
export function problemOfName(name: string): string | undefined {
  const labels = name.replace(/\.$/, '').split('.');
  const tooLong = labels.find((label) => unescaped(label).length > LABEL_MAX);
  if (tooLong !== undefined) {
    return `FATAL problem: DomainLabelTooLong (Domain label is too long) encountered with '${tooLong}'`;
  }
  if (labels.some((label) => label === '')) {
    return `FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with '${name}'`;
  }
  return unescaped(name).length > NAME_MAX ? `FATAL problem: DomainNameTooLong (Domain name is too long) encountered with '${name}'` : undefined;
}

function escaped(character: string): string {
  return PLAIN.test(character) ? character : `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}

function unescaped(name: string): string {
  return name.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}

/** `Z0123456789ABCDEF`: the id of a zone or a change. */
export function newId(prefix: string): string {
  return `${prefix}${randomBytes(8).toString('hex').toUpperCase()}`;
}
