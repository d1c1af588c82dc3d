import { type ListedDomain, tendAll, throwIfAnyFailed } from './live-domains';
import { type Occasion, report } from './occasion';
import { parsePhysicalId } from './physical-id';
import { quickLooks } from './quick-looks';
import { SES_DOMAIN_IDENTITY_TYPE } from '../../src/contract/domain-identity';
import type { IdentityStatus } from '../ports';
import { isFullyVerified } from '../reconciler';
import type { DomainHealth } from '../reporting/domain-health';
import { log } from '../reporting/log';
import { domainLine, stackErrorsLine, stackLine } from '../reporting/metrics';

/** What the rule of the clock sends. */
export interface ClockEvent {
  readonly clock: 'hourly';
}

export interface ClockOccasion extends Occasion {
  /** The resources of a type that the stack has. */
  readonly resources: (type: string) => Promise<ReadonlyArray<{ readonly physicalId: string; readonly logicalId: string }>>;
  /** The status of the identities that there are. */
  readonly statuses: (domainNames: readonly string[]) => Promise<ReadonlyMap<string, IdentityStatus>>;
}

const HOUR_MS = 3_600_000;

/**
 * So many domains have a look of their own each hour, in turn, with one call or more. SES allows one call a second in an account and Region,
 * and deployments need them. The status of 400 domains takes eight calls. So it is twenty calls if all is well.
 */
const LOOKS_IN_TURN = 12;

/** Looks after all domains of the stack. */
export async function onClock(occasion: ClockOccasion): Promise<void> {
  const { needy, well } = await sorted(occasion).catch((error: Error) => {
    report(occasion, (look) => [stackErrorsLine([{ error: error.message }], look)]);
    throw error;
  });
  const healths = [...await tendAll(needy, occasion), ...well];
  report(occasion, (look) => [...healths.map((health) => domainLine(health, look)), stackLine(healths, look)]);
  throwIfAnyFailed(healths);
}

/** The domains that have a look of their own, those that need it most first, and how the others are. */
async function sorted(occasion: ClockOccasion): Promise<{ readonly needy: readonly ListedDomain[]; readonly well: readonly DomainHealth[] }> {
  const domains = (await occasion.resources(SES_DOMAIN_IDENTITY_TYPE)).flatMap(({ physicalId, logicalId }) => {
    const id = parsePhysicalId(physicalId);
    return id ? [{ ...id, logicalId }] : [];
  });
  const statuses = await occasion.statuses(domains.map(({ domainName }) => domainName));
  const unverified = domains.filter(({ domainName }) => !isFullyVerified(statuses.get(domainName)));
  const inTurn = turnOf(domains, occasion.ports.now());
  const others = domains.filter((domain) => !unverified.includes(domain) && !inTurn.includes(domain));
  const { doubtful, well } = await quickLooks(others, statuses, occasion);
  log('INFO', 'looks after the domains of the stack', {
    stackId: occasion.stackId, domains: domains.length, unverified: names(unverified), doubtful: names(doubtful), inTurn: inTurn.length,
  });
  return { needy: [...new Set([...unverified, ...doubtful, ...inTurn])], well };
}

function names(domains: readonly ListedDomain[]): string[] {
  return domains.map(({ domainName }) => domainName);
}

/** Each hour other domains have their turn. */
function turnOf(domains: readonly ListedDomain[], now: number): ListedDomain[] {
  const first = (Math.floor(now / HOUR_MS) * LOOKS_IN_TURN) % Math.max(1, domains.length);
  return [...domains.slice(first), ...domains.slice(0, first)].slice(0, LOOKS_IN_TURN);
}
