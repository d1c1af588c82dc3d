import { CloudFormationClient, CreateChangeSetCommand, DescribeStacksCommand, ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { DOMAIN, MINUTE, SesUnderTest } from './ses-under-test';

/*
 * CloudFormation's own `AWS::SES::EmailIdentity`.
 */

const MAIL_FROM = `bounce.${DOMAIN}`;

let ses: SesUnderTest;
let cloudFormation: CloudFormationClient;
let changes = 0;

beforeEach(async () => {
  ses = await SesUnderTest.start();
  cloudFormation = new CloudFormationClient(ses.aws.clientConfig());
});
afterEach(() => ses.stop());

/** Answers the status of the stack. */
async function deploy(properties: object, type: 'CREATE' | 'UPDATE' = 'CREATE'): Promise<string | undefined> {
  const TemplateBody = JSON.stringify({
    Resources: { Identity: { Type: 'AWS::SES::EmailIdentity', Properties: { EmailIdentity: DOMAIN, ...properties } } },
  });
  const changeSet = { StackName: 'stack', ChangeSetName: `change-${++changes}` };
  await cloudFormation.send(new CreateChangeSetCommand({ ...changeSet, ChangeSetType: type, TemplateBody }));
  await ses.advance(MINUTE);
  await cloudFormation.send(new ExecuteChangeSetCommand(changeSet));
  await ses.advance(MINUTE);
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'stack' }));
  return Stacks![0].StackStatus;
}

const attributes = async () => (await ses.get()).MailFromAttributes;

test('has the MAIL FROM domain of the template, another after an update, and SES\'s own without', async () => {
  expect(await deploy({ MailFromAttributes: { MailFromDomain: MAIL_FROM, BehaviorOnMxFailure: 'REJECT_MESSAGE' } })).toBe('CREATE_COMPLETE');
  expect(await attributes()).toEqual({ MailFromDomain: MAIL_FROM, MailFromDomainStatus: 'PENDING', BehaviorOnMxFailure: 'REJECT_MESSAGE' });
  expect(await deploy({ MailFromAttributes: { MailFromDomain: `new.${DOMAIN}` } }, 'UPDATE')).toBe('UPDATE_COMPLETE');
  expect(await attributes()).toMatchObject({ MailFromDomain: `new.${DOMAIN}`, BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' });
  expect(await deploy({}, 'UPDATE')).toBe('UPDATE_COMPLETE');
  expect(await attributes()).toEqual({ BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' });
});

test('fails with a MAIL FROM domain that SES refuses, and leaves no identity', async () => {
  expect(await deploy({ MailFromAttributes: { MailFromDomain: 'bounce.example.org' } })).toBe('ROLLBACK_COMPLETE');
  await expect(ses.get()).rejects.toMatchObject({ name: 'NotFoundException' });
});
