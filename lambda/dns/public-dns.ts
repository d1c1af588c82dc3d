import { type Lookup, recursiveLookup, type Reply } from './lookup';
import { NameServers } from './name-servers';
import type { DnsAnswer, DnsPort } from '../ports';

/** A chain of CNAMEs that is longer is a mistake, or never ends. */
const MOST_CNAMES = 8;

/**
 * DNS as the rest of the world sees it, and as SES sees it, except for caches. If no name server can be reached, the
 * recursive resolver's word counts: a function in a VPC may have no other way.
 */
export class PublicDns implements DnsPort {
  constructor(private readonly nameServers = new NameServers(), private readonly recursive: Lookup = recursiveLookup()) {}

  async ask(name: string, type: string): Promise<DnsAnswer> {
    let asked = name.toLowerCase();
    for (let cnames = 0; cnames <= MOST_CNAMES; cnames++) {
      const { answer, mayBeAlias } = await this.askOnce(asked, type);
      const alias = mayBeAlias && type !== 'CNAME' ? (await this.askOnce(asked, 'CNAME')).answer : answer;
      if (alias === answer || alias.kind === 'absent') {
        return answer;
      }
      if (alias.kind === 'unknown') {
        return alias;
      }
      [asked] = alias.values;
    }
    return { kind: 'unknown', problem: `more than ${MOST_CNAMES} CNAMEs follow each other from ${name} on` };
  }

  async delegation(name: string): Promise<{ readonly zoneName: string; readonly nameServers: readonly string[] } | undefined> {
    const zone = await this.nameServers.inCharge(name.toLowerCase(), 'NS');
    // A name that is in a top-level domain itself has not been delegated to anybody.
    return zone?.name.includes('.') ? { zoneName: zone.name, nameServers: zone.nameServers } : undefined;
  }

  private async askOnce(name: string, type: string): Promise<Asked> {
    const zone = await this.nameServers.inCharge(name, type);
    const replies = zone ? await this.nameServers.askAll(zone, name, type) : [];
    if (replies.length > 0) {
      return agreed(replies, `the name servers of ${zone!.name} answer differently for ${name}`);
    }
    const reply = await this.recursive(name, type);
    return reply.kind === 'no answer' ? { answer: { kind: 'unknown', problem: `no answer (${reply.problem})` } } : agreed([reply], '');
  }
}

interface Asked {
  readonly answer: DnsAnswer;
  /** Whether the name is there without such a record: it may have a CNAME. */
  readonly mayBeAlias?: boolean;
}

function agreed(replies: readonly Reply[], disagreement: string): Asked {
  const [first, ...others] = replies.map(contentOf);
  if (others.some((other) => other !== first)) {
    return { answer: { kind: 'unknown', problem: disagreement } };
  }
  return replies[0].kind === 'values'
    ? { answer: { kind: 'values', values: replies[0].values } }
    : { answer: { kind: 'absent' }, mayBeAlias: replies.some(({ kind }) => kind === 'no such record') };
}

function contentOf(reply: Reply): string {
  return reply.kind === 'values' ? JSON.stringify([...reply.values].sort()) : '';
}
