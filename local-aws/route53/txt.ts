/** One string may have 255 octets, one record 4,000 characters. [DOC Route 53 "TXT record type"] */
const MAX_STRING = 255;
const MAX_VALUE = 4000;

/** The strings of a TXT value as Route 53 takes it, `"one" "two"`; throws Route 53's complaint. */
export function txtStrings(value: string): string[] {
  if (value.length > MAX_VALUE) {
    throw new Error(`CharacterStringTooLong (Value is too long) encountered with '${value.slice(0, 40)}…'`);
  }
  const strings = [...value.matchAll(/"((?:[^"\\]|\\.)*)"|(\S)/gs)].map(([, quoted, bare]) => {
    if (bare !== undefined) {
      throw new Error(`InvalidCharacterString (Value should be enclosed in quotation marks) encountered with '${value.slice(0, 40)}…'`);
    }
    return unescape(quoted);
  });
  const tooLong = strings.find((string) => Buffer.byteLength(string, 'latin1') > MAX_STRING);
  if (tooLong !== undefined) {
    throw new Error(`CharacterStringTooLong (Value is too long) encountered with '${tooLong.slice(0, 40)}…'`);
  }
  if (strings.length === 0) {
    throw new Error('InvalidCharacterString (Value should be enclosed in quotation marks) encountered with \'\'');
  }
  return strings;
}

function unescape(text: string): string {
  return text.replace(/\\(\d{3})|\\(.)/gs, (_, octal, character) => octal ? String.fromCharCode(parseInt(octal, 8)) : character);
}
