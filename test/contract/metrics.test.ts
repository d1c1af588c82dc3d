import * as fc from 'fast-check';
import { decodeAskedMetrics, DOMAIN_METRICS, type DomainMetric, encodeAskedMetrics } from '../../src/contract/metrics';

const NAMES = Object.keys(DOMAIN_METRICS) as DomainMetric[];
const logicalId = fc.stringMatching(/^[A-Za-z0-9]{1,40}$/);

test('what is asked for arrives', () => {
  fc.assert(fc.property(fc.dictionary(logicalId, fc.subarray(NAMES, { minLength: 1 }), { maxKeys: 8 }), (asked) => {
    const decoded = decodeAskedMetrics(encodeAskedMetrics(new Map(Object.entries(asked).map(([id, names]) => [id, new Set(names)]))));
    expect(Object.fromEntries(Object.keys(asked).map((id) => [id, [...decoded(id)]]))).toEqual(asked);
  }));
});

test('who does not ask has none', () => {
  expect(decodeAskedMetrics()('Identity')).toEqual(new Set());
  expect(decodeAskedMetrics(encodeAskedMetrics(new Map([['One', new Set(NAMES)]])))('Other')).toEqual(new Set());
});

test('a whole stack fits into the variables of a function, and its domains are told apart', () => {
  const ids = Array.from({ length: 500 }, (_, index) => `IdentityOfTenant${index}ABCD1234`);
  const text = encodeAskedMetrics(new Map(ids.map((id, index) => [id, new Set([NAMES[index % NAMES.length]])])));
  expect(text.length).toBeLessThan(3_600);
  const decoded = decodeAskedMetrics(text);
  expect(ids.filter((id, index) => [...decoded(id)].join() !== NAMES[index % NAMES.length])).toEqual([]);
});

test('the order of the metrics on the wire never changes', () => {
  expect(encodeAskedMetrics(new Map([['Identity', new Set(['DkimVerified' as const])]])).at(-1)).toBe('B');
  expect(encodeAskedMetrics(new Map([['Identity', new Set(['ReconcileErrors' as const])]])).at(-1)).toBe('g');
});
