/** Also if JSON has escaped it. */
const LINE_END = String.raw`(?:[\r\n]|\\+[rn])`;

/**
 * Longer than what stands between two punctuation marks in names and ARNs, and the lines that follow it in a PEM file. The first and the
 * last line of the PEM file belong to it.
 */
const KEY_LIKE = new RegExp(
  `(?:-----BEGIN [A-Z ]+-----${LINE_END}*)?[A-Za-z0-9+/=]{40,}(?:${LINE_END}+[A-Za-z0-9+/=]+)*(?:${LINE_END}*-----END [A-Z ]+-----${LINE_END}*)?`, 'g',
);

/**
 * RSA public keys of 1024 to 2048 bits as DKIM records have them begin like this: the object id of RSA, and then the BIT STRING
 * of a public key. A private key has an OCTET STRING there. (RFC 5280 section 4.1.2.7, RFC 5958 section 2)
 */
const PUBLIC_KEY = /^(?:p=)?MI(?:[GH].MA0GCSqGSIb3DQEBAQUAA4|IB..ANBgkqhkiG9w0BAQEFAAO)[A-Za-z0-9+/]+={0,2}$/;
const LONGEST_PUBLIC_KEY = 'p='.length + 392;

/** A SHA-256, as the ids of versions and the fingerprints of keys are. */
const HASH = /^[0-9a-f]{64}$/;

/**
 * Takes out whatever could be a piece of a private key. No message of ours has one; one that AWS composed may quote what it
 * was given. Public keys stay: whoever has to publish a record needs its value.
 */
export function withoutKeys(text: string): string {
  const isPublic = (long: string) => HASH.test(long) || (long.length <= LONGEST_PUBLIC_KEY && PUBLIC_KEY.test(long));
  return text.replace(KEY_LIKE, (long) => isPublic(long) ? long : '[redacted]');
}
