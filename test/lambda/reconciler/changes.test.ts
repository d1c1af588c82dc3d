import type { LiveDkim, Ports, SigningChange } from '../../../lambda/ports';
import { changesOf, tell } from '../../../lambda/reconciler/changes';
import type { Entry, EntryState, State, Step } from '../../../lambda/reconciler/model';
import type { StatusEvent } from '../../../src/contract/status-events';

const entry = (state: EntryState, label = 'one._domainkey', type = 'TXT'): Entry => ({
  label, type, hash: '0123456789abcdef', state, since: 0, origin: 'made', claims: [{ holder: 'n@eu-west-1', inherited: 0 }],
});
const memory = (...entries: Entry[]) => ({ zoneId: 'Z1', holders: [], entries });
const record = (name: string, type = 'TXT') => ({ name, type, ttl: 300, values: ['value'], isPlain: true });
const PLACE = { kind: 'HOSTED_ZONE', hostedZoneId: 'Z1', zoneName: 'example.com' } as const;

const DKIM: LiveDkim = { status: 'SUCCESS', origin: 'EXTERNAL', tokens: ['One'], signingEnabled: true };
const stateWith = (entries: readonly Entry[], dkim: Partial<LiveDkim> = {}, { created = false, key = '' } = {}): State => ({
  settings: { domainName: 'example.com' },
  me: { region: 'eu-west-1', stackId: 'arn:stack' },
  identity: { dkim: { ...DKIM, ...dkim }, feedbackForwarding: true, tags: key === '' ? {} : { 'cdk-ses-dkim:key': key } },
  zone: { place: PLACE, domain: 'example.com', isGone: false, memory: memory(...entries), records: [] },
  former: [{ place: { ...PLACE, hostedZoneId: 'Z0' }, domain: 'example.com', isGone: false, memory: memory(entry('live', 'old._domainkey')), records: [] }],
  session: { created },
} as unknown as State);

const edit = (after: readonly Entry[], changes: { readonly remove?: string[]; readonly create?: string[] } = {}, hostedZoneId = 'Z1'): Step => ({
  do: 'edit zone',
  place: { ...PLACE, hostedZoneId },
  memory: memory(...after),
  why: 'test',
  changes: { remove: (changes.remove ?? []).map((name) => record(name)), create: (changes.create ?? []).map((name) => record(name)) },
});
const NAME = 'one._domainkey.example.com';

test.each<[string, Entry[], Step, string[]]>([
  ['retired', [entry('live')], edit([entry('retired')]), ['RECORD_RETIRED']],
  ['retired, because SES did not verify it', [entry('live')], edit([entry('failed')]), ['RECORD_RETIRED']],
  ['revoked', [entry('retired')], edit([entry('revoked')], { remove: [NAME], create: [NAME] }), ['RECORD_REVOKED']],
  ['removed', [entry('revoked')], edit([], { remove: [NAME] }), ['RECORD_REMOVED']],
  ['removed, and forgotten by the next edit', [entry('revoked')], edit([entry('revoked')], { remove: [NAME] }), ['RECORD_REMOVED']],
  ['published again', [entry('live')], edit([entry('live')], { create: [NAME] }), ['RECORD_REPUBLISHED']],
  ['published first', [], edit([entry('new')], { create: [NAME] }), []],
  ['given to SES', [entry('new')], edit([entry('live')]), []],
  ['in use again', [entry('retired')], edit([entry('live')]), []],
  ['forgotten only', [entry('revoked')], edit([]), []],
  ['as it was', [entry('live')], edit([entry('live')]), []],
])('a record that is %s', (_, before, step, expected) => {
  const changes = changesOf(step, stateWith(before));
  expect(changes.map(({ change }) => change)).toEqual(expected);
  changes.forEach((change) => expect(change).toMatchObject({ recordName: NAME, recordType: 'TXT', selector: 'one' }));
});

test('a record of another kind has no selector, and one of a zone that the domain left is told too', () => {
  const mx = [entry('live', 'bounce', 'MX')];
  expect(changesOf(edit([entry('retired', 'bounce', 'MX')]), stateWith(mx))).toEqual([
    { change: 'RECORD_RETIRED', selector: undefined, recordName: 'bounce.example.com', recordType: 'MX' },
  ]);
  expect(changesOf(edit([], { remove: ['old._domainkey.example.com'] }, 'Z0'), stateWith([]))).toMatchObject([{ change: 'RECORD_REMOVED', selector: 'old' }]);
});

const external = (selector: string): SigningChange => ({ origin: 'EXTERNAL', key: { selector, fingerprint: 'f'.repeat(64), value: '', bits: 2048, version: { secretId: 's', versionId: 'v' } } });

test.each<[string, SigningChange, State, boolean]>([
  ['another key', external('two'), stateWith([]), true],
  ['another key under the same selector', external('one'), stateWith([], {}, { key: 'undecided' }), true],
  ['the key that it has, because it gave up', external('one'), stateWith([], { status: 'FAILED' }), false],
  ['an own key instead of Easy DKIM', external('one'), stateWith([], { origin: 'AWS_SES', tokens: ['a', 'b', 'c'] }), true],
  ['Easy DKIM', { origin: 'AWS_SES' }, stateWith([]), true],
  ['another key length', { origin: 'AWS_SES', keyLength: 'RSA_1024_BIT' }, stateWith([], { origin: 'AWS_SES', nextKeyLength: 'RSA_2048_BIT' }), true],
  ['Easy DKIM again', { origin: 'AWS_SES' }, stateWith([], { origin: 'AWS_SES' }), false],
  ['the keys of another Region', { origin: 'AWS_SES_EU_WEST_2' }, stateWith([], { origin: 'AWS_SES' }), true],
  ['the first key of an identity that was just made', external('two'), stateWith([], { origin: 'AWS_SES' }, { created: true }), false],
])('SES is given %s', (_, change, state, isSwitch) => {
  const selector = 'key' in change ? change.key.selector : undefined;
  expect(changesOf({ do: 'sign', change }, state)).toEqual(isSwitch ? [{ change: 'KEY_SWITCHED', selector }] : []);
});

test('a switch in another Region names that, and other steps tell nothing', () => {
  expect(changesOf({ do: 'sign', change: external('two'), region: 'eu-west-2' }, stateWith([]))).toEqual([{ change: 'KEY_SWITCHED', selector: 'two', region: 'eu-west-2' }]);
  expect(changesOf({ do: 'tag', tags: {} }, stateWith([]))).toEqual([]);
});

test('what is told says whose it is and when; without a bus nothing is told', async () => {
  const sent: StatusEvent[] = [];
  const ports = { now: () => 5_000, events: { send: async (event: StatusEvent) => sent.push(event) > 0 } } as unknown as Ports;
  await tell(edit([entry('retired')]), stateWith([entry('live')]), ports);
  expect(sent).toEqual([{
    domainName: 'example.com', region: 'eu-west-1', stackId: 'arn:stack', time: 5_000, change: 'RECORD_RETIRED', recordName: NAME, recordType: 'TXT', selector: 'one',
  }]);
  await expect(tell(edit([entry('retired')]), stateWith([entry('live')]), { ...ports, events: undefined })).resolves.toBeUndefined();
});
