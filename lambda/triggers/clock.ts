import { tendAll } from './live-domains';
import type { Occasion } from './occasion';
import { parsePhysicalId } from './physical-id';
import { SES_DOMAIN_IDENTITY_TYPE } from '../../src/contract/domain-identity';
import { log } from '../reporting/log';

/** What the rule of the clock sends. */
export interface ClockEvent {
  readonly clock: 'hourly';
}

export interface ClockOccasion extends Occasion {
  /** The resources of a type that the stack has. */
  readonly resources: (type: string) => Promise<ReadonlyArray<{ readonly physicalId: string }>>;
  /** The DKIM status of the identities that there are. */
  readonly statuses: (domainNames: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

const HOUR_MS = 3_600_000;

/** Looks after all domains of the stack. */
export async function onClock(occasion: ClockOccasion): Promise<void> {
  const resources = await occasion.resources(SES_DOMAIN_IDENTITY_TYPE);
  const domainNames = resources.flatMap(({ physicalId }) => parsePhysicalId(physicalId)?.domainName ?? []);
  const statuses = await occasion.statuses(domainNames);
  const unverified = domainNames.filter((domainName) => statuses.get(domainName) !== 'SUCCESS');
  log('INFO', 'looks after the domains of the stack', { stackId: occasion.stackId, domains: domainNames.length, unverified });
  await tendAll([...unverified, ...inTurns(domainNames.filter((domainName) => !unverified.includes(domainName)), occasion.ports.now())], occasion);
}

/** Each hour somebody else is first: if there is not time for all, it is not always the same who have to wait. */
function inTurns(domainNames: readonly string[], now: number): string[] {
  const first = (Math.floor(now / HOUR_MS) * 101) % Math.max(1, domainNames.length);
  return [...domainNames.slice(first), ...domainNames.slice(0, first)];
}
