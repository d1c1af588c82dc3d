import { randomInt } from 'node:crypto';
import type { GetRandomPasswordRequest } from '@aws-sdk/client-secrets-manager';
import { AwsError } from '../kernel/aws-error';

const DEFAULT_LENGTH = 32;
const MAX_LENGTH = 4096;

/** [DOC GetRandomPassword] */
export function randomPassword(options: GetRandomPasswordRequest): string {
  const { PasswordLength: length = DEFAULT_LENGTH, ExcludeCharacters = '', RequireEachIncludedType = true } = options;
  const alphabets = [
    options.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    options.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    options.ExcludeNumbers ? '' : '0123456789',
    options.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    options.IncludeSpace ? ' ' : '',
  ].map((alphabet) => [...alphabet].filter((character) => !ExcludeCharacters.includes(character))).filter((alphabet) => alphabet.length > 0);
  const required = RequireEachIncludedType ? alphabets : [];
  if (alphabets.length === 0 || length < Math.max(1, required.length) || length > MAX_LENGTH) {
    throw new AwsError('InvalidParameterException', 'The password length, the excluded characters and the required types cannot be met together.'); // assumed text
  }
  const all = alphabets.flat();
  const characters = [...required.map(oneOf), ...Array.from({ length: length - required.length }, () => oneOf(all))];
  for (let index = characters.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [characters[index], characters[other]] = [characters[other], characters[index]];
  }
  return characters.join('');
}

function oneOf(characters: readonly string[]): string {
  return characters[randomInt(characters.length)];
}
