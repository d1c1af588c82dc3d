import { holderId, isClaimedBy, isClaimedByOthers, isUndone, MEMORY_LABEL, parseMemory } from './memory';
import type { Entry, Me, Memory } from './model';
import { dkimLabel, isDkimLabel } from './questions';
import { DEFAULT_OVERLAP_DAYS } from '../../src/contract/domain-identity';
import type { DnsAnswer, DnsPort, IdentityStatus, Ports } from '../ports';
import { hashOf, publishesSomeKey } from '../records/values';
import type { DomainHealth } from '../reporting/domain-health';

/*
 * Whether a live domain is well, by what SES tells of many identities in one answer, and by public DNS: the memory of the zone says what
 * is to be served, and what is due. SES is not asked about the one domain.
 *
 * Whoever forges DNS can forge this too. So its answer only ever saves the look of `tend`, which reads SES and the zone themselves. It never
 * leads to a change, and each domain has that look in its turn anyway.
 */

export type QuickLook =
  /** The domain is well, and this is how it is. */
  | { readonly health: DomainHealth }
  /** Why the domain needs a look of its own. */
  | { readonly doubt: string };

interface Subject extends Pick<Me, 'nonce' | 'region'> {
  readonly domainName: string;
  readonly status: IdentityStatus | undefined;
}

export async function quickLook({ dns, now }: Pick<Ports, 'dns' | 'now'>, subject: Subject): Promise<QuickLook> {
  const { domainName, status } = subject;
  if (!status || !isFullyVerified(status)) {
    return { doubt: `SES reports DKIM ${status?.dkim ?? 'nothing'}, and of the MAIL FROM domain ${status?.mailFrom?.status ?? 'nothing'}` };
  }
  const found = await findMemory(dns, domainName, status);
  if (found === undefined) {
    return withoutMemory(dns, domainName, status);
  }
  if ('problem' in found) {
    return { doubt: found.problem };
  }
  return withMemory(dns, now(), subject, status, found.memory);
}

export function isFullyVerified(status: IdentityStatus | undefined): boolean {
  return status?.dkim === 'SUCCESS' && (status.mailFrom === undefined || status.mailFrom.status === 'SUCCESS');
}

/** Behind CNAMEs the memory is in the zone that they point to. */
async function findMemory(
  dns: DnsPort, domainName: string, { tokens }: IdentityStatus,
): Promise<{ readonly memory: Memory } | { readonly problem: string } | undefined> {
  const own = memoryIn(await dns.ask(`${MEMORY_LABEL}.${domainName}`, 'TXT'));
  if (own !== undefined || tokens.length !== 1) {
    return own;
  }
  const label = dkimLabel(tokens[0]);
  const alias = await dns.ask(`${label}.${domainName}`, 'CNAME');
  const target = alias.kind === 'values' && alias.values[0].startsWith(`${label}.`) ? alias.values[0].slice(label.length + 1) : undefined;
  return target === undefined ? undefined : memoryIn(await dns.ask(`${MEMORY_LABEL}.${target}`, 'TXT'));
}

function memoryIn(answer: DnsAnswer): { readonly memory: Memory } | { readonly problem: string } | undefined {
  if (answer.kind !== 'values') {
    return answer.kind === 'absent' ? undefined : { problem: `nobody tells what the zone remembers: ${answer.problem}` };
  }
  const memory = answer.values.map(parseMemory).find((parsed) => parsed !== undefined);
  return memory ? { memory } : { problem: 'the memory of the zone cannot be read' };
}

/** Records that somebody else publishes: there is nothing to do for the library as long as SES is content and they are served. */
async function withoutMemory(dns: DnsPort, domainName: string, status: IdentityStatus): Promise<QuickLook> {
  const labels = status.tokens.map(dkimLabel);
  const missing = await firstOf(labels, async (label) => {
    const answer = await dns.ask(`${label}.${domainName}`, 'TXT');
    return answer.kind !== 'values' || !answer.values.some(publishesSomeKey);
  });
  if (labels.length === 0 || missing !== undefined) {
    return { doubt: missing === undefined ? 'nobody tells which records SES needs' : `${missing}.${domainName} has no key` };
  }
  return { health: healthOf(domainName, status) };
}

