import { Stack, Token } from 'aws-cdk-lib';
import type { ReplicaRegion } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { KeyContext } from './key-binding';
import { GENERATED_KEY_LENGTHS, GENERATED_SELECTOR_LENGTH } from '../contract/dkim-key';
import { refuseAlternation } from '../dns/record-place';
import { checkKeyRegion } from '../private/encryption-keys';
import { checkLength, dkimRecordName, nonEmpty } from '../private/names';
import { a, type Check, checkOptions, optional, text, within } from '../private/options';
import { quote } from '../private/quoting';
import { checkOtherRegions } from '../private/regions';

export const checkKeyLength: Check = (property, value) => {
  if (!GENERATED_KEY_LENGTHS.some((length) => length === value)) {
    throw new Error(`${property} must be ${GENERATED_KEY_LENGTHS.join(' or ')}, got ${quote(value)}`);
  }
};

/** [DOC CreateSecret: Name] */
const SECRET_NAME = /^[\w/+=.@-]{1,512}$/;

export const checkSecretName: Check = (property, value) => {
  nonEmpty('a name')(property, value);
  if (!Token.isUnresolved(value) && !SECRET_NAME.test(`${value}`)) {
    throw new Error(`${property} must have 1 to 512 characters, which may be letters, digits and any of '/_+=.@-', got ${quote(value)}`);
  }
};

export const checkReplicaRegion: Check = (property, value) => {
  const name = property.replace(/`/g, '');
  checkOptions<ReplicaRegion>(property, value, within(name), { region: text, encryptionKey: optional(a('encryptionKey')) });
  const { region, encryptionKey } = value as ReplicaRegion;
  checkKeyRegion(`\`${name}.encryptionKey\``, encryptionKey, region, 'the replica');
};

/** Refuses Regions, and a place of records, that a generated key cannot have. */
export function checkRegions(scope: Construct, { domainName, place, rotation }: KeyContext, regions: string[]): void {
  checkOtherRegions('replicaRegions', regions, Stack.of(scope).region);
  checkLength('`DkimKey.generate()` and `domainName`', dkimRecordName('s'.padEnd(GENERATED_SELECTOR_LENGTH, '0'), domainName));
  if (!rotation) {
    refuseAlternation(place);
  } else if (!place.isWritten) {
    throw new Error('`rotation` needs `dns` with a hosted zone: with `DomainDns.manual()` nobody publishes the next key. '
      + 'Have two CNAMEs published there once, which point to a hosted zone of yours: `DomainDns.delegatedByCname(zone)`');
  }
  if (regions.length > 0 && !rotation) {
    throw new Error('`replicaRegions` needs `rotation` in `Dkim.byoDkim`, which keeps the record of a previous key for as long as any Region signs '
      + 'with it: `rotation: { every: Duration.days(0) }` rotates only by hand');
  }
  if (regions.length > 0 && place.alternation) {
    throw new Error('`replicaRegions` needs a selector of its own for each key, and with `DomainDns.delegatedByCname` keys alternate between two');
  }
}
