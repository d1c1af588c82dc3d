import type { IdentityState, Ports, PublicKey } from './ports';
import { until } from './until';

/** What SES and DNS are expected to say of a domain. */
export interface Expected {
  readonly origin: string;
  /** Of BYODKIM: what SES signs with. */
  readonly key?: PublicKey;
  /** Selectors of previous keys, whose records mail in transit needs. */
  readonly alsoServed?: readonly string[];
}

/** What was seen of a domain that signs. */
export interface Seen {
  readonly identity: IdentityState;
  /** For people. */
  readonly text: string;
}

/** Waits until SES has verified a domain, sends a mail, and compares with public DNS. */
export async function look(ports: Ports, region: string, domainName: string, to: string, subject: string, expected: Expected): Promise<Seen> {
  const start = ports.now();
  const identity = await verified(ports, region, domainName, expected);
  const seconds = Math.round((ports.now() - start) / 1000);
  const id = await ports.identities.send(region, `acceptance@${domainName}`, to, subject);
  const records = expected.key ? await ownKeyServed(ports, domainName, expected.key) : await easyDkimServed(ports, domainName, identity);
  for (const selector of expected.alsoServed ?? []) {
    if (!(await ports.dns.ask(dkimName(selector, domainName), 'TXT')).some((text) => keyIn(text))) {
      throw new Error(`public DNS does not serve the previous key any more: ${dkimName(selector, domainName)} has no TXT record with a key, and mail in transit needs it`);
    }
  }
  const signature = await signedAs(ports, id, domainName, expected.key ? [expected.key.selector] : identity.tokens);
  const previous = expected.alsoServed?.length ? `, served as before: ${expected.alsoServed.join(' ')}` : '';
  return { identity, text: `${region}: SUCCESS after ${seconds} s, ${identity.origin}, served: ${records.join(' ')}${previous}, mail ${id}${signature}` };
}

/** SES says that it signs, with what is expected. */
async function verified(ports: Ports, region: string, domainName: string, { origin, key }: Expected): Promise<IdentityState> {
  let last: IdentityState | undefined;
  const agrees = async () => {
    last = await ports.identities.find(region, domainName);
    // Without tokens SES does not tell the selector. [DOC developer guide, sample of BYODKIM]
    const hasKey = !key || !last?.tokens.length || last.tokens.includes(key.selector);
    return last?.status === 'SUCCESS' && last.signs && last.maySend && last.origin === origin && hasKey ? last : undefined;
  };
  return until(ports, agrees, () => (
    `SES should sign mail of ${domainName} in ${region} with ${origin}${key ? `, selector ${key.selector}` : ''}, and has ${last ? described(last) : 'no identity of it'}`
  ));
}

/** The signature of the mail, as a receiver judges it. Nothing if nobody can read it. */
async function signedAs(ports: Ports, id: string, domainName: string, selectors: readonly string[]): Promise<string> {
  const { mailbox } = ports;
  if (!mailbox) {
    return '';
  }
  const { selector, result } = await until(ports, () => mailbox.signature(id, domainName), () => `the mail ${id} did not arrive`);
  if (result !== 'pass' || selector === undefined || !selectors.includes(selector)) {
    throw new Error(`the mail ${id} should be signed by ${domainName} with ${selectors.join(' or ')}: `
      + (selector ? `its signature is of ${selector}, with the result ${result}` : 'it has no signature of this domain'));
  }
  return `, signed with ${selector}: pass`;
}

function described({ status, origin, signs, maySend, tokens, problem }: IdentityState): string {
  return `status ${status}, ${origin}, ${tokens.join(' ') || 'no tokens'}, signing ${signs ? 'on' : 'off'}, ${maySend ? 'may send' : 'may not send'}${problem ? `: ${problem}` : ''}`;
}

const dkimName = (selector: string, domainName: string) => `${selector}._domainkey.${domainName}`;

async function ownKeyServed({ dns }: Ports, domainName: string, { selector, publicKey }: PublicKey): Promise<string[]> {
  const name = dkimName(selector, domainName);
  const texts = await dns.ask(name, 'TXT');
  if (texts.length !== 1 || keyIn(texts[0]) !== publicKey) {
    throw new Error(`SES signs with a key that public DNS does not serve: TXT ${name} should have the public key ${shortened(publicKey)}, and is ${shown(texts)}`);
  }
  return [`TXT ${selector}._domainkey`];
}

/** All CNAMEs lead where SES says, and one of them at least to a key: SES need not use all of its keys, nor publish them at once. */
async function easyDkimServed(ports: Ports, domainName: string, { tokens, signingHostedZone = 'dkim.amazonses.com' }: IdentityState): Promise<string[]> {
  if (tokens.length === 0) {
    throw new Error(`SES tells no tokens of ${domainName}`);
  }
  const targets = tokens.map((token) => [dkimName(token, domainName), `${token}.${signingHostedZone}`] as const);
  for (const [name, target] of targets) {
    const [found] = await ports.dns.ask(name, 'CNAME');
    if (found?.replace(/\.$/, '').toLowerCase() !== target.toLowerCase()) {
      throw new Error(`public DNS does not serve what SES signs with: CNAME ${name} should be ${target}, and is ${found ?? 'not there'}`);
    }
  }
  const keys = await until(ports, async () => {
    const texts = await Promise.all(targets.map(([, target]) => ports.dns.ask(target, 'TXT')));
    const served = texts.filter((values) => values.some((text) => keyIn(text))).length;
    return served > 0 ? served : undefined;
  }, () => `public DNS has no key at the targets of the CNAMEs of ${domainName}`);
  return [`${tokens.length} CNAMEs, ${keys} with a key`];
}

/** The key of a DKIM record. Empty or absent if it is revoked or none. [RFC 6376 section 3.6.1] */
function keyIn(text: string): string | undefined {
  return /(?:^|;)\s*p\s*=([^;]*)/.exec(text)?.[1].replace(/\s/g, '') || undefined;
}

const shortened = (text: string) => text.length > 40 ? `${text.slice(0, 20)}…${text.slice(-12)}` : text;
const shown = (texts: readonly string[]) => texts.length === 0 ? 'not there' : texts.map((text) => `'${shortened(text)}'`).join(' and ');
