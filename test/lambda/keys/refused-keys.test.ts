import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { base64, der, pem, pkcs1Der, pkcs1Pem, pkcs8Der, pkcs8Pem, rsaKey } from './key-material';
import { KeyRefused, type RefusalReason, readDkimKey } from '../../../lambda/keys';

const rsa = rsaKey(2048);
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey;
const short = rsaKey(1023);
const long = rsaKey(2050); // asked for 2049 bits, OpenSSL 3.0 makes 2048
const publicKey = createPublicKey(rsa);
const spki = publicKey.export({ type: 'spki', format: 'der' });
const passphrase = { cipher: 'aes-256-cbc', passphrase: 'secret' } as const;
const encryptedPkcs8 = rsa.export({ type: 'pkcs8', format: 'der', ...passphrase });

// The outlines of RFC 5280 and RFC 2986: serial, algorithm, names and signature are stand-ins, the order is the real one.
const number = Buffer.from([0x02, 0x01, 0x00]);
const sequence = der(0x30, number);
const signature = der(0x03, randomBytes(128));
const certificate = der(0x30, der(0x30, der(0xa0, number), number, sequence, sequence, sequence, sequence, spki), sequence, signature);
const oldCertificate = der(0x30, der(0x30, number, sequence, sequence, sequence, sequence, spki), sequence, signature);
const request = der(0x30, der(0x30, number, sequence, spki, der(0xa0)), sequence, signature);

const MAKE = 'make one with `openssl genrsa -out dkim.pem 2048`';
const STORE = `store an RSA private key of 2048 bits, as PEM or as base64 of its DER: ${MAKE}`;

/** The whole texts: people search for them, and the troubleshooting page quotes them. */
const MESSAGES: Record<Exclude<RefusalReason, 'corrupted' | 'notGenerated' | 'noSelector' | 'selectorUnfit' | 'otherDomain'>, string> = {
  binary: 'the secret is binary; store the key as text:'
    + ' `aws secretsmanager put-secret-value --secret-id <secret> --secret-string file://dkim.pem`',
  empty: `the value is empty; ${STORE}`,
  notJson: 'the value is not a JSON object, so it has no field "dkim"; leave jsonField out if the secret is the key itself',
  fieldNotChosen: 'the value is a JSON object with the fields "user", "dkim"; set jsonField to the field that holds the private key',
  noSuchField: 'the JSON object has no field "dkim", it has the fields "key", "user"; set jsonField to the field that holds the private key',
  fieldNotText: 'the JSON field "dkim" holds no string; store the private key in it as one string',
  fieldEmpty: `the JSON field "dkim" is empty; ${STORE}`,
  publicKey: 'the value is a public key; store the private key that it belongs to',
  certificate: 'the value is a certificate; store the private key that it belongs to',
  certificateRequest: 'the value is a certificate signing request; store the private key that it was made with',
  openSsh: 'the value is an OpenSSH private key; convert a copy of it with `ssh-keygen -p -N "" -m PEM -f dkim.pem` if it is RSA,'
    + ` else ${MAKE}`,
  pgp: `the value is PGP armor; ${STORE}`,
  severalBlocks: 'the value has 2 PEM blocks; store one private key and nothing else',
  encrypted: 'the private key is encrypted with a passphrase; decrypt it with `openssl pkey -in encrypted.pem -out dkim.pem`,'
    + ' Secrets Manager encrypts it at rest',
  notRsa: `the private key is EC, and SES signs with RSA only; ${MAKE}`,
  tooShort: `the RSA key has 1023 bits, and SES takes none under 1024; ${MAKE}`,
  tooLong: `the RSA key has 2050 bits, and SES takes none over 2048; ${MAKE}`,
  truncated: 'the private key is truncated, its BEGIN or its END line is missing; store the whole file again',
  unrecognised: `the value is neither PEM nor base64 of a private key; ${STORE}`,
};

function refusal(secret: string | undefined, jsonField?: string): KeyRefused {
  try {
    readDkimKey(secret, { jsonField });
  } catch (error) {
    if (error instanceof KeyRefused) return error;
    throw error;
  }
  throw new Error('the key was accepted');
}

