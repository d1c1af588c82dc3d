import type { Random } from './random';
import type { KeyFacts } from '../../../../lambda/ports';

/** A key as a version of a secret holds it: no key, but what may be known of one. */
export interface Key {
  readonly fingerprint: string;
  readonly bits: number;
  /** The selector that the secret names, if it does. */
  readonly selector?: string;
}

export function newKey(random: Random, bits: number, selector?: string): Key {
  return { fingerprint: random.hex(64), bits, selector };
}

/** Of a length that is usual: the memory has to be read without it. */
export function recordOf({ fingerprint }: Pick<Key, 'fingerprint'>): string {
  return `v=DKIM1; k=rsa; p=${fingerprint}`;
}

export function factsOf(key: Key, selector: string, version: KeyFacts['version']): KeyFacts {
  return { selector, fingerprint: key.fingerprint, value: recordOf(key), bits: key.bits, version };
}

/** What a generated key is called if nobody gave it a selector. */
export function ownSelectorOf({ fingerprint }: Pick<Key, 'fingerprint'>): string {
  return `s${fingerprint.slice(0, 16)}`;
}
