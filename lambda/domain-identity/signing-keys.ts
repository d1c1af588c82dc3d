import type { SettledRequest } from './changes';
import { log } from '../custom-resources/log';
import type { StoredKeys } from '../dkim-key/stored-keys';
import type { PublicDns } from '../dns/public-dns';
import { type DkimKeyPair, signsFor } from '../keys';

/** The keys that SES is given. */
export class SigningKeys {
  constructor(private readonly keys: StoredKeys, private readonly dns: Pick<PublicDns, 'ask' | 'delegation'>) {}

  /** The private key whose record was published, and no other. */
  async open({ domainName, signing }: SettledRequest): Promise<string> {
    if (signing.mode !== 'BYODKIM') {
      throw new Error(`${signing.mode} has no private key of ours`);
    }
    const { pair } = await this.keys.open(signing.location, signing.selector, domainName);
    if (pair.fingerprint !== signing.fingerprint) {
      throw new Error(`the secret ${signing.location.secretArn} has another key now than the one that was published for selector `
        + `'${signing.selector}'; deploy again, with a new selector for a new key`);
    }
    await this.warnIfUnserved(domainName, signing.selector, pair);
    return pair.privateKey;
  }

  /** A zone may have the record and not be the one that the domain is delegated to: SES would look for it in vain. */
  private async warnIfUnserved(domainName: string, selector: string, pair: DkimKeyPair): Promise<void> {
    const name = `${selector}._domainkey.${domainName}`;
    const answer = await this.dns.ask(name, 'TXT');
    if ('values' in answer && answer.values.some((value) => signsFor(pair, value))) {
      return;
    }
    const { zoneName, nameServers } = await this.dns.delegation(domainName) ?? { zoneName: 'none', nameServers: [] };
    log.warn('DNS does not serve the key that SES is given: publish it, or compare the name servers of its zone with these', {
      domainName, name, found: 'values' in answer ? 'another record' : answer.problem, zoneName, nameServers,
    });
  }
}