async function withMemory(
  dns: DnsPort, now: number, { domainName, ...self }: Subject, status: IdentityStatus, memory: Memory,
): Promise<QuickLook> {
  const { tokens, mailFrom } = status;
  const id = holderId(self);
  if (isUndone(memory, id)) {
    return { doubt: 'its last deployment was rolled back while another stack had the identity' };
  }
  const entries = memory.entries.filter((entry) => isClaimedBy(entry, id));
  const due = entries.find((entry) => isDue(entry, id, now));
  if (due) {
    return { doubt: `something is to be done with ${due.label}.${domainName} (${due.state})` };
  }
  const live = entries.filter(({ state }) => state === 'live');
  const dkim = live.filter(({ label }) => isDkimLabel(label));
  const labels = tokens.length > 0 ? tokens.map(dkimLabel) : dkim.map(({ label }) => label);
  const unknown = labels.find((label) => !dkim.some((entry) => entry.label === label));
  if (labels.length === 0 || unknown !== undefined) {
    return { doubt: `SES signs with ${unknown ?? 'something'} of ${domainName}, which the zone does not remember` };
  }
  const abandoned = live.find(({ label, type }) => type === 'MX' && `${label}.${domainName}` !== mailFrom?.domainName);
  if (abandoned) {
    return { doubt: `SES does not use the MAIL FROM domain ${abandoned.label}.${domainName}` };
  }
  const missing = await firstOf(live, async ({ label, type, hash }) => {
    const answer = await dns.ask(`${label}.${domainName}`, type as 'TXT');
    return answer.kind !== 'values' || hashOf(type, answer.values) !== hash;
  });
  if (missing) {
    return { doubt: `the record ${missing.type} ${missing.label}.${domainName} is not served as it was published` };
  }
  return {
    health: {
      ...healthOf(domainName, status),
      selectors: labels.map((label) => label.replace(/\._domainkey$/, '')),
      dmarcServed: live.some(({ label }) => label === '_dmarc') || undefined,
      keySince: dkim.find(({ label, type }) => type === 'TXT' && labels.includes(label))?.since,
      nextRetirement: earliest(entries.filter(({ state }) => state === 'retired' || state === 'revoked').map(({ since }) => since + USUAL_OVERLAP_MS)),
    },
  };
}

/** Of a domain whose records are all served. */
function healthOf(domainName: string, { dkim, tokens, mailFrom }: IdentityStatus): DomainHealth {
  return { domainName, status: dkim, isVerified: true, selectors: tokens, recordServed: true, mailFromVerified: mailFrom && true };
}

/**
 * Only SES has the domain's own settings, as tags. If its overlap is shorter, what was retired goes in the domain's turn. If it is longer, a
 * look of the domain's own finds nothing to do.
 */
const USUAL_OVERLAP_MS = DEFAULT_OVERLAP_DAYS * 24 * 60 * 60_000;

/** A key that is about to be used, or that SES did not verify, is watched; what was retired goes when its time is over. */
function isDue(entry: Entry, id: string, now: number): boolean {
  const { claims, state, since, origin } = entry;
  if (state === 'new' || state === 'failed' || claims.some(({ holder, until }) => holder === id && until !== undefined && until <= now)) {
    return true;
  }
  return state !== 'live' && origin === 'made' && !isClaimedByOthers(entry, id, now) && now - since >= USUAL_OVERLAP_MS;
}

/** The first item, in the given order, that passes. All are asked at the same time. */
async function firstOf<T>(items: readonly T[], isSo: (item: T) => Promise<boolean>): Promise<T | undefined> {
  const answers = await Promise.all(items.map(isSo));
  return items.find((_, index) => answers[index]);
}

function earliest(times: readonly number[]): number | undefined {
  return times.length > 0 ? Math.min(...times) : undefined;
}
