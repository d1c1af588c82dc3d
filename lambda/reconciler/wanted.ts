import type { State, WantedRecord } from './model';
import { wayOf } from './ways';

/** Every record that is to be served, as far as it is known, and as far as it is ours to publish. The DKIM records come first. */
export function wantedRecords(state: State): readonly WantedRecord[] {
  const { settings: { signing, place, domainName, mailFrom, dmarc }, me: { region } } = state;
  const dkim = wayOf(signing).records(state);
  if (place.kind !== 'HOSTED_ZONE') {
    return dkim;
  }
  return [
    ...dkim,
    ...mailFrom ? mailFromRecords(mailFrom.domainName.slice(0, -domainName.length - 1), region) : [],
    ...dmarc === undefined ? [] : [{ purpose: 'DMARC', label: '_dmarc', type: 'TXT', value: dmarc } as const],
  ];
}

/** [DOC custom MAIL FROM, "Configuring your MAIL FROM domain"] */
function mailFromRecords(label: string, region: string): WantedRecord[] {
  return [
    { purpose: 'MAIL_FROM', label, type: 'MX', value: `10 feedback-smtp.${region}.amazonses.com` },
    { purpose: 'MAIL_FROM', label, type: 'TXT', value: 'v=spf1 include:amazonses.com ~all' },
  ];
}

/** What a record is for, as its name tells. */
export function purposeOf(label: string): WantedRecord['purpose'] {
  return label.endsWith('._domainkey') ? 'DKIM' : label === '_dmarc' ? 'DMARC' : 'MAIL_FROM';
}
