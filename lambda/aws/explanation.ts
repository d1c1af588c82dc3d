import { isDenied, isFull } from './attempts';
import { Refused, type RefusalReason } from '../ports';
import { withoutKeys } from '../reporting/redaction';

/** What a call was about, for people, and what they can do. */
export interface Explanation {
  /** What was tried with what: `cannot delete the SES identity example.com in eu-west-1`. */
  readonly what: string;
  /** Next steps by the name of AWS's error. */
  readonly next?: Readonly<Record<string, string | undefined>>;
  /** Kinds of refusal by the name of AWS's error. */
  readonly reasons?: Readonly<Record<string, RefusalReason | undefined>>;
}

const NOT_ALLOWED = 'if the permission is new, IAM may not know it everywhere yet: deploy again in some minutes; otherwise check what may take it away: '
  + 'a permissions boundary of the function\'s role, a service control policy, or a policy of the resource';

const FULL = 'ask for a higher quota of the account, or remove what is not needed any more';
const OTHERWISE = 'correct what AWS names, or deploy again later';

/** Makes an error of AWS one that names its object, the error and the next step. */
export function refused(error: Error, { what, next = {}, reasons = {} }: Explanation): Refused {
  const advice = next[error.name] ?? (isDenied(error) ? NOT_ALLOWED : isFull(error) ? FULL : OTHERWISE);
  const reason = reasons[error.name] ?? (isDenied(error) ? 'denied' : 'other');
  return new Refused(withoutKeys(`cannot ${what}: ${error.name}: ${error.message}; ${advice}`), reason);
}
