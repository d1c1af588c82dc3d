import { picture, text } from './svg';
import { heightOf, timeline } from './timeline';

const [START, CREATE, SET, TEST, FINISH, SEEN, REVOKED, REMOVED, END] = [150, 190, 290, 380, 490, 580, 690, 800, 884];

/** What the steps of Secrets Manager, and later the clock, do. */
export function rotation(): string {
  const lanes = [
    {
      name: 'secret',
      spans: [
        { from: CREATE, to: FINISH, meaning: 'new' as const, label: 'next key is pending' },
        { from: FINISH, to: END, meaning: 'new' as const, label: 'next key is the current version' },
      ],
    },
    { name: 'next record', spans: [{ from: SET, to: END, meaning: 'new' as const, label: 'served from all name servers' }] },
    {
      name: 'mail is signed by',
      spans: [
        { from: START, to: FINISH, meaning: 'old' as const, label: 'previous key' },
        { from: FINISH, to: SEEN, meaning: 'none' as const, label: 'unsigned' },
        { from: SEEN, to: END, meaning: 'new' as const, label: 'next key' },
      ],
    },
    {
      name: 'previous record',
      spans: [
        { from: START, to: REVOKED, meaning: 'old' as const, label: 'served for the overlap' },
        { from: REVOKED, to: REMOVED, meaning: 'revoked' as const, label: 'revoked' },
      ],
    },
  ];
  const height = heightOf(lanes.length) + 44;
  return picture(900, height, 'A rotation: the steps of Secrets Manager, the records, and what mail is signed by', [
    ...timeline(8, [
      { x: CREATE, name: 'createSecret', what: 'a key is made' },
      { x: SET, name: 'setSecret', what: 'its record' },
      { x: TEST, name: 'testSecret', what: 'DNS serves it' },
      { x: FINISH, name: 'finishSecret', what: 'SES gets the key' },
      { x: REVOKED, name: 'clock', what: 'after 14 days' },
      { x: REMOVED, name: 'clock', what: 'after 28 days' },
    ], lanes),
    text(16, height - 12, 'Until finishSecret nothing has changed for SES. If SES does not verify the next key within an hour, the previous key comes back.', 'faint'),
  ]);
}
