import { read } from './pages';
import { assumptionsInCode, assumptionsOf, isSettings, searchedFiles } from '../../docs/assumptions/in-code';
import { defaultOf, page } from '../../docs/assumptions/page';
import { ASSUMPTIONS } from '../../local-aws';

/* docs/assumptions.md has every assumption of the code. */

/** The word in code: roles that somebody takes, and names. */
const NO_ASSUMPTION = /cannot be assumed by|assumed-role|assumedBy|AssumedRole|assumed-errors/i;

test('docs/assumptions.md is what its code makes: `npx projen assumptions` writes it', () => expect(read('docs/assumptions.md')).toBe(page()));

test('a search for "assumed" finds nothing that the page does not have', () => {
  const listed = assumptionsInCode();
  expect(listed.length).toBeGreaterThan(100);
  const missed = [...searchedFiles()].filter(([file]) => !isSettings(file)).flatMap(([file, source]) => (
    [...source.matchAll(/assumed/gi)].filter(({ index }) => (
      !listed.some((entry) => entry.file === file && entry.start <= index && index < entry.end)
      && !NO_ASSUMPTION.test(source.slice(Math.max(0, index - 15), index + 20))
    )).map(({ index }) => `${file}: ${source.slice(source.lastIndexOf('\n', index) + 1, source.indexOf('\n', index)).trim()}`)
  ));
  expect(missed).toEqual([]);
});

test.each([...ASSUMPTIONS])('%s says what it is, where it comes from and what depends on it', (_id, assumption) => {
  const { what, source, affects, settledBy } = assumption;
  expect([what, affects].every((text) => text.length > 10)).toBe(true);
  expect(source).toMatch(/^\[(DOC|LIVE|SDK|UNK|AWS|CDK|community)|^assumed/);
  expect(typeof settledBy === 'string' ? settledBy : settledBy.nothing).toMatch(/\w/);
  expect(defaultOf(assumption)).not.toBe('');
});

test('a comment is found with what it is about', () => {
  const source = '// [DOC API; the order is assumed]\nconst a = 1;\nthrow error(\'It is \\\'wrong\\\' here.\'); // assumed text\n// nothing\nconst arn = 1; // assumed-role\n';
  expect(assumptionsOf('a.ts', source).map(({ what }) => what)).toEqual(['[DOC API; the order is assumed]', '`It is \'wrong\' here.` assumed text']);
});
