import { VerificationError } from '@aws-sdk/client-sesv2';
import type { DkimVerification } from '../../../lambda/aws/ses-identities';
import { PublicDns } from '../../../lambda/dns/public-dns';
import { unverifiedDomain } from '../../../lambda/verification/unverified-domain';
import { explainVerificationError } from '../../../lambda/verification/verification-errors';
import type { WantedRecord } from '../../../src/contract/ses-verification';

/** A world with these records, by name and type. */
function dnsWith(records: Record<string, string[] | string[][]>): PublicDns {
  return new PublicDns({
    resolve: async (name: string, type: string) => {
      const found = records[`${name} ${type}`];
      if (!found) {
        throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
      }
      return found;
    },
  } as never);
}
const NAME = 'mail._domainkey.example.com';
const VALUE = `v=DKIM1; k=rsa; p=${'A'.repeat(392)}`;
const txt: WantedRecord = { name: NAME, recordType: 'TXT', value: VALUE };
const cname: WantedRecord = { name: NAME, recordType: 'CNAME', value: 'mail.dkim.amazonses.com' };
const served = async (wanted: WantedRecord, values: string[] | string[][]) => {
  const { message } = await unverifiedDomain('example.com', 'late', { status: 'PENDING' }, [wanted], dnsWith({ [`${NAME} ${wanted.recordType}`]: values }));
  return message.split('\n').find((line) => line.startsWith('  DNS serves: '))!.slice('  DNS serves: '.length);
};
const zoneLine = async (verification: DkimVerification, records: Record<string, string[]>) => {
  const { message } = await unverifiedDomain('news.example.com', 'late', verification, [], dnsWith(records));
  return message.split('\n')[1];
};

test.each<[string, WantedRecord, string[] | string[][], string]>([
  ['as wanted, in two strings', txt, [[VALUE.slice(0, 255), VALUE.slice(255)]], 'this value'],
  ['as wanted, with other blanks', txt, [[`${VALUE.replace(/ /g, '')};`]], 'this value'],
  ['beside another', txt, [[VALUE], ['another']], 'this value, and another'],
  ['cut off', txt, [[VALUE.slice(0, 255)]], 'v=DKIM1; k=rsa; p=AAAAAA… (255 characters), which differs from character 256 on'],
  ['too long', txt, [[`${VALUE}B`]], 'v=DKIM1; k=rsa; p=AAAAAA… (411 characters), which differs from character 411 on'],
  ['as wanted, in capitals', cname, ['MAIL.dkim.amazonses.com.'], 'this value'],
  ['pointing elsewhere', cname, ['mail.dkim.amazonses.com.example.com'], 'mail.dkim.amazonses.com.example.com'],
])('a record %s', async (_, wanted, values, said) => {
  expect(await served(wanted, values)).toBe(said);
});

test('a record whose name has the domain twice is found', async () => {
  const dns = dnsWith({ [`${NAME}.example.com TXT`]: [[VALUE]] });
  const { message } = await unverifiedDomain('example.com', 'late', { status: 'PENDING' }, [txt], dns);
  expect(message).toContain(`DNS serves: nothing: there is no such name, but ${NAME}.example.com has a record: publish the name without .example.com`);
});

test('a key is served that nobody should have published: only its beginning is shown', async () => {
  const privateKey = 'MIIEpAIBAAKCAQEA'.padEnd(1600, 'xyz');
  expect((await served(txt, [[privateKey]])).match(/xyz/g)!.length).toBeLessThan(4);
  expect(await served(txt, [['xyz'.repeat(21)]])).toBe('[redacted]'); // a line of a PEM file
});

test('the zone that SES saw stands beside the one that DNS has now', async () => {
  const looked = {
    status: 'PENDING', lastChecked: new Date('2026-01-01T12:00:00Z'), soa: { primaryNameServer: 'ns.old.example', serialNumber: 7 },
  };
  expect(await zoneLine(looked, { 'example.com NS': ['ns2.example', 'ns1.example'] }))
    .toBe('SES looked last at 2026-01-01T12:00:00.000Z, in the zone of ns.old.example (serial 7); the name servers of example.com are ns1.example, ns2.example');
  expect(await zoneLine({ status: 'NOT_STARTED' }, {})).toBe('SES has not looked yet; DNS has no name servers for news.example.com');
});

test('where DNS has none of the records it may be the zone that is the wrong one, and only there', async () => {
  const delegated = { 'example.com NS': ['ns1.example'] };
  const said = async (...[records, dns]: [WantedRecord[], Record<string, string[]>]) => (
    (await unverifiedDomain('example.com', 'late', { status: 'PENDING' }, records, dnsWith(dns))).message.split('\n')[2]
  );
  const other = { ...cname, name: `other.${NAME}` };
  expect(await said([cname, other], delegated)).toMatch(/^None of the records of example\.com is there: .* a zone that example\.com is not delegated to; compare/);
  expect(await said([cname, other], { ...delegated, [`${NAME} CNAME`]: ['elsewhere.example'] })).toBe(`CNAME ${NAME}`);
  expect(await said([cname], {})).toBe(`CNAME ${NAME}`);
  expect(await said([], delegated)).toBe('The records are those of the identity in the parent Region');
});

test('the message fits into a response, however much DNS has to say', async () => {
  const records = Array.from({ length: 3 }, (_, index) => ({ name: `${index}.${NAME}`, recordType: 'TXT', value: VALUE }));
  const much = Array.from({ length: 50 }, (_, index) => [`${index}`.repeat(40)]);
  const answers = Object.fromEntries(records.map(({ name }) => [`${name} TXT`, much]));
  const { message } = await unverifiedDomain('example.com', 'late', { status: 'PENDING' }, records, dnsWith(answers));
  expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(3_200);
});

test('every error that SES knows is explained, and one that it will know is named', () => {
  for (const error of Object.values(VerificationError)) {
    expect(explainVerificationError(error)).toMatch(new RegExp(`^${error}: .{20}`));
  }
  expect(explainVerificationError('SOMETHING_NEW')).toBe('SOMETHING_NEW');
});
