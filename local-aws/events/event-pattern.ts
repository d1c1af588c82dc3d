import { AwsError, NotImplementedError } from '../kernel/aws-error';

/** Fields of an event, each with the values that it may have; what a pattern does not name may be anything. */
export interface EventPattern {
  readonly [field: string]: EventPattern | readonly unknown[];
}

type Matcher = (values: readonly unknown[]) => boolean;

/** Filters by content; EventBridge has more of them. [DOC EventBridge content filtering] */
const FILTERS: Readonly<Record<string, (operand: unknown) => Matcher>> = {
  'prefix': (operand) => (values) => values.some((value) => typeof value === 'string' && value.startsWith(String(operand))),
  'anything-but': (operand) => (values) => values.some((value) => ![operand].flat().includes(value)),
  'exists': (operand) => (values) => (values.length > 0) === operand,
};

/** Refuses what EventBridge refuses when a rule is made, and what is not here. */
export function checkPattern(pattern: EventPattern): void {
  for (const [field, expected] of Object.entries(pattern)) {
    if (Array.isArray(expected)) {
      expected.forEach(matcherOf);
    } else if (isObject(expected)) {
      checkPattern(expected as EventPattern);
    } else {
      throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: "${field}" must be an object or an array`); // assumed text
    }
  }
}

/** Every field that the pattern names has one of its values; of a field with several values, one is enough. [DOC EventBridge event patterns] */
export function matchesPattern(pattern: EventPattern, event: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(pattern).every(([field, expected]) => {
    const actual = event[field];
    if (Array.isArray(expected)) {
      const values = actual === undefined ? [] : [actual].flat();
      return expected.some((one) => matcherOf(one)(values));
    }
    return matchesPattern(expected as EventPattern, isObject(actual) ? actual : {});
  });
}

function matcherOf(expected: unknown): Matcher {
  if (!isObject(expected)) {
    return (values) => values.includes(expected);
  }
  const [[name, operand], ...others] = Object.entries(expected);
  const unknown = !(name in FILTERS) || others.length > 0 || [operand].flat().some(isObject);
  if (unknown) {
    throw new NotImplementedError(`the filter ${JSON.stringify(expected)} of an event pattern`);
  }
  return FILTERS[name](operand);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
