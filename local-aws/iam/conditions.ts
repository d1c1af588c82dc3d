import { NotImplementedError } from '../kernel/aws-error';
import { globMatches } from './glob';
import { list, type Statement } from './policy-document';

/** Keys are compared without regard to case. [DOC IAM JSON policy elements: Condition] */
export type ConditionContext = Readonly<Record<string, string | readonly string[]>>;

type Comparison = (wanted: string, actual: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringEqualsIgnoreCase: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  StringLike: globMatches,
  ArnEquals: globMatches,
  ArnLike: globMatches,
  Bool: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
};

/** Whether every condition of a statement holds. */
export function conditionsHold({ Condition = {} }: Statement, context: ConditionContext): boolean {
  const lookup = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), list(value)]));
  return Object.entries(Condition).every(([operator, keys]) => Object.entries(keys).every(([key, values]) => (
    holds(operator, list(values).map(String), lookup.get(key.toLowerCase()))
  )));
}

function holds(operator: string, wanted: readonly string[], actual: readonly string[] | undefined): boolean {
  const [, quantifier, base, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator)!;
  if (base === 'Null') {
    return wanted.includes(String(actual === undefined));
  }
  const [, negated, name] = /^(String|Arn)Not(\w+)$/.exec(base) ? [true, true, base.replace('Not', '')] : [false, false, base];
  const compare = COMPARISONS[name];
  if (!compare) {
    throw new NotImplementedError(`the IAM condition operator ${operator}`);
  }
  const one = (value: string) => wanted.some((pattern) => compare(pattern, value)) !== negated;
  if (actual === undefined || actual.length === 0) {
    // Without the key: ForAllValues is true, negated operators are true, the others are false. [DOC multivalued context keys]
    return quantifier === 'ForAllValues' || ifExists !== undefined || negated;
  }
  return quantifier === 'ForAllValues' ? actual.every(one) : actual.some(one);
}
