import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { KeyLabel } from './key-label';
import type { HostedZone } from '../aws/hosted-zones';
import { described, recordSetOf, txtText } from '../dns-record/published-value';
import { type DkimKeyPair, dkimRecordValue, fingerprintOfRecord, REVOKED_RECORD } from '../keys';

/** As long as that of the records in a template. */
const TTL_SECONDS = '1800';

/** The records of a domain's keys in one zone, under a name; none is touched that does not have the key it should. */
export class KeyRecords {
  constructor(private readonly zone: HostedZone, private readonly recordsDomain: string) {}

  /** Resolves when every name server of the zone serves the key. */
  async publish(selector: string, { publicKey, fingerprint }: DkimKeyPair): Promise<void> {
    const set = this.recordSet(selector, dkimRecordValue(publicKey));
    const there = await this.at(selector);
    if (there.length === 0) {
      await this.zone.change([{ Action: 'CREATE', ResourceRecordSet: set }]); // which fails if somebody else is faster
    } else if (there.length === 1 && isOf(there[0], fingerprint)) {
      // What an attempt that was killed has written: written once more, to have a change to wait for.
      await this.zone.change([{ Action: 'UPSERT', ResourceRecordSet: set }]);
    } else {
      throw new Error(`the hosted zone has something else at ${set.Name}: found ${there.map(described).join('; ')}, wanted ${described(set)}`);
    }
  }

  async has(selector: string, { fingerprint }: DkimKeyPair): Promise<boolean> {
    const [set, ...others] = await this.at(selector);
    return set !== undefined && others.length === 0 && isOf(set, fingerprint) && !isRevoked(set);
  }

  /** Whether there is nothing yet where the key's record goes. */
  async isFree(selector: string): Promise<boolean> {
    return (await this.at(selector)).length === 0;
  }

  /** Takes the key out of its record, which says from then on that it is not to be trusted. */
  async revoke({ selector, fingerprint }: KeyLabel): Promise<void> {
    const [set, ...others] = await this.at(selector);
    if (set && others.length === 0 && isOf(set, fingerprint) && !isRevoked(set)) {
      await this.zone.change([
        { Action: 'DELETE', ResourceRecordSet: set }, // the batch fails if it is no longer what was read
        { Action: 'CREATE', ResourceRecordSet: this.recordSet(selector, REVOKED_RECORD) },
      ]);
    }
  }

  /** Removes the record; one that is gone is a success. */
  async remove({ selector, fingerprint }: KeyLabel): Promise<void> {
    const [set, ...others] = await this.at(selector);
    if (set && others.length === 0 && isOf(set, fingerprint)) {
      await this.zone.change([{ Action: 'DELETE', ResourceRecordSet: set }]);
    }
  }

  /** What cannot be beside the key's record: TXT, or a CNAME, which is alone (RFC 1034 section 3.6.2). */
  private async at(selector: string): Promise<ResourceRecordSet[]> {
    const sets = await this.zone.recordsAt(this.nameOf(selector));
    return sets.filter(({ Type }) => Type === 'TXT' || Type === 'CNAME');
  }

  private recordSet(selector: string, value: string): ResourceRecordSet {
    return recordSetOf({ name: this.nameOf(selector), recordType: 'TXT', purpose: 'DKIM', value, ttlSeconds: TTL_SECONDS });
  }

  private nameOf(selector: string): string {
    return `${selector}._domainkey.${this.recordsDomain}`;
  }
}

/** Whether a record has this key, or had it before it was revoked: nobody else has a record at the name that is made from it. */
function isOf(set: ResourceRecordSet, fingerprint: string): boolean {
  return isRevoked(set) || (fingerprintOfRecord(textOf(set)) ?? '').startsWith(fingerprint);
}

function isRevoked(set: ResourceRecordSet): boolean {
  return textOf(set) === REVOKED_RECORD;
}

function textOf({ Type, ResourceRecords: [only, ...others] = [] }: ResourceRecordSet): string {
  return Type === 'TXT' && only && others.length === 0 ? txtText(only.Value!) : '';
}
