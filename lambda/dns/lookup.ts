import { Resolver } from 'node:dns/promises';

/** What one server, or resolver, answers. */
export type Reply =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'no such name' }
  /** The name exists, as far as this server tells, and has no such record. A server that delegates the name also answers so. */
  | { readonly kind: 'no such record' }
  | { readonly kind: 'no answer'; readonly problem: string };

export type Lookup = (name: string, type: string) => Promise<Reply>;

/** Of Lambda's own resolver. */
export function recursiveLookup(): Lookup {
  return lookupWith(new Resolver({ timeout: 2_000, tries: 3 }));
}

/** Of the name server with an address. */
export function lookupAt(address: string): Lookup {
  const resolver = new Resolver({ timeout: 1_500, tries: 2 });
  resolver.setServers([address]);
  return lookupWith(resolver);
}

/** TXT strings are joined (RFC 6376 section 3.6.2.2), host names are in lower case, an MX is `10 host`. */
export function lookupWith(resolver: Pick<Resolver, 'resolve'>): Lookup {
  return async (name, type) => {
    try {
      const answers = await resolver.resolve(name, type) as unknown as Answer[];
      if (answers.length === 0) {
        return { kind: 'no such record' }; // the server has a CNAME at the name, and does not follow it
      }
      return { kind: 'values', values: answers.map((answer) => printable(valueOf(answer))) };
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      return EMPTY[code] ?? { kind: 'no answer', problem: code };
    }
  };
}

type Answer = string | string[] | { readonly priority: number; readonly exchange: string };

function valueOf(answer: Answer): string {
  if (Array.isArray(answer)) {
    return answer.join('');
  }
  return typeof answer === 'string' ? hostName(answer) : `${answer.priority} ${hostName(answer.exchange)}`;
}

function hostName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Anybody may write anything into DNS, and a terminal executes control characters. */
function printable(text: string): string {
  return text.replace(/[^ -~]/g, '?');
}

/** @see https://nodejs.org/api/dns.html#error-codes */
const EMPTY: Readonly<Record<string, Reply | undefined>> = { ENOTFOUND: { kind: 'no such name' }, ENODATA: { kind: 'no such record' } };
