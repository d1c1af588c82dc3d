export const MAKE_A_KEY = 'make one with `openssl genrsa -out dkim.pem 2048`';
const STORE_A_KEY = `store an RSA private key of 2048 bits, as PEM or as base64 of its DER: ${MAKE_A_KEY}`;

/**
 * What was found, then what to do. The caller puts domain, secret and selector in front. Facts are counts, names of
 * fields and fixed words, never a piece of the value: these texts end up in stack events and logs.
 */
const MESSAGES = {
  binary: () => 'the secret is binary; store the key as text:'
    + ' `aws secretsmanager put-secret-value --secret-id <secret> --secret-string file://dkim.pem`',
  empty: () => `the value is empty; ${STORE_A_KEY}`,

  notJson: (field: string) => `the value is not a JSON object, so it has no field ${JSON.stringify(field)};`
    + ' leave jsonField out if the secret is the key itself',
  fieldNotChosen: (fields: readonly string[]) => `the value is a JSON object with ${listed(fields)};`
    + ' set jsonField to the field that holds the private key',
  noSuchField: (field: string, fields: readonly string[]) => `the JSON object has no field ${JSON.stringify(field)}, it has ${listed(fields)};`
    + ' set jsonField to the field that holds the private key',
  fieldNotText: (field: string) => `the JSON field ${JSON.stringify(field)} holds no string; store the private key in it as one string`,
  fieldEmpty: (field: string) => `the JSON field ${JSON.stringify(field)} is empty; ${STORE_A_KEY}`,

  publicKey: () => 'the value is a public key; store the private key that it belongs to',
  certificate: () => 'the value is a certificate; store the private key that it belongs to',
  certificateRequest: () => 'the value is a certificate signing request; store the private key that it was made with',
  openSsh: () => 'the value is an OpenSSH private key; convert a copy of it with `ssh-keygen -p -N "" -m PEM -f dkim.pem` if it is RSA,'
    + ` else ${MAKE_A_KEY}`,
  pgp: () => `the value is PGP armor; ${STORE_A_KEY}`,
  severalBlocks: (count: number) => `the value has ${count} PEM blocks; store one private key and nothing else`,
  encrypted: () => 'the private key is encrypted with a passphrase; decrypt it with `openssl pkey -in encrypted.pem -out dkim.pem`,'
    + ' Secrets Manager encrypts it at rest',

  noSelector: (selector: string, privateKey: string) => 'the value does not name a selector, and each new key needs one of its own;'
    + ` store a JSON object with the selector in the field ${JSON.stringify(selector)} and the private key in ${JSON.stringify(privateKey)}`,
  selectorUnfit: (field: string) => `the JSON field ${JSON.stringify(field)} is no selector: one DNS label of letters, digits and inner hyphens,`
    + ' at most 63 characters',
  otherDomain: (domainName: string) => `the key was generated for ${domainName}`,

  notRsa: (kind: string) => `the private key is ${kind}, and SES signs with RSA only; ${MAKE_A_KEY}`,
  tooShort: (bits: number) => `the RSA key has ${bits} bits, and SES takes none under 1024; ${MAKE_A_KEY}`,
  tooLong: (bits: number) => `the RSA key has ${bits} bits, and SES takes none over 2048; ${MAKE_A_KEY}`,

  truncated: (why: string) => `the private key is truncated, ${why}; store the whole file again`,
  corrupted: (why: string) => `the private key is corrupted, ${why}; store the file again, or ${MAKE_A_KEY}`,
  notGenerated: () => 'the value is not a key as it was generated; make the version that was generated the current one again,'
    + ' and keep a key of your own in another secret, with `DkimKey.fromSecret`',
  unrecognised: () => `the value is neither PEM nor base64 of a private key; ${STORE_A_KEY}`,
};

export type RefusalReason = keyof typeof MESSAGES;

/** A secret without a key that SES would sign with. */
export class KeyRefused<R extends RefusalReason = RefusalReason> extends Error {
  override readonly name = 'KeyRefused';

  constructor(readonly reason: R, ...facts: Parameters<typeof MESSAGES[R]>) {
    // TypeScript does not see that the facts are those of this message, though the signature has just made sure
    super((MESSAGES[reason] as (...facts: unknown[]) => string)(...facts));
  }
}

const MOST_FIELDS = 10;

function listed(fields: readonly string[]): string {
  if (fields.length === 0) return 'no fields';
  const more = fields.length > MOST_FIELDS ? ` and ${fields.length - MOST_FIELDS} more` : '';
  return `the fields ${fields.slice(0, MOST_FIELDS).map(shown).join(', ')}${more}`;
}

/** Words as people name things: `dkim`, `privateKey`, `PRIVATE_KEY`, `mail-key.2026`. */
const NAME = /^(?:(?:[A-Z]?[a-z]+(?:[A-Z][a-z]{2,})*|[A-Z]+)?\d{0,4}(?:[-_. ]|$))+$/;
const LONGEST_NAME = 32;

/**
 * The names in a secret are part of the secret: somebody who pastes a key into the wrong box of the console makes it
 * one. Half a line of base64 is short enough for a name, so a name is shown only if it also reads like one.
 */
function shown(field: string): string {
  return field.length <= LONGEST_NAME && NAME.test(field) ? `"${field}"` : `(a name of ${field.length} characters)`;
}
