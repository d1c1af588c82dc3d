import type { KeyChangeSettings, KeyRotationSettings } from '../../src/contract/key-rotation';
import type { KeptKey } from '../dkim-key/generated-keys';
import type { PublicDns } from '../dns/public-dns';
import { signsFor } from '../keys';

type Place = Pick<KeyChangeSettings, 'domainName' | 'hostedZoneId'> & Pick<KeyRotationSettings, 'delegation'>;

/** Before SES is told: does everybody who asks DNS find the key? A zone that nobody delegates to would show here. */
export async function checkServed(dns: PublicDns, place: Place, { selector, pair }: KeptKey): Promise<void> {
  const name = `${selector}._domainkey.${place.domainName}`;
  const answer = await dns.ask(name, 'TXT');
  if (!('values' in answer)) {
    throw new Error(`the record ${name} was written, and DNS serves ${answer.problem}; check that ${wayTo(place, selector)}; SES still has the key before`);
  }
  if (!answer.values.some((value) => signsFor(pair, value))) {
    throw new Error(`DNS serves something else at ${name} than the key that was published; check that ${wayTo(place, selector)}; `
      + 'SES still has the key before');
  }
}

function wayTo({ domainName, hostedZoneId, delegation }: Place, selector: string): string {
  const zone = `the hosted zone ${hostedZoneId}`;
  return delegation
    ? `${selector}._domainkey.${domainName} is a CNAME of ${selector}._domainkey.${delegation.recordsDomain}, and that ${zone} is delegated to`
    : `the domain's registrar delegates to ${zone}`;
}
