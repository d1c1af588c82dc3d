import { described, publishes, recordSetOf } from '../../../lambda/dns-record/published-value';

const KEY = `${'A'.repeat(300)}IDAQAB`;
const wanted = { purpose: 'DKIM' as const, name: 'mail._domainkey.example.com', recordType: 'TXT' as const, value: `v=DKIM1; k=rsa; p=${KEY}`, ttlSeconds: '1800' };
const txt = (...strings: string[]) => ({ Name: wanted.name, Type: 'TXT' as const, ResourceRecords: [{ Value: strings.map((text) => `"${text}"`).join(' ') }] });
const halves = (text: string) => [text.slice(0, 200), text.slice(200)];

test('what is written is what is recognised', () => {
  expect(publishes(recordSetOf(wanted), wanted)).toBe(true);
  expect(recordSetOf(wanted)).toMatchObject({ TTL: 1800, Type: 'TXT' });
});

test.each([
  ['split elsewhere', halves(wanted.value)],
  ['without the tags that have defaults', halves(`p=${KEY}`)],
  ['with blanks in the key', halves(`v=DKIM1;k=rsa;p=${KEY.replace('I', ' I')};`)],
  ['with the hash that SES uses', halves(`v=DKIM1; h=sha1:sha256; k=rsa; s=email; t=s; n=a note; p=${KEY}`)],
])('the same key %s', (_, strings) => {
  expect(publishes(txt(...strings), wanted)).toBe(true);
});

test.each([
  ['another key', halves(`v=DKIM1; k=rsa; p=B${KEY.slice(1)}`)],
  ['a revoked key', ['v=DKIM1; p=']],
  ['another kind of key', halves(`v=DKIM1; k=ed25519; p=${KEY}`)],
  ['a key that verifiers are to treat as a test', halves(`v=DKIM1; k=rsa; t=y:s; p=${KEY}`)],
  ['a hash that SES does not use', halves(`v=DKIM1; k=rsa; h=sha1; p=${KEY}`)],
  ['a key that is not for mail', halves(`v=DKIM1; k=rsa; s=other; p=${KEY}`)],
  ['something else', ['v=spf1 -all']],
])('%s is not the same', (_, strings) => {
  expect(publishes(txt(...strings), wanted)).toBe(false);
});

test('two values, or a routing policy, are not the one record', () => {
  const set = recordSetOf(wanted);
  expect(publishes({ ...set, ResourceRecords: [...set.ResourceRecords!, { Value: '"v=spf1 -all"' }] }, wanted)).toBe(false);
  expect(publishes({ ...set, SetIdentifier: 'one', Weight: 1 }, wanted)).toBe(false);
  expect(publishes({ ...set, ResourceRecords: undefined, AliasTarget: { HostedZoneId: 'Z', DNSName: 'x', EvaluateTargetHealth: false } }, wanted)).toBe(false);
});

test('the target of a CNAME is a name, whose case and last dot mean nothing', () => {
  const cname = { ...wanted, recordType: 'CNAME' as const, value: 'token.dkim.amazonses.com' };
  const set = (Value: string) => ({ ...recordSetOf(cname), ResourceRecords: [{ Value }] });
  expect(publishes(set('Token.dkim.amazonses.com.'), cname)).toBe(true);
  expect(publishes(set('token.dkim.eu-west-1.amazonses.com'), cname)).toBe(false);
});

test('a record is described without its key', () => {
  expect(described(txt(...halves(wanted.value)))).toMatch(/^TXT "v=DKIM1; k=rsa; p=\(306 characters, SHA-256 [0-9a-f]{12}…\)"$/);
  expect(described({ ...txt(), ResourceRecords: undefined, AliasTarget: { HostedZoneId: 'Z', DNSName: 'x.', EvaluateTargetHealth: false } })).toBe('TXT alias of x.');
});
