import type { Tag } from '@aws-sdk/client-sesv2';
import type { SesAssumptions } from './assumptions';
import { badRequest } from './errors';

/** Adds tags, all or none. [SDK Tag, TagResource: keys of 128 and values of 256 characters, no `aws:`; the texts are assumed] */
export function addTags(
  tags: Map<string, string>, added: readonly Tag[], { maxTags, refusedTagCharacters }: Pick<SesAssumptions, 'maxTags' | 'refusedTagCharacters'>,
): void {
  for (const { Key: key = '', Value: value = '' } of added) {
    if (key.length === 0 || key.length > 128 || value.length > 256) {
      throw badRequest(`Invalid tag <${key.slice(0, 128)}>: keys have 1 to 128 characters and values up to 256.`);
    }
    if ([...refusedTagCharacters].some((character) => value.includes(character))) {
      throw badRequest(`Invalid tag <${key}>: its value has characters that are not allowed.`);
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw badRequest(`Invalid tag <${key}>: keys that begin with aws: are AWS's own.`);
    }
  }
  if (new Set([...tags.keys(), ...added.map(({ Key }) => Key!)]).size > maxTags) {
    throw badRequest(`An email identity can have ${maxTags} tags.`);
  }
  added.forEach(({ Key, Value }) => tags.set(Key!, Value!));
}
