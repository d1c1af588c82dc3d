import type { HostedZone } from './hosted-zone';
import { DAY, type Scheduler } from './scheduler';
import type { DnsAnswer } from '../../../../lambda/ports';

/** Where SES keeps the public keys of Easy DKIM. */
export const SIGNING_HOSTED_ZONE = 'dkim.amazonses.com';

/** Resolvers keep the name servers that the parent zone names as long. [RFC 1035; the usual TTL of an NS record] */
const DELEGATIONS_ARE_KEPT = 2 * DAY;
const MOST_CNAMES = 8;

interface Delegation {
  readonly zoneName: string;
  readonly zone: HostedZone;
  /** Resolvers believe it until then. */
  until: number;
}

/** Public DNS: which zone is delegated for a name, and what the delegated zones serve. */
export class PublicDns {
  private readonly delegations: Delegation[] = [];

  constructor(private readonly scheduler: Scheduler) {}

  delegate(zone: HostedZone): void {
    for (const delegation of this.delegations.filter(({ zoneName, until }) => zoneName === zone.name && until === Infinity)) {
      delegation.until = this.scheduler.now + DELEGATIONS_ARE_KEPT;
    }
    this.delegations.push({ zoneName: zone.name, zone, until: Infinity });
  }

  /** The zone that the parent of a name delegates to. */
  zoneOf(name: string): HostedZone | undefined {
    const names = this.current.filter(({ zoneName }) => name === zoneName || name.endsWith(`.${zoneName}`));
    return names.sort((one, other) => other.zoneName.length - one.zoneName.length)[0]?.zone;
  }

  isDelegated(zone: HostedZone): boolean {
    return this.current.some((delegation) => delegation.zone === zone);
  }

  /** Whether some resolvers still ask a zone. */
  isAsked(zone: HostedZone): boolean {
    return this.delegations.some((delegation) => delegation.zone === zone && delegation.until > this.scheduler.now);
  }

  /** @param instead asked in the place of the zone of its name that is delegated */
  resolve(name: string, type: string, instead?: HostedZone): readonly string[] | undefined {
    let next = name;
    for (let followed = 0; followed < MOST_CNAMES; followed++) {
      const answer = this.answer(next, type, instead);
      if (answer) {
        return answer;
      }
      const [target] = this.answer(next, 'CNAME', instead) ?? [];
      if (target === undefined || type === 'CNAME') {
        return undefined;
      }
      next = target;
    }
    return undefined;
  }

  ask(name: string, type: string): DnsAnswer {
    const values = this.resolve(name, type);
    if (values) {
      return { kind: 'values', values };
    }
    return this.zoneOf(name)?.isGone ? { kind: 'unknown', problem: 'no name server answers' } : { kind: 'absent' };
  }

  delegation(name: string): { readonly zoneName: string; readonly nameServers: readonly string[] } | undefined {
    const zone = this.zoneOf(name);
    return zone && { zoneName: zone.name, nameServers: zone.nameServers };
  }

  private get current(): Delegation[] {
    return this.delegations.filter(({ until }) => until === Infinity);
  }

  private answer(name: string, type: string, instead?: HostedZone): readonly string[] | undefined {
    if (name.endsWith(`.${SIGNING_HOSTED_ZONE}`)) {
      return type === 'TXT' ? [easyDkimRecord(name.slice(0, -SIGNING_HOSTED_ZONE.length - 1))] : undefined;
    }
    const zone = this.zoneOf(name);
    return (instead && zone?.name === instead.name ? instead : zone)?.answer(name, type);
  }
}

/** The record of a key that SES made: in this world a token is as good as its key. */
export function easyDkimRecord(token: string): string {
  return `p=${token}`;
}
