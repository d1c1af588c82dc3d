import type { SigningChange } from '../../ports';
import type { State, WantedRecord } from '../model';

/** One way of signing. It answers for itself, so that no rule has to know which ways there are. */
export interface Way {
  /** Why the domain cannot be signed for like this. */
  refusal(state: State): string | undefined;

  /** The DKIM records that are to be served, as far as they are known. The first is the one that is signed with. */
  records(state: State): readonly WantedRecord[];

  /** What SES has to receive, if it does not sign like that already. For a new identity: what its creation does not say. */
  change(state: State): SigningChange | undefined;
}

export function cname(token: string, signingHostedZone: string): WantedRecord {
  return { purpose: 'DKIM', label: `${token.toLowerCase()}._domainkey`, type: 'CNAME', value: `${token.toLowerCase()}.${signingHostedZone.toLowerCase()}` };
}
