import { GetIdentityDkimAttributesCommand, GetIdentityMailFromDomainAttributesCommand, SESClient } from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError, impatient } from './impatient';
import { identityStatuses } from '../../../lambda/aws/ses-status';

const client = new SESClient({ region: 'eu-west-1' });
const ses = mockClient(client);
beforeEach(() => ses.reset());

const read = (domainNames: readonly string[]) => identityStatuses(client, impatient().attempts, domainNames);

test('400 domains take eight calls', async () => {
  ses.on(GetIdentityDkimAttributesCommand).callsFake(async ({ Identities }) => ({
    DkimAttributes: Object.fromEntries(Identities.map((name: string) => [name, { DkimEnabled: true, DkimVerificationStatus: 'Success' }])),
  }));
  ses.on(GetIdentityMailFromDomainAttributesCommand).resolves({ MailFromDomainAttributes: {} });
  const domains = Array.from({ length: 400 }, (_, index) => `d${index}.example.com`);
  const statuses = await read(domains);
  expect(ses.calls()).toHaveLength(8);
  expect([...statuses.keys()]).toEqual(domains);
});

test('the words of the first API are those of the second', async () => {
  const words = { a: 'Success', b: 'Pending', c: 'TemporaryFailure', d: 'NotStarted', e: 'Failed' } as const;
  ses.on(GetIdentityDkimAttributesCommand).resolves({
    DkimAttributes: Object.fromEntries(Object.entries(words).map(([name, DkimVerificationStatus]) => (
      [name, { DkimEnabled: true, DkimVerificationStatus, DkimTokens: [`token-${name}`] }]
    ))),
  });
  ses.on(GetIdentityMailFromDomainAttributesCommand).resolves({
    MailFromDomainAttributes: {
      a: { MailFromDomain: 'bounce.a', MailFromDomainStatus: 'TemporaryFailure', BehaviorOnMXFailure: 'UseDefaultValue' },
      // Without a MAIL FROM domain: as SES may write it.
      b: { MailFromDomain: '', MailFromDomainStatus: undefined, BehaviorOnMXFailure: 'UseDefaultValue' },
    },
  });
  expect(Object.fromEntries(await read(['a', 'gone']))).toEqual({
    a: { dkim: 'SUCCESS', tokens: ['token-a'], mailFrom: { domainName: 'bounce.a', status: 'TEMPORARY_FAILURE' } },
    b: { dkim: 'PENDING', tokens: ['token-b'], mailFrom: undefined },
    c: { dkim: 'TEMPORARY_FAILURE', tokens: ['token-c'], mailFrom: undefined },
    d: { dkim: 'NOT_STARTED', tokens: ['token-d'], mailFrom: undefined },
    e: { dkim: 'FAILED', tokens: ['token-e'], mailFrom: undefined },
  });
});

test('no domains take no call, and a refusal is explained', async () => {
  expect((await read([])).size).toBe(0);
  expect(ses.calls()).toHaveLength(0);
  ses.on(GetIdentityDkimAttributesCommand).rejects(awsError('InvalidParameterValue'));
  await expect(read(['a'])).rejects.toThrow('cannot read the status of 1 SES identities: InvalidParameterValue: said no');
});
