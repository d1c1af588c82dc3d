import { AwsError } from '../kernel/aws-error';

/** What a target gets, made of an event. */
export interface InputTransformer {
  /** Names, and where their values are in the event. */
  readonly paths: Readonly<Record<string, string>>;
  /** JSON, with `<name>` for a value. */
  readonly template: string;
}

/** What EventBridge knows besides: `<aws.events.rule-arn>`. */
export type Predefined = Readonly<Record<string, unknown>>;

/** [SDK InputTransformer; DOC EventBridge quotas] */
const LONGEST_TEMPLATE = 8192;
const MOST_PATHS = 100;
const LONGEST_PATH = 256;

/** `$.detail.name`, `$.resources[0]`, `$` [DOC EventBridge, JSON path] */
const PATH = /^\$((\.[\w/-]+)|(\[\d+\]))*$/;
const VARIABLE = /<([\w.-]+)>/g;

/** Refuses what EventBridge refuses when a target is put. The texts are assumed. */
export function checkTransformer({ paths, template }: InputTransformer, known: readonly string[]): void {
  const invalid = (what: string) => new AwsError('ValidationException', `Invalid InputTransformer: ${what}`);
  if (template.length === 0 || template.length > LONGEST_TEMPLATE) {
    throw invalid(`the template has ${template.length} characters, and may have 1 to ${LONGEST_TEMPLATE}.`);
  }
  if (Object.keys(paths).length > MOST_PATHS) {
    throw invalid(`there may be ${MOST_PATHS} paths.`);
  }
  const [wrong] = Object.entries(paths).filter(([name, path]) => /^aws/i.test(name) || path.length > LONGEST_PATH || !PATH.test(path));
  if (wrong) {
    throw invalid(`${wrong.join(': ')} is no path.`);
  }
  const unknown = [...template.matchAll(VARIABLE)].map(([, name]) => name).find((name) => !(name in paths) && !known.includes(name));
  if (unknown !== undefined) {
    throw invalid(`the template has <${unknown}>, which no path gives.`);
  }
}

/**
 * The JSON for the target; throws if it is none. A value that stands by itself keeps its type, with quotes if it is a string;
 * inside a string it is text. One that the event does not have is null there, and nothing here (assumed).
 * [DOC EventBridge, input transformation]
 */
export function transformed({ paths, template }: InputTransformer, event: unknown, predefined: Predefined): unknown {
  const value = (name: string) => name in paths ? valueAt(event, paths[name]) : predefined[name];
  const pieces = template.split(/("(?:[^"\\]|\\.)*")/); // strings at odd places
  return JSON.parse(pieces.map((piece, index) => piece.replace(VARIABLE, (_, name: string) => (
    index % 2 === 0 ? JSON.stringify(value(name) ?? null) : textOf(value(name))
  ))).join(''));
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}

function valueAt(event: unknown, path: string): unknown {
  const steps = [...path.matchAll(/\.([\w/-]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  return steps.reduce((value: unknown, step) => (value as Record<string | number, unknown> | undefined | null)?.[step], event);
}
