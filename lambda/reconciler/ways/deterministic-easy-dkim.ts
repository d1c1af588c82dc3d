import { cname, type Way } from './way';
import type { DeterministicEasyDkimSigning } from '../../../src/contract/signing';
import type { SigningChange } from '../../ports';
import type { State, WantedRecord } from '../model';

/** The keys and the records are the parent's. If this stack has the zone, it claims the records: they outlive the parent's stack. */
export class DeterministicEasyDkimWay implements Way {
  constructor(private readonly signing: DeterministicEasyDkimSigning) {}

  refusal(): undefined {
    return undefined;
  }

  records({ identity }: State): readonly WantedRecord[] {
    const { origin, tokens = [], signingHostedZone } = identity?.dkim ?? {};
    return origin === this.origin && signingHostedZone ? tokens.map((token) => cname(token, signingHostedZone)) : [];
  }

  change({ identity }: State): SigningChange | undefined {
    if (!identity) {
      return undefined; // its creation says it
    }
    const { origin, status } = identity.dkim;
    return origin === this.origin && status !== 'FAILED' ? undefined : { origin: this.origin };
  }

  private get origin(): `AWS_SES_${string}` {
    return replicaOrigin(this.signing.parentRegion);
  }
}

/** `eu-west-1` → `AWS_SES_EU_WEST_1`: derived, so that a Region that opens tomorrow works. [DOC API_DkimSigningAttributes] */
export function replicaOrigin(region: string): `AWS_SES_${string}` {
  return `AWS_SES_${region.toUpperCase().replace(/-/g, '_')}`;
}
