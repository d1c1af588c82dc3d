import { DKIM_RECORD_POSITIONS, DOMAIN_IDENTITY_ATTRIBUTES, type DomainIdentityAttribute } from '../../src/contract/domain-identity';
import type { Outcome } from '../reconciler';

/** What a template can ask for: always all of it, empty if there is no such thing. */
export function attributesOf({ identity, dkimRecords }: Outcome, identityArn: string): Record<DomainIdentityAttribute, string> {
  const nothing = Object.fromEntries(DOMAIN_IDENTITY_ATTRIBUTES.map((attribute) => [attribute, ''])) as Record<DomainIdentityAttribute, string>;
  const records = DKIM_RECORD_POSITIONS.flatMap((position) => {
    const record = dkimRecords[position - 1];
    return record ? [[`DkimName${position}`, record.name], [`DkimValue${position}`, start(record)], [`DkimMore${position}`, rest(record)]] : [];
  });
  return {
    ...nothing,
    IdentityArn: identityArn,
    DkimStatus: identity.dkim.status,
    SigningHostedZone: identity.dkim.signingHostedZone ?? '',
    ...Object.fromEntries(records) as Partial<Record<DomainIdentityAttribute, string>>,
  };
}

/** The first string of a TXT value; our values have one octet for each character. (RFC 1035 section 3.3) */
const LONGEST_STRING = 255;

function start({ value }: { readonly value: string }): string {
  return value.slice(0, LONGEST_STRING);
}

function rest({ value }: { readonly value: string }): string {
  return value.slice(LONGEST_STRING);
}
