import { globMatches } from './glob';

/**
 * `ArnLike`: each of the six parts on its own, so that a `*` ends at a colon; the resource may hold colons.
 * [DOC IAM ARN condition operators]
 */
export function arnMatches(pattern: string, arn: string): boolean {
  const wanted = parts(pattern);
  const actual = parts(arn);
  return wanted.length === actual.length && wanted.every((part, index) => globMatches(part, actual[index]));
}

function parts(arn: string): string[] {
  const all = arn.split(':');
  return all.length <= 6 ? all : [...all.slice(0, 5), all.slice(5).join(':')];
}
