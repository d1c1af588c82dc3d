import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError, impatient } from './impatient';
import { regionOfSts, Roles } from '../../../lambda/aws/roles';

const ROLE = 'arn:aws:iam::111122223333:role/cdk-ses-dkim/Dns';
const client = new STSClient({ region: 'eu-west-1' });
const sts = mockClient(client);
const expiration = new Date('2026-01-01T01:00:00Z');
const taken = { Credentials: { AccessKeyId: 'id', SecretAccessKey: 'secret', SessionToken: 'token', Expiration: expiration } };
const roles = (region = 'eu-west-1', asked: string[] = []) => new Roles((ofRegion) => {
  asked.push(ofRegion);
  return client;
}, impatient().attempts, region);

beforeEach(() => sts.reset());

test('a role is taken when a client first needs it, under the name that its trust policy knows', async () => {
  sts.on(AssumeRoleCommand).resolves(taken);
  const credentials = roles().credentials(ROLE, 'example.com');
  expect(sts.calls()).toHaveLength(0);
  expect(await credentials()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token', expiration });
  expect(sts.call(0).args[0].input).toEqual({ RoleArn: ROLE, RoleSessionName: 'example.com' });
});

test('of a long domain the session has the first 64 characters', async () => {
  sts.on(AssumeRoleCommand).resolves(taken);
  await roles().credentials(ROLE, `${'a'.repeat(60)}.example.com`)();
  expect(sts.call(0).args[0].input).toMatchObject({ RoleSessionName: `${'a'.repeat(60)}.exa` });
});

test('a role that was just made may not be known yet', async () => {
  sts.on(AssumeRoleCommand).rejectsOnce(awsError('AccessDenied', 403)).rejectsOnce(awsError('AccessDenied', 403)).resolves(taken);
  expect(await roles().credentials(ROLE, 'example.com')()).toMatchObject({ accessKeyId: 'id' });
});

test('a role that stays forbidden is an error that names it, both explanations and the next step', async () => {
  sts.on(AssumeRoleCommand).rejects(awsError('AccessDenied', 403, 'not authorized'));
  const error = await roles().credentials(ROLE, 'example.com')().catch((problem: Error) => problem);
  expect(error).toMatchObject({ name: 'Refused', reason: 'denied' });
  expect((error as Error).message).toBe(`cannot assume the role ${ROLE} for example.com: AccessDenied: not authorized; the role may not exist yet, or was just made; `
    + 'it has to trust this account for this session name, and both this function\'s policies and the service control policies of both accounts have to allow '
    + 'sts:AssumeRole; deploy the role\'s stack, and then this one again');
});

test.each([
  ['eu-west-1', 'eu-west-1'],
  ['ap-northeast-3', 'ap-northeast-3'],
  ['eu-south-1', 'us-east-1'], // opt-in
  ['mx-central-1', 'us-east-1'],
  ['a-region-of-next-year-1', 'us-east-1'],
  ['cn-north-1', 'cn-north-1'],
  ['us-gov-west-1', 'us-gov-west-1'],
  ['eusc-de-east-1', 'eusc-de-east-1'],
])('from %s the STS of %s knows roles of every account', async (region, expected) => {
  sts.on(AssumeRoleCommand).resolves(taken);
  expect(regionOfSts(region)).toBe(expected);
  const asked: string[] = [];
  await roles(region, asked).credentials(ROLE, 'example.com')();
  expect(asked).toEqual([expected]);
});
