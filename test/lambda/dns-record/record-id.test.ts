import { isAt, pastOf, recordId, wasFound } from '../../../lambda/dns-record/record-id';

const place = { hostedZoneId: 'Z1', recordType: 'TXT' as const, name: 'a._domainkey.example.com' };
const PLACE = 'Z1 TXT a._domainkey.example.com';

test('what was made has the id of its place, also after others that were made', () => {
  expect(recordId(place, ['made'])).toBe(PLACE);
  expect(recordId(place, ['made', 'made'])).toBe(PLACE);
  expect(wasFound(PLACE)).toBe(false);
});

test('what was found says so', () => {
  expect(recordId(place, ['found'])).toBe(`${PLACE} (found)`);
  expect(wasFound(`${PLACE} (found)`)).toBe(true);
  expect(wasFound(`${PLACE} (found, made)`)).toBe(false);
});

test.each([[[]], [['found']], [['found', 'made']], [['made', 'found', 'made', 'found']]] as const)('the id of %j is found again from that of its successor', (past) => {
  const former = recordId(place, past);
  expect(isAt(former, place)).toBe(true);
  for (const next of ['made', 'found'] as const) {
    const successor = recordId({ ...place, hostedZoneId: 'Z2' }, [...pastOf(former), next]);
    expect(isAt(successor, place)).toBe(false);
    expect(recordId(place, pastOf(successor).slice(0, -1))).toBe(former);
  }
});
