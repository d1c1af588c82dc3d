import { KeyRefused } from './refusals';

const PEM_MARKER = /-----(BEGIN|END) /;
const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/gs;
/** RFC 1421 section 4.6.1.1, as OpenSSL writes it above the base64 of an encrypted traditional key. */
const ENCRYPTION_HEADER = /Proc-Type:\s*4,\s*ENCRYPTED/;
/** Line ends and blanks, also as the two characters `\n` that copying out of JSON or a shell leaves behind, once or twice escaped. */
const LINE_BREAKS = /\\[rn]?|\s/g;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** An OpenSSH public key, or the value of a DKIM record. */
const PUBLIC_KEY_LINE = /^(ssh-\w+ |ecdsa-|v=DKIM1)/;

/** What a PEM label alone tells; under any other label the bytes decide. */
const REFUSED_LABELS: ReadonlyArray<readonly [RegExp, () => KeyRefused]> = [
  [/PUBLIC KEY$/, () => new KeyRefused('publicKey')],
  [/CERTIFICATE REQUEST$/, () => new KeyRefused('certificateRequest')],
  [/CERTIFICATE$/, () => new KeyRefused('certificate')],
  [/^OPENSSH /, () => new KeyRefused('openSsh')],
  [/^PGP /, () => new KeyRefused('pgp')],
  [/^ENCRYPTED /, () => new KeyRefused('encrypted')],
  [/^EC PRIVATE KEY$/, () => new KeyRefused('notRsa', 'EC')],
  [/^DSA PRIVATE KEY$/, () => new KeyRefused('notRsa', 'DSA')],
  [/PARAMETERS$/, () => new KeyRefused('unrecognised')],
];

/** The DER in a text that is PEM, base64 of a whole PEM file, or base64 of the DER itself. */
export function keyBytes(text: string): Buffer {
  if (PEM_MARKER.test(text)) return bytesOfPem(text);
  if (PUBLIC_KEY_LINE.test(text)) throw new KeyRefused('publicKey');

  const bytes = fromBase64(text);
  if (!bytes) throw new KeyRefused('unrecognised');
  const file = bytes.toString('latin1');
  return PEM_MARKER.test(file) ? bytesOfPem(file) : bytes;
}

/** What stands outside the block is ignored, as RFC 7468 section 2 lets explanatory text stand there. */
function bytesOfPem(text: string): Buffer {
  const blocks = [...text.matchAll(PEM_BLOCK)].map(([, label, body]) => ({ label, body }));
  if (blocks.length === 0) throw new KeyRefused('truncated', 'its BEGIN or its END line is missing');

  const keys = blocks.filter(block => !block.label.endsWith('PARAMETERS')); // OpenSSL writes those above an EC or DSA key
  if (keys.length > 1) throw new KeyRefused('severalBlocks', keys.length);

  const { label, body } = keys[0] ?? blocks[0];
  const refused = REFUSED_LABELS.find(([pattern]) => pattern.test(label));
  if (refused) throw refused[1]();
  if (ENCRYPTION_HEADER.test(body)) throw new KeyRefused('encrypted');

  const bytes = fromBase64(body);
  if (!bytes) throw new KeyRefused('corrupted', 'between its BEGIN and END lines is something else than base64');
  return bytes;
}

function fromBase64(text: string): Buffer | undefined {
  const base64 = text.replace(LINE_BREAKS, '');
  return BASE64.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}
