import { picture } from './svg';
import { heightOf, timeline } from './timeline';

const [START, RECORD, SERVED, SWITCH, SEEN, RETIRED, END] = [150, 200, 320, 460, 560, 690, 884];

/** The order of every change: record, served, switch, retire. */
export function changeOfKey(): string {
  const lanes = [
    { name: 'new record', spans: [{ from: RECORD, to: END, meaning: 'new' as const, label: 'published' }] },
    {
      name: 'mail is signed by',
      spans: [
        { from: START, to: SWITCH, meaning: 'old' as const, label: 'old key' },
        { from: SWITCH, to: SEEN, meaning: 'none' as const, label: 'unsigned' },
        { from: SEEN, to: END, meaning: 'new' as const, label: 'new key' },
      ],
    },
    {
      name: 'old record',
      spans: [
        { from: START, to: RETIRED, meaning: 'old' as const, label: 'stays for mail in transit' },
        { from: RETIRED, to: END, meaning: 'revoked' as const, label: 'revoked, then removed' },
      ],
    },
  ];
  return picture(900, heightOf(lanes.length) + 16, 'A change of the key: record, served, switch, retire', timeline(8, [
    { x: RECORD, name: '1 Record', what: 'is published' },
    { x: SERVED, name: '2 Served', what: 'by the name servers' },
    { x: SWITCH, name: '3 Switch', what: 'SES gets the key' },
    { x: RETIRED, name: '4 Retire', what: 'after 14 days' },
  ], lanes));
}
