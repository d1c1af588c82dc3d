import { GetIdentityDkimAttributesCommand, SESClient } from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError, impatient } from './impatient';
import { dkimStatuses } from '../../../lambda/aws/ses-status';

const client = new SESClient({ region: 'eu-west-1' });
const ses = mockClient(client);
beforeEach(() => ses.reset());

test('400 domains take four calls', async () => {
  ses.on(GetIdentityDkimAttributesCommand).callsFake(async ({ Identities }) => ({
    DkimAttributes: Object.fromEntries(Identities.map((name: string) => [name, { DkimEnabled: true, DkimVerificationStatus: 'Success' }])),
  }));
  const domains = Array.from({ length: 400 }, (_, index) => `d${index}.example.com`);
  const statuses = await dkimStatuses(client, impatient().attempts, domains);
  expect(ses.calls()).toHaveLength(4);
  expect([...statuses.keys()]).toEqual(domains);
});

test('the words of the first API are those of the second', async () => {
  const words = { a: 'Success', b: 'Pending', c: 'TemporaryFailure', d: 'NotStarted', e: 'Failed' } as const;
  ses.on(GetIdentityDkimAttributesCommand).resolves({
    DkimAttributes: Object.fromEntries(Object.entries(words).map(([name, DkimVerificationStatus]) => (
      [name, { DkimEnabled: true, DkimVerificationStatus }]
    ))),
  });
  expect(Object.fromEntries(await dkimStatuses(client, impatient().attempts, ['a', 'gone']))).toEqual({
    a: 'SUCCESS', b: 'PENDING', c: 'TEMPORARY_FAILURE', d: 'NOT_STARTED', e: 'FAILED',
  });
});

test('no domains take no call, and a refusal is explained', async () => {
  expect((await dkimStatuses(client, impatient().attempts, [])).size).toBe(0);
  expect(ses.calls()).toHaveLength(0);
  ses.on(GetIdentityDkimAttributesCommand).rejects(awsError('InvalidParameterValue'));
  await expect(dkimStatuses(client, impatient().attempts, ['a'])).rejects.toThrow('cannot read the DKIM status of 1 SES identities: InvalidParameterValue: said no');
});