const GIVEN: ReadonlyArray<readonly [reason: keyof typeof MESSAGES, what: string, secret: string | undefined, jsonField?: string]> = [
  ['binary', 'a secret without SecretString', undefined],
  ['empty', 'nothing', ''],
  ['empty', 'blanks and a BOM', '\uFEFF \r\n\t'],

  ['notJson', 'PEM where JSON should be', pkcs8Pem(rsa), 'dkim'],
  ['notJson', 'a JSON array', JSON.stringify([pkcs8Pem(rsa)]), 'dkim'],
  ['notJson', 'broken JSON', `{"dkim":"${base64(pkcs1Der(rsa))}`, 'dkim'],
  ['fieldNotChosen', 'JSON without a field asked for', JSON.stringify({ user: 'mail', dkim: pkcs8Pem(rsa) })],
  ['noSuchField', 'JSON with other fields', JSON.stringify({ key: pkcs8Pem(rsa), user: 'mail' }), 'dkim'],
  ['fieldNotText', 'a field with an object', JSON.stringify({ dkim: { key: pkcs8Pem(rsa) } }), 'dkim'],
  ['fieldNotText', 'a field with null', JSON.stringify({ dkim: null }), 'dkim'],
  ['fieldEmpty', 'an empty field', JSON.stringify({ dkim: ' ' }), 'dkim'],

  ['publicKey', 'PEM SPKI', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
  ['publicKey', 'PEM PKCS#1', publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
  ['publicKey', 'base64 of SPKI', base64(spki)],
  ['publicKey', 'base64 of PKCS#1', base64(publicKey.export({ type: 'pkcs1', format: 'der' }))],
  ['publicKey', 'the record itself', `v=DKIM1; k=rsa; p=${base64(spki)}`],
  ['publicKey', 'a line of authorized_keys', `ssh-rsa ${base64(randomBytes(200))} someone@somewhere`],
  ['certificate', 'PEM', pem('CERTIFICATE', certificate)],
  ['certificate', 'base64', base64(certificate)],
  ['certificate', 'base64 of version 1', base64(oldCertificate)],
  ['certificate', 'PEM in the wrong cover', pem('PRIVATE KEY', certificate)],
  ['certificateRequest', 'PEM', pem('CERTIFICATE REQUEST', request)],
  ['certificateRequest', 'PEM of older tools', pem('NEW CERTIFICATE REQUEST', request)],
  ['certificateRequest', 'base64', base64(request)],
  ['openSsh', 'PEM', pem('OPENSSH PRIVATE KEY', Buffer.concat([Buffer.from('openssh-key-v1\0'), randomBytes(300)]))],
  ['pgp', 'a private key', pem('PGP PRIVATE KEY BLOCK', randomBytes(300))],
  ['pgp', 'a public key', pem('PGP PUBLIC KEY BLOCK', randomBytes(300))],
  ['severalBlocks', 'two keys', pkcs8Pem(rsa) + pkcs1Pem(rsa)],
  ['severalBlocks', 'a key and its certificate', pkcs8Pem(rsa) + pem('CERTIFICATE', certificate)],

  ['encrypted', 'PEM PKCS#8', rsa.export({ type: 'pkcs8', format: 'pem', ...passphrase }).toString()],
  ['encrypted', 'PEM PKCS#1', rsa.export({ type: 'pkcs1', format: 'pem', ...passphrase }).toString()],
  ['encrypted', 'PEM PKCS#1, CRLF', rsa.export({ type: 'pkcs1', format: 'pem', ...passphrase }).toString().replaceAll('\n', '\r\n')],
  ['encrypted', 'base64 of PKCS#8', base64(encryptedPkcs8)],
  ['encrypted', 'base64 of a PEM file', base64(pem('ENCRYPTED PRIVATE KEY', encryptedPkcs8))],

  ['notRsa', 'PEM SEC1', ec.export({ type: 'sec1', format: 'pem' }).toString()],
  ['notRsa', 'PEM SEC1 below its parameters', pem('EC PARAMETERS', number) + ec.export({ type: 'sec1', format: 'pem' })],
  ['notRsa', 'PEM PKCS#8', pkcs8Pem(ec)],
  ['notRsa', 'base64 of SEC1', base64(ec.export({ type: 'sec1', format: 'der' }))],
  ['notRsa', 'base64 of PKCS#8', base64(pkcs8Der(ec))],

  ['tooShort', 'PEM', pkcs8Pem(short)],
  ['tooLong', 'base64', base64(pkcs1Der(long))],

  ['truncated', 'PEM without its last line', pkcs8Pem(rsa).trim().split('\n').slice(0, -1).join('\n')],
  ['truncated', 'PEM without its first line', pkcs8Pem(rsa).split('\n').slice(1).join('\n')],
  ['truncated', 'half a PEM file in base64', base64(pkcs8Pem(rsa).slice(0, 900))],
  ['unrecognised', 'a password', 'correct horse battery staple'],
  ['unrecognised', 'a password that looks like base64', 'hunter2'],
  ['unrecognised', 'random bytes in base64', base64(Buffer.concat([Buffer.of(0xff), randomBytes(1200)]))],
  ['unrecognised', 'a DER structure of no kind', base64(der(0x30, number, number, number))],
  ['unrecognised', 'parameters without their key', pem('DH PARAMETERS', der(0x30, number, number))],
];

test.each(GIVEN.map(([reason, what, secret, jsonField]) => ({ reason, what, secret, jsonField })))('$reason: $what', ({ reason, secret, jsonField }) => {
  expect(refusal(secret, jsonField)).toMatchObject({ name: 'KeyRefused', reason, message: MESSAGES[reason] });
});

test('every kind of key that is not RSA is called by its name', () => {
  const kinds: Record<string, KeyObject> = {
    'EC': ec,
    'DSA': dsa,
    'Ed25519': generateKeyPairSync('ed25519').privateKey,
    'Ed448': generateKeyPairSync('ed448').privateKey,
    'X25519': generateKeyPairSync('x25519').privateKey,
    'RSA-PSS': generateKeyPairSync('rsa-pss', { modulusLength: 1024 }).privateKey,
  };
  for (const [kind, key] of Object.entries(kinds)) {
    expect(refusal(pkcs8Pem(key)).message).toBe(`the private key is ${kind}, and SES signs with RSA only; ${MAKE}`);
  }
});

test('OpenSSL\'s traditional DSA key is DSA, with its label and without', () => {
  const traditional = der(0x30, ...Array<Buffer>(6).fill(number));
  expect(refusal(pem('DSA PRIVATE KEY', traditional)).message).toContain('is DSA,');
  expect(refusal(base64(traditional)).message).toContain('is DSA,');
});

test('names of fields are shown, a key in the place of a name is not', () => {
  expect(refusal(JSON.stringify({ [base64(pkcs1Der(rsa))]: '' })).message).toMatch(/with the fields \(a name of \d+ characters\);/);
  expect(refusal(JSON.stringify({ [pkcs1Pem(rsa)]: '' }), 'dkim').message).toMatch(/has the fields \(a name of \d+ characters\);/);
  const half = base64(pkcs8Der(generateKeyPairSync('ed25519').privateKey)).slice(-32);
  expect(refusal(JSON.stringify({ [half]: '' })).message).toContain('with the fields (a name of 32 characters);');
  for (const name of ['dkim', 'privateKey', 'PrivateKey', 'PRIVATE_KEY', 'dkim-key.pem', 'mail2026', 'RSA key']) {
    expect(refusal(JSON.stringify({ [name]: '' })).message).toContain(`with the fields "${name}";`);
  }
  expect(refusal('{}').message).toContain('with no fields');
});

test('many fields stay a short text', () => {
  const fields = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`field${i}`, '']));
  expect(refusal(JSON.stringify(fields)).message).toContain('"field8", "field9" and 2 more; set jsonField');
});

test('each reason has a text of its own, without capital or full stop', () => {
  const texts = Object.values(MESSAGES);
  expect(new Set(texts).size).toBe(texts.length);
  for (const text of texts) expect(text).toMatch(/^[a-z].*[^.]$/);
});
