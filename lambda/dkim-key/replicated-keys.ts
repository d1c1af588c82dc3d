import { GENERATED_PRIVATE_KEY } from '../../src/contract/dkim-key';
import type { ByoDkimSigning, ReplicatedByoDkimSigning, SesDomainIdentityRequest } from '../../src/contract/ses-domain-identity';
import type { Secrets } from '../aws/secrets';
import type { LiveDkim } from '../aws/ses-identities';
import type { Stacks } from '../aws/stacks';
import { log } from '../custom-resources/log';
import type { PublicDns } from '../dns/public-dns';
import { type GeneratedKey, isGeneratedSelector, KeyRefused, readGeneratedKey, signsFor } from '../keys';

interface Replicated extends SesDomainIdentityRequest {
  readonly signing: ReplicatedByoDkimSigning;
}

/**
 * The keys of another Region, from the replica of their secret here.
 *
 * A replica follows its primary after a while, and nothing but its current value is relied on: whether staging labels of
 * ours are replicated is not documented.
 */
export class ReplicatedKeys {
  constructor(private readonly secrets: Secrets, private readonly dns: PublicDns, private readonly stacks: Stacks) {}

  /**
   * The replica's current key; undefined where the identity is to keep the one that it has: the other Region's rotation gave
   * it that one, which may be newer than what has come to the replica, and rotation goes on with it.
   */
  async choose(wanted: Replicated, stackId: string, live?: LiveDkim, previous?: SesDomainIdentityRequest): Promise<ByoDkimSigning | undefined> {
    const { secretArn } = wanted.signing;
    const [selector] = live?.origin === 'EXTERNAL' && live.status !== 'FAILED' ? live.tokens : [];
    const isRotated = previous?.signing.mode === 'REPLICATED_BYODKIM' && previous.signing.secretArn === secretArn;
    if (isRotated && selector !== undefined && isGeneratedSelector(selector)) {
      return undefined;
    }
    const { text, versionId } = await this.secrets.read({ secretArn });
    const key = read(text, secretArn);
    if (key.selector !== selector) {
      await this.checkPublished(key, wanted, stackId);
    }
    return {
      mode: 'BYODKIM',
      selector: key.selector,
      fingerprint: key.pair.fingerprint,
      location: { secretArn, jsonField: GENERATED_PRIVATE_KEY, versionId },
    };
  }

  /** A replica that has fallen far behind has a key whose record is gone: SES would take it, and never sign. */
  private async checkPublished({ selector, pair }: GeneratedKey, { domainName, signing }: Replicated, stackId: string): Promise<void> {
    const name = `${selector}._domainkey.${domainName}`;
    const answer = await this.dns.ask(name, 'TXT');
    if ('values' in answer && answer.values.some((value) => signsFor(pair, value))) {
      return;
    }
    const problem = `DNS does not serve the key in the replica ${signing.secretArn} at ${name}`;
    if (!await this.stacks.isRollingBack(stackId)) {
      throw new Error(`${problem}; deploy the stack of the Region where the key is made first, wait until its secret's replication is InSync `
        + '(`aws secretsmanager describe-secret`), and deploy again');
    }
    log.warn(`${problem}, and the stack is rolling back`, { domainName, selector });
  }
}

function read(text: string | undefined, secretArn: string): GeneratedKey {
  try {
    return readGeneratedKey(text);
  } catch (error) {
    if (error instanceof KeyRefused) {
      throw new Error(`the secret ${secretArn} is no replica of a key of \`DkimKey.generate()\`: ${error.message}`);
    }
    throw error;
  }
}
