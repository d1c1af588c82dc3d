import type { RemovalPolicy } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { DkimKey } from './dkim-key';
import type { KeyRotation } from './key-rotation';
import type { KeySource } from '../contract/dkim-key';
import type { DKIM_RECORD_POSITIONS } from '../contract/domain-identity';
import { type IdentityRecord, identityRecord } from '../dns/dns-record';
import type { RecordPlace } from '../dns/record-place';
import type { IdentityResource } from '../handler/identity-resource';
import type { Grant } from '../permissions/listed-permissions';

/** What a key is used for. */
export interface KeyUse {
  readonly isRotated: boolean;
  /** Published without being signed with. */
  readonly isAlsoPublished: boolean;
  /** The other keys of the identity. */
  readonly others: readonly DkimKey[];
}

/** What a key is bound to. */
export interface KeyContext {
  readonly domainName: string;
  readonly place: RecordPlace;
  readonly overlapDays: number;
  /** What happens to a key of the stack when the identity leaves it. */
  readonly removalPolicy?: RemovalPolicy;
  readonly rotation?: KeyRotation;
}

export type RecordPosition = typeof DKIM_RECORD_POSITIONS[number];

/** What a key means for its identity. */
export interface BoundKey {
  readonly source: KeySource;
  readonly grants: readonly Grant[];
  /** What has to be in DNS for it. */
  readonly records: (identity: IdentityResource, position: RecordPosition) => readonly IdentityRecord[];
  /** The secret that was made for it. */
  readonly secret?: Secret;
  /** Whether the secret's removal policy is that of the identity. */
  readonly secretFollowsIdentity?: boolean;
}

/** The record of a key whose selector is known before the deployment. */
export function recordOfSelector(name: string): BoundKey['records'] {
  return (identity, position) => {
    const strings = [identity.attribute(`DkimValue${position}`), identity.attribute(`DkimMore${position}`)];
    return [identityRecord('TXT', name, strings.join(''), strings)];
  };
}

/** The record of a key that has its selector in the secret. */
export function recordWithAnySelector(identity: IdentityResource, position: RecordPosition): readonly IdentityRecord[] {
  return recordOfSelector(identity.attribute(`DkimName${position}`))(identity, position);
}
