import type * as sdk from '@aws-sdk/client-route-53';
import { isWithin, normalName } from './names';
import { keyOf, type RecordSet } from './record-set';
import { AwsError } from '../kernel/aws-error';

/** A name and type that nobody may change, whether or not there are records. [SDK ResourceRecordSetProtectionConfig] */
export interface Protection {
  readonly name: string;
  readonly type: string;
  readonly comment?: string;
}

/** [SDK CreateResourceRecordSetProtections] */
const MOST_ENTRIES = 100;
const LONGEST_COMMENT = 256;

/** The protections of a zone's record sets. */
export class Protections {
  private readonly protections = new Map<string, Protection>();

  get all(): readonly Protection[] {
    return [...this.protections.values()];
  }

  /** All or none. The texts are assumed. */
  create(zone: { readonly name: string }, configs: readonly sdk.ResourceRecordSetProtectionConfig[]): void {
    if (configs.length === 0 || configs.length > MOST_ENTRIES) {
      throw invalid(`There may be 1 to ${MOST_ENTRIES} entries.`);
    }
    const added = configs.map(({ RecordName, RecordType, Comment }) => ({ name: normalName(RecordName!), type: RecordType!, comment: Comment }));
    const wrong = added.find(({ name, comment = '' }) => !isWithin(name, zone.name) || comment.length > LONGEST_COMMENT);
    if (wrong || new Set(added.map(keyOf)).size < added.length) {
      throw invalid(`The entry ${wrong ? keyOf(wrong) : 'that comes twice'} isn't valid.`);
    }
    if (added.every((protection) => this.protections.has(keyOf(protection)))) {
      throw new AwsError('ProtectionAlreadyExists', 'A protection already exists for every name and type in the request.');
    }
    if (added.some((protection) => this.protections.has(keyOf(protection)))) {
      throw invalid('A protection already exists for some of the names and types.');
    }
    added.forEach((protection) => this.protections.set(keyOf(protection), protection));
  }

  delete(keys: readonly sdk.ResourceRecordSetProtectionKey[]): void {
    const removed = keys.map(({ RecordName, RecordType }) => keyOf({ name: normalName(RecordName!), type: RecordType! }));
    if (removed.some((key) => !this.protections.has(key))) {
      throw invalid('No protection exists for some of the names and types.');
    }
    removed.forEach((key) => this.protections.delete(key));
  }

  /** Why a record set cannot be changed: the error quotes the comment. [SDK ibid.; the words are assumed] */
  objectionTo({ name, type }: Pick<RecordSet, 'name' | 'type'>): string | undefined {
    const protection = this.protections.get(keyOf({ name, type }));
    return protection && `The resource record set [name='${name}', type='${type}'] is protected${protection.comment ? `: ${protection.comment}` : ''}`;
  }
}

const invalid = (message: string) => new AwsError('InvalidResourceRecordSetProtectionBatch', message);
