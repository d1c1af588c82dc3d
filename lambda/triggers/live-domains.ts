import { someAtATime } from './at-a-time';
import type { Occasion } from './occasion';
import type { DomainIdentitySettings } from '../../src/contract/domain-identity';
import type { IdentityPort, LiveIdentity, Ports } from '../ports';
import type { Me } from '../reconciler/model';
import type { DomainHealth } from '../reporting/domain-health';
import { reasonOf } from '../reporting/response';

export interface LiveDomain {
  /** The first look at the identity is the one that told its settings: SES answers one such question a second. */
  readonly ports: Ports;
  readonly me: Me;
  readonly settings: DomainIdentitySettings;
}

/** SES's answers take the time, and there is one a second; DNS and Route 53 are asked meanwhile. */
const AT_A_TIME = 4;

/** A domain whose identity belongs to this stack. */
export async function liveDomain(domainName: string, { ports, region, stackId, reconciler }: Occasion): Promise<LiveDomain> {
  const identity = await ports.identities.get(domainName);
  if (!identity) {
    throw new Error(`there is no SES identity ${domainName} in ${region}; deploy the stack again`);
  }
  const owned = reconciler.settingsOf(identity, region);
  if (owned?.me.stackId !== stackId) {
    throw new Error(`the SES identity ${domainName} in ${region} does not belong to the stack ${stackId} any more; deploy the stack again, `
      + 'or remove the domain from it');
  }
  return { ...owned, ports: { ...ports, identities: startingWith(identity, domainName, ports.identities) } };
}

/** A domain to look after, and its resource if that is known. */
export type DomainOfStack = Pick<DomainHealth, 'domainName' | 'logicalId'>;

/** One that CloudFormation lists among the resources of the stack. */
export interface ListedDomain extends DomainOfStack {
  readonly logicalId: string;
  readonly nonce: string;
}

/** Looks after domains, each for itself. Answers how they were; what failed is in `error`. */
export async function tendAll(domains: readonly DomainOfStack[], occasion: Occasion): Promise<DomainHealth[]> {
  const healths: DomainHealth[] = [];
  await someAtATime(AT_A_TIME, domains, async (domain) => {
    healths.push(await tendOne(domain, occasion));
  });
  return healths;
}

async function tendOne(domain: DomainOfStack, occasion: Occasion): Promise<DomainHealth> {
  let health: DomainHealth = domain;
  try {
    checkTime(occasion);
    const { ports, me, settings } = await liveDomain(domain.domainName, occasion);
    const report = (found: DomainHealth) => {
      health = found;
    };
    await occasion.reconciler.tend(ports, me, settings, { deadline: occasion.deadline, report });
    return health;
  } catch (error) {
    return { ...health, error: reasonOf((error as Error).message) };
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
