import type { EmailIdentity } from './email-identity';

export interface Page {
  readonly identities: readonly EmailIdentity[];
  readonly nextToken?: string;
}

const MAX_SIZE = 1000;

/**
 * A page of a list by name; the token is the last name of the page before, and so survives what is made or removed.
 * [SDK ListEmailIdentities, ListIdentities: up to 1000; that 0 means no limit of the caller's, and the order, are assumed]
 */
export function pageOf(identities: readonly EmailIdentity[], token: string | undefined, size: number = MAX_SIZE): Page {
  const after = token && Buffer.from(token, 'base64url').toString();
  const rest = identities.filter(({ name }) => !after || name > after).sort((one, other) => one.name < other.name ? -1 : 1);
  const page = rest.slice(0, size || MAX_SIZE);
  return { identities: page, nextToken: page.length < rest.length ? Buffer.from(page.at(-1)!.name).toString('base64url') : undefined };
}
