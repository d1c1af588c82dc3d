import type { KeyChangeSettings } from '../../src/contract/key-rotation';
import type { KeptKey } from '../dkim-key/generated-keys';
import type { PublicDns } from '../dns/public-dns';
import { signsFor } from '../keys';

/** Before SES is told: does everybody who asks DNS find the key? A zone that nobody delegates to would show here. */
export async function checkServed(dns: PublicDns, { domainName, hostedZoneId }: KeyChangeSettings, { selector, pair }: KeptKey): Promise<void> {
  const name = `${selector}._domainkey.${domainName}`;
  const answer = await dns.ask(name, 'TXT');
  if (!('values' in answer)) {
    throw new Error(`the record ${name} was written, and DNS serves ${answer.problem}; check that the domain's registrar delegates to the hosted zone `
      + `${hostedZoneId}; SES still has the key before`);
  }
  if (!answer.values.some((value) => signsFor(pair, value))) {
    throw new Error(`DNS serves something else at ${name} than the key that was published; SES still has the key before`);
  }
}
