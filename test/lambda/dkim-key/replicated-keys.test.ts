import type { Secrets } from '../../../lambda/aws/secrets';
import type { LiveDkim } from '../../../lambda/aws/ses-identities';
import type { Stacks } from '../../../lambda/aws/stacks';
import { ReplicatedKeys } from '../../../lambda/dkim-key/replicated-keys';
import type { PublicDns } from '../../../lambda/dns/public-dns';
import { dkimRecordValue, generateKey, readGeneratedKey } from '../../../lambda/keys';
import type { ReplicatedByoDkimSigning, Signing } from '../../../src/contract/ses-domain-identity';

const secretArn = 'arn:secret';
const SIGNING: ReplicatedByoDkimSigning = { mode: 'REPLICATED_BYODKIM', secretArn };
const text = generateKey('example.com', 1024);
const { selector, pair } = readGeneratedKey(text);
const NEWER = 's0123456789abcdef';

const read = jest.fn();
const ask = jest.fn();
const isRollingBack = jest.fn();
const keys = new ReplicatedKeys({ read } as unknown as Secrets, { ask } as unknown as PublicDns, { isRollingBack } as unknown as Stacks);

beforeEach(() => {
  jest.spyOn(console, 'log').mockReturnValue();
  read.mockResolvedValue({ text, versionId: 'v1' });
  ask.mockResolvedValue({ values: [dkimRecordValue(pair.publicKey)] });
  isRollingBack.mockResolvedValue(false);
});
afterEach(() => jest.resetAllMocks());

const request = <S extends Signing>(signing: S) => (
  { domainName: 'example.com', signing, signingEnabled: true, existingIdentity: 'FAIL' as const, tags: {} }
);
const live = (token: string, change: Partial<LiveDkim> = {}): LiveDkim => (
  { status: 'SUCCESS', origin: 'EXTERNAL', tokens: [token], signingEnabled: true, ...change }
);
const choose = (dkim?: LiveDkim, before?: Signing) => keys.choose(request(SIGNING), 'stack', dkim, before && request(before));

test('a new identity gets the replica\'s current key, in the version that was read', async () => {
  expect(await choose()).toEqual({
    mode: 'BYODKIM', selector, fingerprint: pair.fingerprint, location: { secretArn, jsonField: 'privateKey', versionId: 'v1' },
  });
});

test('an identity that rotation has in hand keeps its key, and the replica is not asked', async () => {
  expect(await choose(live(NEWER), SIGNING)).toBeUndefined();
  expect(await choose(live(NEWER, { status: 'PENDING' }), SIGNING)).toBeUndefined();
  expect(read).not.toHaveBeenCalled();
});

test.each<[string, LiveDkim, Signing | undefined]>([
  ['that is new to this stack', live(NEWER), undefined],
  ['that signed otherwise', live(NEWER), { mode: 'EASY_DKIM' }],
  ['that followed another secret', live(NEWER), { ...SIGNING, secretArn: 'arn:other' }],
  ['that somebody gave a key of another kind', live('mail2026'), SIGNING],
  ['that somebody gave Easy DKIM', live(NEWER, { origin: 'AWS_SES' }), SIGNING],
  ['that SES gave up on', live(NEWER, { status: 'FAILED' }), SIGNING],
])('an identity %s gets the replica\'s key', async (_, dkim, before) => {
  expect(await choose(dkim, before)).toMatchObject({ selector });
});

test.each([
  ['nothing', { problem: 'nothing: there is no such name', isAbsent: true }],
  ['another key', { values: ['v=DKIM1; k=rsa; p=AAAA'] }],
  ['that it is revoked', { values: ['v=DKIM1; k=rsa; p='] }],
])('a key of which DNS says %s is refused, and given only on the way back', async (_, answer) => {
  ask.mockResolvedValue(answer);
  await expect(choose()).rejects.toThrow(`DNS does not serve the key in the replica arn:secret at ${selector}._domainkey.example.com; deploy the stack`);
  expect(await choose(live(selector))).toMatchObject({ selector }); // SES has it already
  isRollingBack.mockResolvedValue(true);
  expect(await choose()).toMatchObject({ selector });
});

test('a secret with something else is refused without a piece of it', async () => {
  read.mockResolvedValue({ text: 'hunter2', versionId: 'v1' });
  await expect(choose()).rejects.toThrow(/^the secret arn:secret is no replica of a key of `DkimKey\.generate\(\)`: (?!.*hunter2)/);
});
