/** One string may have 255 octets, one value 4,000 characters. [DOC Route 53 "TXT record type"] */
const MAX_STRING = 255;
const MAX_VALUE = 4000;

const QUOTES_MISSING = 'InvalidCharacterString (Value should be enclosed in quotation marks)';
const TOO_LONG = 'CharacterStringTooLong (Value is too long)';
/** [assumed: the documentation asks for octal escapes, and does not say how anything else is refused] */
const UNSUPPORTED = 'UnsupportedCharacter (Value contains unsupported characters)';

/** The strings of a TXT value as Route 53 takes it, `"one" "two"`, one character an octet; throws Route 53's complaint. [LIVE boto3#1462] */
export function txtStrings(value: string): string[] {
  const complain = (problem: string): never => {
    throw new Error(`${problem} encountered with '${value}'`);
  };
  if (value.length > MAX_VALUE) {
    complain(TOO_LONG);
  }
  if (/[^\x20-\x7e\t]/.test(value)) {
    complain(UNSUPPORTED);
  }
  const strings = [...value.matchAll(/"((?:[^"\\]|\\.)*)"|(\S)/g)].map(([, quoted, bare]) => (
    bare === undefined ? unescape(quoted) : complain(QUOTES_MISSING)
  ));
  if (strings.length === 0) {
    complain(QUOTES_MISSING);
  }
  return strings.some((string) => string.length > MAX_STRING) ? complain(TOO_LONG) : strings;
}

/** Text as a TXT value: strings of at most 255 octets, quoted, with escapes where they are needed. */
export function txtValue(text: string): string {
  const octets = Buffer.from(text).toString('latin1');
  return (octets.match(/[^]{1,255}/g) ?? ['']).map((part) => `"${part.replace(/["\\]|[^\x20-\x7e]/g, escape)}"`).join(' ');
}

function escape(character: string): string {
  return /["\\]/.test(character) ? `\\${character}` : `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}

function unescape(text: string): string {
  return text.replace(/\\([0-3][0-7]{2})|\\(.)/g, (_, octal, character) => octal ? String.fromCharCode(parseInt(octal, 8)) : character);
}
