import type { Signing } from './ses-domain-identity';
import { WireProperties, WireReader } from './wire';

/** Is there when SES has verified that a domain's DNS records are the ones that it signs with. */
export const SES_VERIFICATION_TYPE = 'Custom::SesVerification';

/** A record that SES looks for. */
export interface WantedRecord {
  readonly name: string;
  readonly recordType: string;
  readonly value: string;
}

export interface SesVerificationRequest {
  readonly domainName: string;
  /** What tells one way of signing, and one key, from another: a change of it is verified anew. */
  readonly signing: string;
  /** None if they are another identity's. */
  readonly records: readonly WantedRecord[];
  readonly waitSeconds: number;
}

/** What `Fn::GetAtt` can ask for. */
export const SES_VERIFICATION_ATTRIBUTES = [
  /** What SES reported when the wait was over. */
  'DkimStatus',
] as const;
export type SesVerificationAttribute = typeof SES_VERIFICATION_ATTRIBUTES[number];

/** Names a way of signing and its key. A key that is elsewhere now, and the same, is not a change. */
export function identifySigning(signing: Signing): string {
  switch (signing.mode) {
    case 'EASY_DKIM':
      return [signing.mode, signing.keyLength].join(' ').trim();
    case 'BYODKIM':
      return [signing.mode, signing.selector, signing.fingerprint].join(' ');
    case 'ROTATED_BYODKIM':
      return [signing.mode, signing.secretArn, signing.generated?.keyLength, ...signing.generated?.selectors ?? []].join(' ').trim();
    case 'REPLICATED_BYODKIM':
      return [signing.mode, signing.secretArn].join(' ');
    case 'DETERMINISTIC_EASY_DKIM':
      return [signing.mode, signing.parentRegion].join(' ');
  }
}

export function encodeSesVerification({ domainName, signing, records, waitSeconds }: SesVerificationRequest): WireProperties {
  return {
    DomainName: domainName,
    Signing: signing,
    ...Object.fromEntries(records.map(({ name, recordType, value }, index) => (
      [`Record${index + 1}`, { Name: name, Type: recordType, Value: value }]
    ))),
    WaitSeconds: String(waitSeconds),
  };
}

export function decodeSesVerification(properties: WireProperties): SesVerificationRequest {
  const reader = new WireReader(SES_VERIFICATION_TYPE, properties);
  const request = {
    domainName: reader.string('DomainName'),
    signing: reader.string('Signing'),
    records: decodeRecords(reader),
    waitSeconds: reader.wholeNumber('WaitSeconds'),
  };
  reader.end();
  return request;
}

function decodeRecords(reader: WireReader): WantedRecord[] {
  const records: WantedRecord[] = [];
  while (reader.has(`Record${records.length + 1}`)) {
    const [name, recordType, value] = reader.fields(`Record${records.length + 1}`, ['Name', 'Type', 'Value']);
    records.push({ name, recordType, value });
  }
  return records;
}
