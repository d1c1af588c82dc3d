import { cname, type Way } from './way';
import type { EasyDkimSigning } from '../../../src/contract/signing';
import type { SigningChange } from '../../ports';
import type { State, WantedRecord } from '../model';

/** SES makes the keys, and tells the records only after it has them. */
export class EasyDkimWay implements Way {
  constructor(private readonly signing: EasyDkimSigning) {}

  refusal({ identity, settings }: State): string | undefined {
    const dkim = identity?.dkim;
    return dkim?.origin === 'AWS_SES' && dkim.tokens.length > 0 && !dkim.signingHostedZone
      ? `SES did not say where the DKIM records of ${settings.domainName} point to (SigningHostedZone), and a guess would never verify; deploy again, or use BYODKIM`
      : undefined;
  }

  records({ identity }: State): readonly WantedRecord[] {
    const { origin, tokens = [], signingHostedZone } = identity?.dkim ?? {};
    return origin === 'AWS_SES' && signingHostedZone ? tokens.map((token) => cname(token, signingHostedZone)) : [];
  }

  change({ identity, session }: State): SigningChange | undefined {
    if (!identity) {
      return undefined; // its creation says it
    }
    const { dkim } = identity;
    const keyLength = session.keyLengthRefusal === undefined ? this.signing.keyLength : undefined;
    const isEasy = dkim.origin === 'AWS_SES';
    // SES refuses a change to the length that it has already. [DOC Easy DKIM]
    const otherLength = keyLength !== undefined && !(isEasy && dkim.nextKeyLength === keyLength) ? { keyLength } : {};
    const hasGivenUp = isEasy && dkim.status === 'FAILED';
    return isEasy && !hasGivenUp && !('keyLength' in otherLength) ? undefined : { origin: 'AWS_SES', ...otherLength };
  }
}
