import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { HostedZone } from '../../../lambda/aws/hosted-zones';
import type { Secrets } from '../../../lambda/aws/secrets';
import { DkimKeyPair } from '../../../lambda/keys';
import { NoFreeSelector, PublishedKeys } from '../../../lambda/published-keys/published-keys';

const pair = new DkimKeyPair(createPrivateKey(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })));
const secrets = { labels: jest.fn(), addLabel: jest.fn(), removeLabel: jest.fn() };
const zone = { recordsAt: jest.fn(), change: jest.fn() };
const keys = new PublishedKeys(secrets as unknown as Secrets, {
  domainName: 'example.com',
  secretArn: 'arn:secret',
  zone: zone as unknown as HostedZone,
  delegation: { selectors: ['ses1', 'ses2'], recordsDomain: 'example.com.dkim.example.net' },
});
const OTHER = '0123456789abcdef';

beforeEach(() => {
  jest.resetAllMocks();
  jest.spyOn(console, 'log').mockImplementation();
  zone.recordsAt.mockResolvedValue([]);
});

test('of two keys that were given one selector the second to be published is refused, before anything is written', async () => {
  secrets.labels.mockResolvedValue({ v1: ['AWSCURRENT', `dkim:ses2:${OTHER}`], v2: ['AWSPENDING'] });
  const publication = keys.publish({ versionId: 'v2', selector: 'ses2', pair, domainName: 'example.com' });
  await expect(publication).rejects.toThrow(NoFreeSelector);
  await expect(publication).rejects.toThrow('the selector \'ses2\' has another key of example.com by now');
  expect([...secrets.addLabel.mock.calls, ...zone.change.mock.calls]).toEqual([]);
});

test('and its withdrawal leaves the other\'s record and label alone', async () => {
  secrets.labels.mockResolvedValue({ v1: ['AWSCURRENT', `dkim:ses2:${OTHER}`], v2: ['AWSPENDING'] });
  await keys.withdraw({ versionId: 'v2', selector: 'ses2', pair, domainName: 'example.com' });
  expect([...secrets.removeLabel.mock.calls, ...zone.change.mock.calls]).toEqual([]);
});

test('a key may be published again under its selector', async () => {
  secrets.labels.mockResolvedValue({ v1: ['AWSCURRENT', `dkim:ses2:${pair.fingerprint.slice(0, 16)}`] });
  await keys.publish({ versionId: 'v1', selector: 'ses2', pair, domainName: 'example.com' });
  expect(zone.change).toHaveBeenCalledTimes(1);
});

test.each<[string, Record<string, string[]>, string[], string[], string]>([
  ['nothing has', {}, [], [], 'ses1'],
  ['no key has', { v1: ['AWSCURRENT', `dkim:ses1:${OTHER}`] }, [], [], 'ses2'],
  ['SES does not sign with', {}, ['ses1'], [], 'ses2'],
  ['has no record', {}, [], ['ses1._domainkey.example.com.dkim.example.net'], 'ses2'],
])('a selector is free that %s', async (_, labels, inUse, taken, expected) => {
  secrets.labels.mockResolvedValue(labels);
  zone.recordsAt.mockImplementation(async (name: string) => taken.includes(name) ? [{ Name: name, Type: 'TXT' }] : []);
  expect(await keys.freeSelector(inUse)).toBe(expected);
});

test('with none it says since when the former key is retired', async () => {
  secrets.labels.mockResolvedValue({ v1: [`dkim:ses1:${OTHER}:retired:2026-01-02T00:00:00.000Z`], v2: ['AWSCURRENT', `dkim:ses2:${OTHER}`] });
  await expect(keys.freeSelector(['ses2'])).rejects.toThrow('there is no selector for another key of example.com: \'ses1\' and \'ses2\' are in use, '
    + 'or have a record, which a former key keeps for the `overlap` and as long again; \'ses1\' was retired at 2026-01-02T00:00:00.000Z');
});
