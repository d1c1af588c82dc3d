import * as fc from 'fast-check';
import { emptyMemory, formatMemory, handBack, handOver, LONGEST_MEMORY, parseMemory } from '../../../lambda/reconciler/memory';
import { ENTRY_STATES, type Memory } from '../../../lambda/reconciler/model';

const holders = [
  { id: '0123456789ab@eu-west-1', adopted: false, from: undefined, wasUndone: true },
  { id: 'ba9876543210@us-east-1', adopted: true, from: 'ffffffffffff@us-east-1' },
];
const time = fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }).map((seconds) => seconds * 1000);
const claim = (index: number) => fc.record({
  holder: fc.constant(holders[index].id), inherited: fc.nat({ max: 3 }), until: fc.option(time, { nil: undefined }),
})
  .map(({ until, ...rest }) => until === undefined ? rest : { ...rest, until });
const memory: fc.Arbitrary<Memory> = fc.uniqueArray(fc.record({
  label: fc.stringMatching(/^[a-z0-9_-]{1,20}(\._domainkey)?$/),
  type: fc.constantFrom('TXT', 'CNAME', 'MX'),
  hash: fc.stringMatching(/^[0-9a-f]{16}$/),
  state: fc.constantFrom(...ENTRY_STATES),
  since: time,
  origin: fc.constantFrom('made' as const, 'found' as const),
  claims: fc.tuple(claim(0), claim(1)).map((both) => [...both]),
}), { minLength: 1, maxLength: 5, selector: ({ label, type }) => `${label} ${type}` }).map((entries) => ({ zoneId: 'Z0123456789ABC', holders, entries }));

test('a memory is text that needs no escape in DNS, and comes back as it was', () => {
  fc.assert(fc.property(memory, (given) => {
    const text = formatMemory(given);
    expect(text).toMatch(/^[A-Za-z0-9 _.:=@,*/-]+$/);
    expect(parseMemory(text)).toEqual(given);
  }));
});

test('text of somebody else is no memory', () => {
  expect(parseMemory('v=spf1 -all')).toBeUndefined();
  expect(parseMemory('cdk-ses-dkim/1 zone=Z1 a._domainkey=TXT:00:unheard:20260101T000000Z:made:0')).toBeUndefined();
  expect(parseMemory('cdk-ses-dkim/2 zone=Z1')).toBeUndefined();
});

test('what one owner hands over to another comes back to it', () => {
  fc.assert(fc.property(memory, (given) => {
    const [{ id }] = holders;
    const other = { id: 'cccccccccccc@eu-west-1', adopted: true, from: id };
    const back = handBack(handOver(given, id, other), other.id, id);
    const claimsOf = ({ entries }: Memory) => entries.map(({ label, type, claims }) => [label, type, claims.map(({ holder, inherited }) => `${holder} ${inherited}`).sort()]);
    expect(claimsOf(back)).toEqual(claimsOf(given));
  }));
});

test('a holder that has its claims from another one stays known as long as somebody may give them back', () => {
  const [first, second, third] = ['a', 'b', 'c'].map((id, index) => ({ id: `${id}@eu-west-1`, adopted: index > 0, from: index > 0 ? `${'ab'[index - 1]}@eu-west-1` : undefined }));
  const entry = { label: 'a._domainkey', type: 'TXT', hash: '0123456789abcdef', state: 'live' as const, since: 1_790_000_000_000, origin: 'made' as const };
  const given = { zoneId: 'Z1', holders: [first], entries: [{ ...entry, claims: [{ holder: first.id, inherited: 0 }] }] };
  const kept = parseMemory(formatMemory(handOver(handOver(given, first.id, second), second.id, third)))!;
  expect(kept.holders.map(({ id }) => id)).toEqual([first.id, second.id, third.id]);
  const back = parseMemory(formatMemory(handBack(kept, third.id, second.id)))!;
  expect(back.holders).toEqual([first, second]);
  expect(back.entries[0].claims).toEqual([{ holder: second.id, inherited: 1 }]);
});

test('a memory has room for forty records', () => {
  const entries = Array.from({ length: 40 }, (_, index) => ({
    label: `s${String(index).padStart(16, '0')}._domainkey`,
    type: 'TXT',
    hash: '0123456789abcdef',
    state: 'retired' as const,
    since: 1_790_000_000_000,
    origin: 'made' as const,
    claims: [{ holder: holders[0].id, inherited: 0 }],
  }));
  expect(formatMemory({ ...emptyMemory('Z0123456789ABCDEFGHIJ'), holders, entries }).length).toBeLessThan(LONGEST_MEMORY);
});
