import { CfnParameter, Tags } from 'aws-cdk-lib';
import { Mail } from './fixture';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});

test.each<[string, Record<string, string>, string]>([
  ['one of the library\'s own', { 'cdk-ses-dkim:stack-id': 'x' }, '`tags` must not begin with \'cdk-ses-dkim:\', which is the library\'s, or with \'aws:\', which is AWS\'s, got \'cdk-ses-dkim:stack-id\''],
  ['one of the library\'s own in capitals, which IAM does not tell apart', { 'CDK-SES-DKIM:stack-id': 'x' }, 'got \'CDK-SES-DKIM:stack-id\''],
  ['one of AWS\'s', { 'AWS:team': 'x' }, 'got \'AWS:team\''],
  ['more than fit', Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`t${index}`, 'x'])), '`tags` must be at most 30, because SES allows 50 and some are the library\'s, got 31'],
  ['a long key', { ['k'.repeat(129)]: 'x' }, 'the key of a tag must have 1 to 128 characters'],
  ['a long value', { team: 'v'.repeat(257) }, 'the value of the tag \'team\' must have 0 to 256 characters'],
  ['characters that no tag has', { team: 'a;b' }, 'which may be letters, digits, blanks and any of \'_.:/=+-@\', got \'a;b\''],
])('tags of the user are refused: %s', (_, tags, problem) => {
  mail.identity();
  Object.entries(tags).forEach(([key, value]) => Tags.of(mail.stack).add(key, value));
  expect(() => mail.template()).toThrow(problem);
});

test('thirty tags of letters in any script pass, and a token too', () => {
  const identity = mail.identity();
  Array.from({ length: 29 }, (_, index) => Tags.of(identity).add(`t${index}`, 'Größe: 5 @ a/b'));
  Tags.of(identity).add('stage', new CfnParameter(mail.stack, 'Stage').valueAsString);
  expect(Object.keys(mail.properties().Tags)).toHaveLength(30);
  expect(mail.properties().Tags.stage).toEqual({ Ref: 'Stage' });
});
