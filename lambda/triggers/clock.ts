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
  readonly resources: (type: string) => Promise<ReadonlyArray<{
    readonly physicalId: string;
    readonly logicalId: string;
    readonly deployedAt?: number;
  }>>;
  /** The status of the identities that there are. */
  readonly statuses: (domainNames: readonly string[]) => Promise<ReadonlyMap<string, IdentityStatus>>;
}

const HOUR_MS = 3_600_000;

/**
 * So many domains have a look of their own each hour, in turn, with one call or more. SES allows one call a second in an account and Region,
 * and deployments need them. The status of 400 domains takes eight calls. So it is twenty calls if all is well.
 */
const LOOKS_IN_TURN = 12;

/**
 * If events are sent, half of these looks are for domains that were deployed in the last days, if there are any. Only a look of its own reads the tag
 * with the last status, and SES verifies most of them in these days. [DOC SES, verifying a domain identity: 72 hours]
 */
const LOOKS_AFTER_DEPLOYMENTS = LOOKS_IN_TURN / 2;
const RECENT_MS = 73 * HOUR_MS;

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
  const domains = (await occasion.resources(SES_DOMAIN_IDENTITY_TYPE)).flatMap(({ physicalId, ...resource }) => {
    const id = parsePhysicalId(physicalId);
    return id ? [{ ...id, ...resource }] : [];
  });
  const statuses = await occasion.statuses(domains.map(({ domainName }) => domainName));
  const unverified = domains.filter(({ domainName }) => !isFullyVerified(statuses.get(domainName)));
  const inTurn = looksInTurn(domains, occasion);
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

function looksInTurn(domains: ReadonlyArray<ListedDomain & { readonly deployedAt?: number }>, { ports }: ClockOccasion): ListedDomain[] {
  const now = ports.now();
  const recent = ports.events ? turnOf(domains.filter(({ deployedAt = 0 }) => now - deployedAt < RECENT_MS), now, LOOKS_AFTER_DEPLOYMENTS) : [];
  const others = domains.filter((domain) => !recent.includes(domain));
  return [...recent, ...turnOf(others, now, LOOKS_IN_TURN - recent.length)];
}

/** Each hour other domains have their turn. */
function turnOf(domains: readonly ListedDomain[], now: number, looks: number): ListedDomain[] {
  const first = (Math.floor(now / HOUR_MS) * looks) % Math.max(1, domains.length);
  return [...domains.slice(first), ...domains.slice(0, first)].slice(0, looks);
}
