/**
 * Names as Route 53 keeps them: lower case, with a trailing dot, and anything but letters, digits and `-_.` as an octal
 * escape. [DOC Route 53 "DNS domain name format"]
 */
export function normalName(name: string): string {
  const dotted = name.endsWith('.') ? name : `${name}.`;
  return dotted.toLowerCase().replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)))
    .replace(/[^a-z0-9_.-]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

/** The name in IAM's condition key: normal, without the trailing dot. */
export function conditionName(name: string): string {
  return normalName(name).replace(/\.$/, '');
}

export function isWithin(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`);
}

/** Route 53 lists names by their labels from the right. [DOC ListResourceRecordSets] */
export function byReversedLabels(one: string, other: string): number {
  const key = (name: string) => name.split('.').reverse().join('\u0000');
  return key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0;
}
