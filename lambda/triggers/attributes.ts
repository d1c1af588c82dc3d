import { DKIM_RECORD_POSITIONS, DOMAIN_IDENTITY_ATTRIBUTES, type DomainIdentityAttribute } from '../../src/contract/domain-identity';
import type { Outcome } from '../reconciler';

/** The first string of a TXT value has as many octets; our values have one for each character. (RFC 1035 section 3.3) */
const LONGEST_STRING = 255;

/** What a template can ask for: always all of it, empty if there is no such thing. */
export function attributesOf({ identity: { dkim }, dkimRecords }: Outcome, identityArn: string): Record<DomainIdentityAttribute, string> {
  const attributes = Object.fromEntries(DOMAIN_IDENTITY_ATTRIBUTES.map((attribute) => [attribute, ''])) as Record<DomainIdentityAttribute, string>;
  attributes.IdentityArn = identityArn;
  attributes.DkimStatus = dkim.status;
  attributes.SigningHostedZone = dkim.signingHostedZone ?? '';
  for (const position of DKIM_RECORD_POSITIONS.slice(0, dkimRecords.length)) {
    const { name, value } = dkimRecords[position - 1];
    attributes[`DkimName${position}`] = name;
    attributes[`DkimValue${position}`] = value.slice(0, LONGEST_STRING);
    attributes[`DkimMore${position}`] = value.slice(LONGEST_STRING);
  }
  return attributes;
}
