import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A name of DNS has 253 characters at most, and an ARN has not many more. */
const LONGEST_QUOTE = 300;

/** A value in an error text. Somebody may have passed a key where a name is wanted, so nothing that may be one is shown. */
export function quote(value: unknown): string {
  if (typeof value === 'string' && !isToken(value)) {
    return isLikeKey(value) ? 'what looks like a private key' : `'${value.length > LONGEST_QUOTE ? `${value.slice(0, 60)}…` : value}'`;
  }
  return (typeof value === 'number' || typeof value === 'boolean') && !Token.isUnresolved(value) ? `${value}` : describe(value);
}

/** The kind of a value, never the value. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) {
    return `${value}`;
  }
  if (isToken(value)) {
    return 'a token, which has no value before the deployment';
  }
  const name = typeof value === 'object' ? value.constructor?.name || 'object' : typeof value; // a class may have no name
  return name === 'Object' ? 'a plain object' : `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;
}

/** A name for comparison: two tokens that are the same in a template are one. */
export function onceResolved(scope: IConstruct, name: string): string {
  return Token.isUnresolved(name) ? JSON.stringify(Stack.of(scope).resolve(name)) : name;
}

/** Whether a value comes with the deployment. Also a string that stands for a list, in one. */
export function isToken(value: unknown): boolean {
  return Token.isUnresolved(value) || (typeof value === 'string' && Token.isUnresolved([value]));
}

/** PEM, or base64 without a blank that is as long as the shortest key which SES takes. */
function isLikeKey(text: string): boolean {
  return /-----BEGIN|PRIVATE KEY/.test(text) || /[A-Za-z0-9+/]{400}/.test(text.replace(/\s/g, ''));
}
