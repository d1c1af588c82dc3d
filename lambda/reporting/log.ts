import { withoutKeys } from './redaction';

export type Fields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One line of JSON for each decision. Never an event or a response as a whole: what is logged is chosen. */
export function log(level: 'INFO' | 'WARN' | 'ERROR', message: string, fields: Fields = {}): void {
  // eslint-disable-next-line no-console
  console.log(JSON.stringify({ level, message: withoutKeys(message), ...fields }));
}
