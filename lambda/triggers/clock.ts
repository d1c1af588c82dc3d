import { type DomainOfStack, tendAll, throwIfAnyFailed } from './live-domains';
import { type Occasion, report } from './occasion';
import { parsePhysicalId } from './physical-id';
import { SES_DOMAIN_IDENTITY_TYPE } from '../../src/contract/domain-identity';
import { log } from '../reporting/log';
import { domainLine, stackErrorsLine, stackLine } from '../reporting/metrics';

/** What the rule of the clock sends. */
export interface ClockEvent {
  readonly clock: 'hourly';
}

export interface ClockOccasion extends Occasion {
  /** The resources of a type that the stack has. */
  readonly resources: (type: string) => Promise<ReadonlyArray<{ readonly physicalId: string; readonly logicalId: string }>>;
  /** The DKIM status of the identities that there are. */
  readonly statuses: (domainNames: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

const HOUR_MS = 3_600_000;

/** Looks after all domains of the stack. */
export async function onClock(occasion: ClockOccasion): Promise<void> {
  const domains = await domainsInTurns(occasion).catch((error: Error) => {
    report(occasion, (look) => [stackErrorsLine([{ error: error.message }], look)]);
    throw error;
  });
  const healths = await tendAll(domains, occasion);
  report(occasion, (look) => [...healths.map((health) => domainLine(health, look)), stackLine(healths, look)]);
  throwIfAnyFailed(healths);
}

/** Those that SES has not verified come first. */
async function domainsInTurns({ resources, statuses, stackId, ports }: ClockOccasion): Promise<DomainOfStack[]> {
  const domains = (await resources(SES_DOMAIN_IDENTITY_TYPE)).flatMap(({ physicalId, logicalId }) => {
    const domainName = parsePhysicalId(physicalId)?.domainName;
    return domainName === undefined ? [] : [{ domainName, logicalId }];
  });
  const statusOf = await statuses(domains.map(({ domainName }) => domainName));
  const isVerified = ({ domainName }: DomainOfStack) => statusOf.get(domainName) === 'SUCCESS';
  const unverified = domains.filter((domain) => !isVerified(domain));
  log('INFO', 'looks after the domains of the stack', { stackId, domains: domains.length, unverified: unverified.map(({ domainName }) => domainName) });
  return [...unverified, ...inTurns(domains.filter(isVerified), ports.now())];
}

/** Each hour somebody else is first: if there is not time for all, it is not always the same who have to wait. */
function inTurns<T>(domains: readonly T[], now: number): T[] {
  const first = (Math.floor(now / HOUR_MS) * 101) % Math.max(1, domains.length);
  return [...domains.slice(first), ...domains.slice(0, first)];
}
