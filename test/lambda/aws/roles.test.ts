import { STSClient } from '@aws-sdk/client-sts';
import { Roles } from '../../../lambda/aws/roles';

const ROLE = 'arn:aws:iam::111122223333:role/Records';
const client = new STSClient({ region: 'eu-west-1' });
const send = jest.spyOn(client, 'send') as unknown as jest.Mock;
const roles = new Roles(() => client, 0);
const expiration = new Date('2026-01-01T01:00:00Z');
const taken = { Credentials: { AccessKeyId: 'id', SecretAccessKey: 'secret', SessionToken: 'token', Expiration: expiration } };
const failure = (name: string) => Object.assign(new Error('no'), { name });

beforeEach(() => send.mockReset());

test('a role is taken when a client first needs it', async () => {
  send.mockResolvedValue(taken);
  const credentials = roles.credentials(ROLE);
  expect(send).not.toHaveBeenCalled();
  expect(await credentials()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token', expiration });
  expect(send.mock.calls[0][0].input).toMatchObject({ RoleArn: ROLE });
});

test('a role that was just made may not be known yet', async () => {
  send.mockRejectedValueOnce(failure('AccessDenied')).mockRejectedValueOnce(failure('AccessDenied')).mockResolvedValue(taken);
  expect(await roles.credentials(ROLE)()).toMatchObject({ accessKeyId: 'id' });
});

test('a role that stays forbidden is an error in the end', async () => {
  send.mockRejectedValue(failure('AccessDenied'));
  await expect(roles.credentials(ROLE)()).rejects.toThrow('no');
  expect(send).toHaveBeenCalledTimes(10);
});

test('another error is not waited out', async () => {
  send.mockRejectedValue(failure('RegionDisabledException'));
  await expect(roles.credentials(ROLE)()).rejects.toThrow('no');
  expect(send).toHaveBeenCalledTimes(1);
});

test('a role of another account is taken by the one before it', async () => {
  const taken2 = { Credentials: { ...taken.Credentials, AccessKeyId: 'id2' } };
  send.mockResolvedValueOnce(taken).mockResolvedValueOnce(taken2);
  const as: Array<string | undefined> = [];
  const chained = new Roles((credentials) => {
    const own = {
      send: async (command: unknown) => {
        as.push((await credentials?.())?.accessKeyId);
        return send(command);
      },
    };
    return own as unknown as STSClient;
  }, 0);
  expect(await chained.credentials(ROLE, 'arn:aws:iam::444455556666:role/Dns')()).toMatchObject({ accessKeyId: 'id2' });
  expect(send.mock.calls.map(([{ input }]) => input.RoleArn)).toEqual([ROLE, 'arn:aws:iam::444455556666:role/Dns']);
  expect(as).toEqual([undefined, 'id']);
});
