import type { State, WantedRecord } from './model';
import { wayOf } from './ways';
import type { MailFrom } from '../../src/contract/domain-identity';

/** Every record that is to be served, as far as it is known, and as far as it is ours to publish. The DKIM records come first. */
export function wantedRecords(state: State): readonly WantedRecord[] {
  const { settings: { signing, place, domainName, mailFrom, dmarc }, me: { region } } = state;
  const dkim = wayOf(signing).records(state);
  if (place.kind !== 'HOSTED_ZONE') {
    return dkim;
  }
  return [
    ...dkim,
    ...mailFromRecords(mailFrom, domainName, region),
    ...dmarc === undefined ? [] : [{ purpose: 'DMARC', label: '_dmarc', type: 'TXT', value: dmarc } as const],
  ];
}

/** The records of a MAIL FROM domain that somebody else publishes. */
export function foreignMailFromRecords({ settings: { mailFrom, domainName, place }, me: { region } }: State): readonly WantedRecord[] {
  return place.kind === 'HOSTED_ZONE' ? [] : mailFromRecords(mailFrom, domainName, region);
}

/** [DOC custom MAIL FROM, "Configuring your MAIL FROM domain"] */
function mailFromRecords(mailFrom: MailFrom | undefined, domainName: string, region: string): WantedRecord[] {
  if (!mailFrom) {
    return [];
  }
  const label = mailFrom.domainName.slice(0, -domainName.length - 1);
  return [
    { purpose: 'MAIL_FROM', label, type: 'MX', value: `10 feedback-smtp.${region}.amazonses.com` },
    { purpose: 'MAIL_FROM', label, type: 'TXT', value: 'v=spf1 include:amazonses.com ~all' },
  ];
}

/** What a record is for, as its name tells. */
export function purposeOf(label: string): WantedRecord['purpose'] {
  return label.endsWith('._domainkey') ? 'DKIM' : label === '_dmarc' ? 'DMARC' : 'MAIL_FROM';
}
