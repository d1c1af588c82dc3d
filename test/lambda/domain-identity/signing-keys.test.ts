import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { DnsAnswer } from '../../../lambda/dns/public-dns';
import { SigningKeys } from '../../../lambda/domain-identity/signing-keys';
import { DkimKeyPair, dkimRecordValue } from '../../../lambda/keys';

const key = () => new DkimKeyPair(createPrivateKey(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })));
const pair = key();
const log = jest.spyOn(console, 'log').mockImplementation();
beforeEach(() => log.mockClear());
const logged = () => log.mock.calls.map(([line]) => JSON.parse(line));

const open = (answer: DnsAnswer, fingerprint = pair.fingerprint) => new SigningKeys({ open: async () => ({ pair }) } as never, {
  ask: async () => answer,
  delegation: async () => ({ zoneName: 'example.com', nameServers: ['ns1.old.example'] }),
}).open({ domainName: 'example.com', signing: { mode: 'BYODKIM', selector: 'mail', fingerprint, location: { secretArn: 'arn:secret' } } } as never);

test('a key that DNS serves is opened without a word', async () => {
  expect(await open({ values: [dkimRecordValue(pair.publicKey)] })).toBe(pair.privateKey);
  expect(logged()).toEqual([]);
});

test.each<[string, DnsAnswer, string]>([
  ['nothing', { problem: 'nothing: there is no such name', isAbsent: true }, 'nothing: there is no such name'],
  ['another key', { values: [dkimRecordValue(key().publicKey)] }, 'another record'],
])('where DNS serves %s the log says which name servers it has', async (_, answer, found) => {
  expect(await open(answer)).toBe(pair.privateKey);
  expect(logged()).toEqual([{
    level: 'WARN',
    message: 'DNS does not serve the key that SES is given: publish it, or compare the name servers of its zone with these',
    domainName: 'example.com',
    name: 'mail._domainkey.example.com',
    found,
    zoneName: 'example.com',
    nameServers: ['ns1.old.example'],
  }]);
});

test('another key than the one that was published is not opened', async () => {
  await expect(open({ values: [] }, key().fingerprint)).rejects.toThrow('has another key now than the one that was published for selector \'mail\'');
});
