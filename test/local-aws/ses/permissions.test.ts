import { SesUnderTest } from './ses-under-test';
import type { Call } from '../../../local-aws/kernel/service';

/*
 * What each call of SES has to be allowed. [DOC Service Authorization Reference, SESv2]
 */

const CALL: Call = {
  requestId: '1',
  account: '111122223333',
  region: 'eu-west-1',
  principal: { account: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/r/s', roleName: 'r', accessKeyId: 'A' },
};
const ARN = 'arn:aws:ses:eu-west-1:111122223333:identity/example.com';
const TAGS = [{ Key: 'cdk-ses-dkim:owner', Value: 'a' }, { Key: 'team', Value: 'mail' }];
const REQUEST_TAGS = { 'aws:RequestTag/cdk-ses-dkim:owner': 'a', 'aws:RequestTag/team': 'mail', 'aws:TagKeys': ['cdk-ses-dkim:owner', 'team'] };

let ses: SesUnderTest;

beforeAll(async () => {
  ses = await SesUnderTest.start();
  await ses.create();
  const [api] = ses.aws.ses.apis;
  api.operations.TagResource({ ResourceArn: ARN, Tags: [{ Key: 'here', Value: 'yes' }] }, CALL);
});
afterAll(() => ses.stop());

const needs = (operation: string, input: object) => ses.aws.ses.apis[0].access[operation](input as never, CALL);

test('every operation says what it needs', () => {
  for (const { operations, access } of ses.aws.ses.apis) {
    expect(Object.keys(access).sort()).toEqual(Object.keys(operations).sort());
  }
});

test('an identity with tags needs the permission to tag, and both can ask for the tags', () => {
  expect(needs('CreateEmailIdentity', { EmailIdentity: 'new.example', Tags: TAGS })).toEqual([
    { action: 'ses:CreateEmailIdentity', resource: ARN.replace('example.com', 'new.example'), context: REQUEST_TAGS },
    { action: 'ses:TagResource', resource: ARN.replace('example.com', 'new.example'), context: REQUEST_TAGS },
  ]);
  expect(needs('CreateEmailIdentity', { EmailIdentity: 'new.example' })).toEqual([
    { action: 'ses:CreateEmailIdentity', resource: ARN.replace('example.com', 'new.example'), context: {} },
  ]);
});

test('tags can be asked for when they come and when they go, besides those that are there', () => {
  expect(needs('TagResource', { ResourceArn: ARN, Tags: TAGS })).toEqual([
    { action: 'ses:TagResource', resource: ARN, context: { 'aws:ResourceTag/here': 'yes', ...REQUEST_TAGS } },
  ]);
  expect(needs('UntagResource', { ResourceArn: ARN, TagKeys: ['team'] })).toEqual([
    { action: 'ses:UntagResource', resource: ARN, context: { 'aws:ResourceTag/here': 'yes', 'aws:TagKeys': ['team'] } },
  ]);
});

test('SES may know no tags of the resource there', () => {
  ses.aws.ses.assume({ resourceTagsWhenTagging: false });
  expect(needs('UntagResource', { ResourceArn: ARN, TagKeys: ['team'] })[0].context).toEqual({ 'aws:TagKeys': ['team'] });
  expect(needs('TagResource', { ResourceArn: ARN, Tags: TAGS })[0].context).toEqual(REQUEST_TAGS);
  expect(needs('DeleteEmailIdentity', { EmailIdentity: 'example.com' })[0].context).toEqual({ 'aws:ResourceTag/here': 'yes' });
});
