import { withoutKeys } from './redaction';

export type Level = 'INFO' | 'WARN' | 'ERROR';
export type Fields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/**
 * One line of JSON for each decision. Never an event or a response as a whole: what is logged is chosen.
 *
 * @param metrics in CloudWatch's embedded metric format
 */
export function log(level: Level, message: string, fields: Fields = {}, metrics: object = {}): void {
  // eslint-disable-next-line no-console
  console.log(JSON.stringify({ level, message: withoutKeys(message), ...fields, ...metrics }));
}
