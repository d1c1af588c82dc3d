import { type TagManager, Token } from 'aws-cdk-lib';
import { quote } from './quoting';
import { MOST_USER_TAGS, TAG_PREFIX } from '../contract/tags';

const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;
const TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u; // [DOC AWS tag restrictions]

/** What is wrong with a user's tags. SES would refuse them at deployment, or they would overwrite ours. Tokens pass. */
export function validateTags(tags: TagManager): string[] {
  const given = Object.entries(tags.tagValues());
  const tooMany = given.length > MOST_USER_TAGS ? [`\`tags\` must be at most ${MOST_USER_TAGS}, because SES allows 50 and some are the library's, got ${given.length}`] : [];
  return [...tooMany, ...given.flatMap(([key, value]) => validateTag(key, value))];
}

function validateTag(key: string, value: string): string[] {
  // IAM compares the keys of tags in any case. [DOC IAM: condition key names, aws:ResourceTag/tag-key]
  if ([TAG_PREFIX, 'aws:'].some((prefix) => key.toLowerCase().startsWith(prefix))) {
    return [`\`tags\` must not begin with '${TAG_PREFIX}', which is the library's, or with 'aws:', which is AWS's, got ${quote(key)}`];
  }
  return [
    ...fits(key, LONGEST_KEY) && key !== '' ? [] : [`the key of a tag must have ${rule(1, LONGEST_KEY)}, got ${quote(key)}`],
    ...fits(value, LONGEST_VALUE) ? [] : [`the value of the tag '${key}' must have ${rule(0, LONGEST_VALUE)}, got ${quote(value)}`],
  ];
}

function rule(least: number, most: number): string {
  return `${least} to ${most} characters, which may be letters, digits, blanks and any of '_.:/=+-@'`;
}

function fits(text: string, most: number): boolean {
  return Token.isUnresolved(text) || (text.length <= most && TEXT.test(text));
}
