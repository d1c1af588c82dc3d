/*
 * Names and values as Route 53 writes them, and as we compare them.
 */

/** RFC 1035 section 3.3: a character-string has one octet for its length. */
const LONGEST_STRING = 255;

/** In lower case, without the last dot, `\052` as `*`. */
export function decodeName(name: string): string {
  return octets(name).toString('utf8').toLowerCase().replace(/\.$/, '');
}

export function decodeValue(type: string, value: string): string {
  switch (type) {
    case 'TXT':
      return Buffer.concat([...value.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, string]) => octets(string))).toString('utf8');
    case 'CNAME': case 'NS': case 'PTR':
      return decodeName(value);
    case 'MX':
      return value.trim().replace(/^(\d+)\s+(.*)$/, (_, preference: string, host: string) => `${Number(preference)} ${decodeName(host)}`);
    default:
      return value;
  }
}

export function encodeValue(type: string, value: string): string {
  return type === 'TXT' ? txtStrings(value).map((string) => `"${[...string].map(escaped).join('')}"`).join(' ') : value;
}

/** Of at most 255 octets each; one character stands for an octet. Readers join them without anything between. (RFC 6376 section 3.6.2.2) */
function txtStrings(value: string): string[] {
  return Buffer.from(value).toString('latin1').match(new RegExp(`[^]{1,${LONGEST_STRING}}`, 'g')) ?? [''];
}

/** [DOC Route 53 "TXT record type": three octal digits for what is not printable ASCII] */
function escaped(character: string): string {
  if (character === '"' || character === '\\') {
    return `\\${character}`;
  }
  return /[ -~]/.test(character) ? character : `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}

function octets(text: string): Buffer {
  return Buffer.concat([...text.matchAll(/\\([0-3][0-7]{2})|\\?([^])/gu)].map(([, octal, character]) => (
    octal === undefined ? Buffer.from(character) : Buffer.of(Number.parseInt(octal, 8))
  )));
}
