import { DEVELOPERS_PAGES, PAGES, proseOf, read } from './pages';
import { LONGEST_SENTENCE, sentencesOf, unwantedIn, words } from './plain-english';

const LONGEST_README = 250;

describe.each([...PAGES, ...DEVELOPERS_PAGES])('%s', (page) => {
  test(`has no sentence over ${LONGEST_SENTENCE} words`, () => {
    expect(sentencesOf(read(page)).filter((sentence) => words(sentence) > LONGEST_SENTENCE)).toEqual([]);
  });

  test('has no word that slows a reader down', () => expect(unwantedIn(proseOf(read(page)))).toEqual([]));
});

test('a sentence that is too long is found', () => {
  expect(sentencesOf(`A short one. ${'Word '.repeat(36)}end.\n\n| ${'cell '.repeat(40)}|\n`).map(words)).toEqual([3, 37]);
});

test('an unwanted word is found', () => {
  expect(unwantedIn('It is told, so does the record, and the behaviour is mended in turns.')).toHaveLength(5);
});

test(`the README has at most ${LONGEST_README} lines`, () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(LONGEST_README);
});
