import { arnMatches } from './arn-pattern';
import { globMatches } from './glob';
import { list, type Statement } from './policy-document';
import { NotImplementedError } from '../kernel/aws-error';

/** Keys are compared without regard to case. [DOC IAM JSON policy elements: Condition] */
export type ConditionContext = Readonly<Record<string, string | readonly string[]>>;

type Comparison = (wanted: string, actual: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringEqualsIgnoreCase: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  StringLike: globMatches,
  ArnEquals: arnMatches,
  ArnLike: arnMatches,
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
  const [, quantifier, base, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (base === 'Null') {
    return wanted.some((value) => value.toLowerCase() === String(actual === undefined));
  }
  const negated = /^(String|Arn)Not/.test(base ?? '');
  const compare = COMPARISONS[(base ?? '').replace('Not', '')];
  if (!compare) {
    throw new NotImplementedError(`the IAM condition operator ${operator}`);
  }
  const variable = wanted.find((value) => /\$\{(?![*?$]\})/.test(value)); // `${*}` and the like are literal
  if (variable) {
    throw new NotImplementedError(`the IAM policy variable in ${variable}`);
  }
  const one = (value: string) => wanted.some((pattern) => compare(pattern, value)) !== negated;
  if (actual === undefined || actual.length === 0) {
    // Without the key: ForAllValues holds, ForAnyValue does not, and else what is negated holds. [DOC multivalued context keys]
    return quantifier === 'ForAllValues' || ifExists !== undefined || (negated && quantifier === undefined);
  }
  return quantifier === 'ForAllValues' ? actual.every(one) : actual.some(one);
}
