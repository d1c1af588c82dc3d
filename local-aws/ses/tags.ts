import type { Tag } from '@aws-sdk/client-sesv2';
import { badRequest } from './errors';

/** Adds tags, all or none. [SDK Tag, TagResource: 50 tags, keys of 128 and values of 256 characters, no `aws:`; the texts are assumed] */
export function addTags(tags: Map<string, string>, added: readonly Tag[]): void {
  for (const { Key: key = '', Value: value = '' } of added) {
    if (key.length === 0 || key.length > 128 || value.length > 256) {
      throw badRequest(`Invalid tag <${key.slice(0, 128)}>: keys have 1 to 128 characters and values up to 256.`);
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw badRequest(`Invalid tag <${key}>: keys that begin with aws: are AWS's own.`);
    }
  }
  if (new Set([...tags.keys(), ...added.map(({ Key }) => Key!)]).size > 50) {
    throw badRequest('An email identity can have 50 tags.');
  }
  added.forEach(({ Key, Value }) => tags.set(Key!, Value!));
}
