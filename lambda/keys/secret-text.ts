import { KeyRefused } from './refusals';

/** The text that should hold the key: the whole secret, or one field of it, without blanks and BOM around it. */
export function secretText(secretString: string | undefined, jsonField?: string): string {
  if (secretString === undefined) throw new KeyRefused('binary');

  const text = secretString.trim(); // takes a byte order mark too: ECMAScript counts U+FEFF as white space
  if (text === '') throw new KeyRefused('empty');

  const fields = jsonObject(text);
  if (jsonField !== undefined) return fieldText(fields, jsonField);
  if (fields) throw new KeyRefused('fieldNotChosen', Object.keys(fields));
  return text;
}

function fieldText(fields: Record<string, unknown> | undefined, jsonField: string): string {
  if (!fields) throw new KeyRefused('notJson', jsonField);
  if (!Object.hasOwn(fields, jsonField)) throw new KeyRefused('noSuchField', jsonField, Object.keys(fields));

  const value = fields[jsonField];
  if (typeof value !== 'string') throw new KeyRefused('fieldNotText', jsonField);
  if (value.trim() === '') throw new KeyRefused('fieldEmpty', jsonField);
  return value.trim();
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json as Record<string, unknown> : undefined;
  } catch {
    return undefined; // the SyntaxError must not be passed on: it quotes the text, which is the key
  }
}
