import { someAtATime } from './at-a-time';
import type { ListedDomain } from './live-domains';
import type { Occasion } from './occasion';
import type { IdentityStatus } from '../ports';
import type { DomainHealth } from '../reporting/domain-health';
import { log } from '../reporting/log';
import { reasonOf } from '../reporting/response';

/** Each asks DNS about the records of a domain, and waits most of the time. */
const AT_A_TIME = 8;

interface QuickLooks {
  /** The domains that need a look of their own. */
  readonly doubtful: readonly ListedDomain[];
  readonly well: readonly DomainHealth[];
}

/** Looks at domains through DNS. */
export async function quickLooks(
  domains: readonly ListedDomain[], statuses: ReadonlyMap<string, IdentityStatus>, { ports, region, reconciler, deadline }: Occasion,
): Promise<QuickLooks> {
  const doubtful: ListedDomain[] = [];
  const well: DomainHealth[] = [];
  const end = ports.now() + (deadline - ports.now()) / 2; // the rest is for what needs more than that
  await someAtATime(AT_A_TIME, domains, async (domain) => {
    const { domainName, nonce, logicalId } = domain;
    const subject = { domainName, nonce, region, status: statuses.get(domainName) };
    const look = ports.now() > end ? { doubt: 'there was no time for a quick look' } : await reconciler.quickLook(ports, subject)
      .catch((error: Error) => ({ doubt: reasonOf(error.message) }));
    if ('doubt' in look) {
      log('INFO', 'takes a closer look at a domain', { domainName, why: look.doubt });
      doubtful.push(domain);
    } else {
      well.push({ ...look.health, logicalId });
    }
  });
  return { doubtful, well };
}
