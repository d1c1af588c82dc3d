import * as fc from 'fast-check';
import { fromTags, isPartOf, toTags } from '../../../lambda/identity/tag-text';
import type { WireProperties } from '../../../src/contract/wire';

const leaf = fc.string();
const key = fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,12}$/).filter((name) => name !== '__proto__' && name !== 'constructor');
const settings: fc.Arbitrary<WireProperties> = fc.dictionary(key, fc.oneof(
  leaf,
  fc.dictionary(key, leaf, { minKeys: 1, noNullPrototype: true }),
  fc.array(fc.dictionary(key, leaf, { minKeys: 1, noNullPrototype: true }), { minLength: 1, maxLength: 3 }),
  fc.array(leaf, { minLength: 1, maxLength: 3 }),
), { minKeys: 1, noNullPrototype: true });

test('settings come back from tags as they were, whatever characters they have', () => {
  fc.assert(fc.property(settings, (given) => {
    const tags = toTags('cdk-ses-dkim:wants', given);
    expect(fromTags('cdk-ses-dkim:wants', tags)).toEqual(given);
    for (const [name, value] of Object.entries(tags)) {
      expect(isPartOf('cdk-ses-dkim:wants', name)).toBe(true);
      expect(value).toMatch(/^[A-Za-z0-9 _.:/=+@-]{0,256}$/);
    }
  }));
});

test('a part that is missing is noticed', () => {
  const tags = toTags('wants', { Text: 'x'.repeat(600) });
  expect(Object.keys(tags)).toEqual(['wants', 'wants-2', 'wants-3']);
  expect(fromTags('wants', { ...tags, 'wants-2': undefined as never })).toBeUndefined();
  expect(fromTags('wants', {})).toBeUndefined();
  expect(fromTags('wants', { wants: 'something else' })).toBeUndefined();
});

test('tags of another text are not part of it', () => {
  expect(isPartOf('wants', 'wants-x')).toBe(false);
  expect(isPartOf('wants', 'wants2')).toBe(false);
});
