import type { Resolver } from 'node:dns/promises';

/** What a resolver says to everybody: the values of a record, or why there are none. */
export type DnsAnswer = { readonly values: readonly string[] } | {
  readonly problem: string;
  /** Whether there is no such record; else nobody has answered, and there may be one. */
  readonly isAbsent: boolean;
};

/** Who answers for a domain. */
export interface Delegation {
  readonly zoneName: string;
  readonly nameServers: readonly string[];
}

/** DNS as the rest of the world sees it, and so, but for what caches keep, as SES does. */
export class PublicDns {
  constructor(private readonly resolver: Pick<Resolver, 'resolve'>) {}

  /** TXT strings are joined. [RFC 6376 section 3.6.2.2] */
  async ask(name: string, recordType: string): Promise<DnsAnswer> {
    try {
      const answers = await this.resolver.resolve(name, recordType) as Array<string | string[]>;
      return { values: answers.map((answer) => printable(typeof answer === 'string' ? answer : answer.join(''))) };
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      return { problem: ABSENT[code] ?? `no answer (${code})`, isAbsent: code in ABSENT };
    }
  }

  /** The zone that a domain is in, and its name servers; undefined if DNS knows of none. */
  async delegation(domainName: string): Promise<Delegation | undefined> {
    const labels = domainName.split('.');
    for (let above = 0; above < labels.length - 1; above++) {
      const zoneName = labels.slice(above).join('.');
      const answer = await this.ask(zoneName, 'NS');
      if ('values' in answer) {
        return { zoneName, nameServers: [...answer.values].sort() };
      }
    }
    return undefined;
  }
}

/** Anybody may write anything into DNS, and a terminal obeys what it is shown. */
function printable(text: string): string {
  return text.replace(/[^ -~]/g, '?');
}

/** @see https://nodejs.org/api/dns.html#error-codes */
const ABSENT: Readonly<Record<string, string | undefined>> = {
  ENOTFOUND: 'nothing: there is no such name',
  ENODATA: 'nothing of this type: the name has other records',
};
