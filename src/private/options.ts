import { Token } from 'aws-cdk-lib';
import { checkKind, checkString, type KindName } from './kinds';
import { describe, isToken, quote } from './quoting';

/*
 * Each bag of options says what each of its options may be. The compiler misses an option that has no check.
 */

/** Refuses a value of an option, which is named as it is in the error. */
export type Check = (property: string, value: unknown) => void;

/** A check of every option of a bag. */
export type Checks<Options> = { readonly [Option in keyof Required<Options>]: Check };

/** How errors name an option. */
type Naming = (option: string) => string;

export const plainly: Naming = (option) => `\`${option}\``;
export const within = (bag: string): Naming => (option) => `\`${bag}.${option}\``;
export const ofFactory = (factory: string): Naming => (option) => `\`${option}\` of \`${factory}\``;

/** Refuses what is no object, and every option that cannot be what it is. */
export function checkOptions<Options>(bag: string, options: unknown, naming: Naming, checks: Checks<Options>): void {
  checkKind(bag, options, 'options');
  const given = options as Readonly<Record<string, unknown>>;
  Object.entries<Check>(checks).forEach(([option, check]) => check(naming(option), given[option]));
}

/** An option that may be left out. */
export function optional(check: Check): Check {
  return (property, value) => {
    if (value !== undefined) {
      check(property, value);
    }
  };
}

export function a(kind: KindName): Check {
  return (property, value) => checkKind(property, value, kind);
}

export const text: Check = checkString;

/** Yes or no. Both are needed at synthesis. */
export const flag: Check = (property, value) => {
  if (typeof value !== 'boolean') {
    throw new Error(`${property} must be true or false, got ${quote(value)}`);
  }
};

/** A list whose items are known, at least how many there are. */
export function listOf(check: Check): Check {
  return (property, value) => {
    if (isToken(value)) {
      throw new Error(`${property} must be an array that is known at synthesis, got ${describe(value)}`);
    }
    checkKind(property, value, 'array');
    (value as unknown[]).forEach((item, index) => check(itemOf(property, index), item));
  };
}

/** One of an enumeration, or a token. */
export function oneOfOrToken(enumeration: string, values: Readonly<Record<string, string>>): Check {
  const check = oneOf(enumeration, values);
  return (property, value) => {
    if (typeof value !== 'string' || !Token.isUnresolved(value)) {
      check(property, value);
    }
  };
}

/** One of an enumeration. A value that is only written in another way is suggested. */
export function oneOf(enumeration: string, values: Readonly<Record<string, string>>): Check {
  return (property, value) => {
    const known = Object.values(values);
    if (!known.includes(value as string)) {
      const meant = Object.entries(values).find(([member, one]) => typeof value === 'string' && [member, one].some((name) => isSameWord(name, value)));
      const suggestion = meant ? `: did you mean \`${enumeration}.${meant[0]}\`?` : '';
      throw new Error(`${property} must be one of ${Object.keys(values).map((member) => `\`${enumeration}.${member}\``).join(', ')}, `
        + `got ${quote(value)}${suggestion}`);
    }
  };
}

/** Checked elsewhere, with an error of its own. */
export const checkedLater: Check = () => {};

function isSameWord(one: string, other: string): boolean {
  const plain = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, '');
  return plain(one) === plain(other);
}

/** `alsoPublish[0]`, in whatever way the list is named. */
function itemOf(property: string, index: number): string {
  return property.replace(/^`([^`]*)`/, (_, name: string) => `\`${name}[${index}]\``);
}
