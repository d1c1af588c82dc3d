import { DkimKeyPair } from '../../../lambda/keys';
import { log } from '../../../lambda/reporting/log';
import { withoutKeys } from '../../../lambda/reporting/redaction';
import { reasonOf, responseBody } from '../../../lambda/reporting/response';
import { base64, pkcs1Der, pkcs1Pem, pkcs8Der, pkcs8Pem, rsaKey } from '../keys/key-material';

describe.each([1024, 1536, 2048])('a key of %i bits', (bits) => {
  const key = rsaKey(bits);
  const { publicKey } = new DkimKeyPair(key);

  test.each([
    ['PKCS#1', base64(pkcs1Der(key))], ['PKCS#8', base64(pkcs8Der(key))], ['PEM', pkcs8Pem(key)], ['PEM of PKCS#1', pkcs1Pem(key)],
    ['PEM in JSON', JSON.stringify(pkcs8Pem(key))], ['PEM in JSON in JSON', JSON.stringify(JSON.stringify(pkcs8Pem(key)))],
  ])('is taken out of a message as %s', (_, text) => {
    const redacted = withoutKeys(`Value '${text}' is invalid`);
    expect(redacted).toContain('[redacted]');
    expect(redacted).not.toContain('PRIVATE KEY');
    expect(redacted).toMatch(/ is invalid$/);
    base64(pkcs1Der(key)).match(/.{30}/g)!.forEach((piece) => expect(redacted).not.toContain(piece));
    text.match(/[A-Za-z0-9+/=]{30,}/g)!.forEach((piece) => expect(redacted).not.toContain(piece));
  });

  test('stays in a message as a public key, unless a private one follows', () => {
    const record = `v=DKIM1; k=rsa; p=${publicKey}`;
    expect(withoutKeys(`publish ${record} first`)).toBe(`publish ${record} first`);
    expect(withoutKeys(publicKey.replace(/=+$/, '') + base64(pkcs8Der(key)))).toBe('[redacted]');
    expect(withoutKeys(`${publicKey}\n${base64(pkcs8Der(key))}`)).toBe('[redacted]');
  });
});

test('names, ARNs, tokens and ids of versions stay', () => {
  const text = `version ${'0123456789abcdef'.repeat(4)} arn:aws:cloudformation:eu-west-1:111122223333:stack/MailStack/5b1c0f2e-9a7d-11ef-8f4b-0a1b2c3d4e5f abcdefghijklmnopqrstuvwxyz234567._domainkey.example.com`;
  expect(withoutKeys(text)).toBe(text);
});

test('a log line is one line of JSON, without keys', () => {
  const write = jest.spyOn(console, 'log').mockReturnValue();
  log('WARN', `two\nlines ${'A'.repeat(64)}`, { domainName: 'example.com', missing: undefined });
  expect(write.mock.calls).toEqual([['{"level":"WARN","message":"two\\nlines [redacted]","domainName":"example.com"}']]);
  write.mockRestore();
});

const response = { Status: 'FAILED' as const, PhysicalResourceId: 'p'.repeat(200), StackId: 's'.repeat(200), RequestId: 'r', LogicalResourceId: 'l'.repeat(250) };

test.each([
  ['words', 'word '.repeat(2_000)],
  ['letters of two octets', 'ü '.repeat(2_000)],
  ['emoji', '😀 '.repeat(2_000)],
  ['quotes', '" '.repeat(2_000)],
  ['control characters', '\u0001 '.repeat(2_000)],
])('a long reason is cut: %s', (_, Reason) => {
  const body = responseBody({ ...response, Reason });
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4_096);
  const { Reason: told } = JSON.parse(body);
  expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThanOrEqual(3_000);
  expect(Buffer.byteLength(JSON.stringify(told))).toBeGreaterThan(850);
  expect(told).toMatch(/…$/);
  expect(Reason.startsWith(told.slice(0, -1))).toBe(true);
});

test('a short reason is told as it is', () => {
  expect(reasonOf('cannot create it: no; deploy again')).toBe('cannot create it: no; deploy again');
});

test('a success that would not fit is a failure that says so', () => {
  const Data = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`DkimValue${index}`, 'v'.repeat(250)]));
  const told = JSON.parse(responseBody({ ...response, Status: 'SUCCESS', Data }));
  expect(told).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('too long for a response') });
  expect(told).not.toHaveProperty('Data');
  expect(JSON.parse(responseBody({ ...response, Status: 'SUCCESS', Data: { IdentityArn: 'a' } }))).toMatchObject({ Status: 'SUCCESS', Data: { IdentityArn: 'a' } });
});
