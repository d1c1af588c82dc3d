import { someAtATime } from './at-a-time';
import type { Occasion } from './occasion';
import { tellStatus } from './status';
import type { DomainIdentitySettings } from '../../src/contract/domain-identity';
import { IDENTITY_TAGS } from '../../src/contract/tags';
import { writeTags } from '../identity/tagging';
import type { IdentityPort, LiveIdentity, Ports } from '../ports';
import type { Me } from '../reconciler/model';
import type { DomainHealth } from '../reporting/domain-health';
import { log } from '../reporting/log';
import { reasonOf } from '../reporting/response';

export interface LiveDomain {
  /** The first look at the identity is the one that told its settings: SES answers one such question a second. */
  readonly ports: Ports;
  readonly me: Me;
  readonly settings: DomainIdentitySettings;
  /** As the first look found it. */
  readonly identity: LiveIdentity;
  /** Whether somebody had removed tags of the owner, and they are there again. */
  readonly restored: boolean;
}

/** SES's answers take the time, and there is one a second; DNS and Route 53 are asked meanwhile. */
const AT_A_TIME = 4;

/** Another stack has taken the identity over, and looks after it. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver';
}

/**
 * A domain whose identity belongs to this stack.
 *
 * @param resource that has the domain in this stack: then tags of its owner that somebody removed are written again
 */
export async function liveDomain(domainName: string, occasion: Occasion, resource?: Partial<ListedDomain>): Promise<LiveDomain> {
  const { ports, region, stackId, reconciler } = occasion;
  let identity = await ports.identities.get(domainName);
  if (!identity) {
    throw new Error(`there is no SES identity ${domainName} in ${region}; deploy the stack again`);
  }
  const other = reconciler.otherOwner(identity, stackId);
  if (other !== undefined) {
    throw new TakenOver(`the SES identity ${domainName} in ${region} does not belong to this stack any more: ${other} has taken it over and looks after it; `
      + 'remove the domain from this stack, or from that one to get it back');
  }
  let owned = reconciler.settingsOf(identity, region);
  let restored = false;
  if (!owned) {
    identity = await withOwnerTags(domainName, identity, occasion, resource);
    owned = reconciler.settingsOf(identity, region);
    restored = true;
  }
  if (!owned) {
    throw new Error(`the SES identity ${domainName} in ${region} has lost its tags; deploy the identity with any change, and they are written again`);
  }
  return { ...owned, restored, identity, ports: { ...ports, identities: startingWith(identity, domainName, ports.identities) } };
}

async function withOwnerTags(
  domainName: string, identity: LiveIdentity, { ports, region, stackId, reconciler }: Occasion, { nonce, logicalId }: Partial<ListedDomain> = {},
): Promise<LiveIdentity> {
  if (nonce === undefined || logicalId === undefined) {
    throw new Error(`the SES identity ${domainName} in ${region} has lost tags of its owner; the hourly clock writes them again if it can`);
  }
  const tags = await reconciler.lostOwnerTags(ports, identity, { domainName, region, stackId, nonce, logicalId });
  const owns = ({ tags: present }: LiveIdentity) => [undefined, stackId].includes(present[IDENTITY_TAGS.stackId]);
  await writeTags(ports.identities, domainName, tags, { stackId, owns });
  log('WARN', 'wrote tags again that somebody had removed', { domainName, tags: Object.keys(tags) });
  return { ...identity, tags: { ...identity.tags, ...tags } };
}

/** A domain to look after, and its resource if that is known. */
export type DomainOfStack = Pick<DomainHealth, 'domainName' | 'logicalId'>;

/** One that CloudFormation lists among the resources of the stack. */
export interface ListedDomain extends DomainOfStack {
  readonly logicalId: string;
  readonly nonce: string;
}

/**
 * Looks after domains, each for itself. Answers how they were; what failed is in `error`. Domains that another stack has taken over are not
 * among them: their mail signs, and that stack says what is wrong with them.
 */
export async function tendAll(domains: ReadonlyArray<DomainOfStack & Partial<ListedDomain>>, occasion: Occasion): Promise<DomainHealth[]> {
  const healths: DomainHealth[] = [];
  await someAtATime(AT_A_TIME, domains, async (domain) => {
    healths.push(...await tendOne(domain, occasion));
  });
  return healths;
}

async function tendOne(domain: DomainOfStack & Partial<ListedDomain>, occasion: Occasion): Promise<DomainHealth[]> {
  const { domainName, logicalId } = domain;
  let health: DomainHealth = { domainName, logicalId };
  try {
    checkTime(occasion);
    const { ports, me, settings, restored, identity } = await liveDomain(domainName, occasion, domain);
    await tellStatus(occasion.ports, domainName, me, identity);
    const report = (found: DomainHealth) => {
      health = restored ? { ...found, did: ['restore tags', ...found.did ?? []] } : found;
    };
    await occasion.reconciler.tend(ports, me, settings, { deadline: occasion.deadline, report });
    return [health];
  } catch (error) {
    const message = reasonOf((error as Error).message);
    if (error instanceof TakenOver) {
      log('WARN', 'left a domain alone', { domainName, why: message });
      return [];
    }
    return [{ ...health, error: message }];
  }
}

/** Lambda counts a run in which a domain failed as failed. */
export function throwIfAnyFailed(healths: readonly DomainHealth[]): void {
  const failures = healths.flatMap(({ domainName, error }) => error === undefined ? [] : [`${domainName}: ${error}`]);
  if (failures.length > 0) {
    throw new Error(reasonOf(`${failures.length} of ${healths.length} domains: ${failures.join('; ')}`));
  }
}

function checkTime({ ports, deadline }: Occasion): void {
  if (ports.now() > deadline) {
    throw new Error('there was no time to look after it; the next run begins with other domains');
  }
}

function startingWith(identity: LiveIdentity, domainName: string, identities: IdentityPort): IdentityPort {
  let first: LiveIdentity | undefined = identity;
  return new Proxy(identities, {
    get: (target, method: keyof IdentityPort) => {
      if (method !== 'get') {
        first = undefined; // whatever is written makes it a thing of the past
        return target[method].bind(target);
      }
      return async (asked: string) => {
        const known = asked === domainName ? first : undefined;
        first = undefined;
        return known ?? target.get(asked);
      };
    },
  });
}
