import { picture, text } from './svg';
import { heightOf, timeline } from './timeline';

const [START, FIRST, SECOND, THIRD, RETIRED, END] = [170, 240, 370, 500, 720, 884];
const OLD_RECORDS = {
  name: 'old records',
  spans: [
    { from: START, to: RETIRED, meaning: 'old' as const, label: 'stay for mail in transit' },
    { from: RETIRED, to: END, meaning: 'revoked' as const, label: 'revoked or removed' },
  ],
};

/** Two moves: to a key whose record is known beforehand, and to Easy DKIM, which tells its records only in its answer. */
export function moves(): string {
  const known = timeline(36, [
    { x: FIRST, name: 'Record', what: 'published, served' },
    { x: SECOND, name: 'Switch', what: 'SES gets the key' },
    { x: THIRD, name: 'SES has seen it', what: 'usually within minutes' },
    { x: RETIRED, name: 'Retire', what: 'after 14 days' },
  ], [
    { name: 'new record', spans: [{ from: FIRST, to: END, meaning: 'new', label: 'published' }] },
    {
      name: 'mail is signed by',
      spans: [
        { from: START, to: SECOND, meaning: 'old', label: 'Easy DKIM' },
        { from: SECOND, to: THIRD, meaning: 'none', label: 'unsigned' },
        { from: THIRD, to: END, meaning: 'new', label: 'the new key' },
      ],
    },
    OLD_RECORDS,
  ]);
  const top = 36 + heightOf(3) + 30;
  const later = timeline(top + 24, [
    { x: FIRST, name: 'Switch', what: 'SES tells the names' },
    { x: SECOND, name: 'Records', what: 'published, served' },
    { x: THIRD, name: 'SES has seen it', what: 'usually within minutes' },
    { x: RETIRED, name: 'Retire', what: 'after 14 days' },
  ], [
    { name: 'new records', spans: [{ from: SECOND, to: END, meaning: 'new', label: 'three CNAMEs' }] },
    {
      name: 'mail is signed by',
      spans: [
        { from: START, to: FIRST, meaning: 'old', label: 'your key' },
        { from: FIRST, to: THIRD, meaning: 'none', label: 'unsigned' },
        { from: THIRD, to: END, meaning: 'new', label: 'Easy DKIM' },
      ],
    },
    OLD_RECORDS,
  ]);
  return picture(900, top + 24 + heightOf(3) + 12, 'Two moves: from Easy DKIM to a key, and from a key to Easy DKIM', [
    text(16, 24, 'From Easy DKIM to a key (BYODKIM)', 'strong'), ...known, text(16, top + 8, 'From a key to Easy DKIM', 'strong'), ...later,
  ]);
}
