import { DEVELOPERS_PAGES, PAGES, proseOf, read } from './pages';

/*
 * What a machine can check of plain English. The rest is in DESIGN: subject, verb, object; one idea in a sentence.
 */

const LONGEST_SENTENCE = 35;
const LONGEST_README = 250;

/** Sentences without code, tables, headings and the addresses of links. */
function sentencesOf(markdown: string): string[] {
  const lines = proseOf(markdown).split('\n').map((line) => /^\s*(\||#|<|!\[)/.test(line) ? '' : line.replace(/^\s*(?:[-*>]|\d+\.) ?/, (mark) => mark.trim() === '>' ? '' : '\n'));
  const text = lines.join('\n').replace(/`[^`]*`/g, 'Code').replace(/\]\([^)]*\)/g, ']').replace(/https?:\S+/g, 'link');
  return text.split(/\n\s*\n/).flatMap((paragraph) => paragraph.split(/(?<=[.!?:][)*]*)\s+(?=[^a-z])/)).map((sentence) => sentence.replace(/\s+/g, ' ').trim()).filter(Boolean);
}

const words = (sentence: string) => sentence.split(' ').filter((word) => /\w/.test(word)).length;

/** Words that slow a reader down, or are British. */
const UNWANTED: Readonly<Record<string, RegExp>> = {
  '"so" before a verb': /\bso (?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|may|must|should|goes|says)\b/i,
  '"in turns"': /\bin turns\b/i,
  '"mend": say "fix" or "correct"': /\bmend(?:s|ed|ing)?\b/i,
  '"is told"': /\b(?:is|are|was|were|be) told\b/i,
  '", for" as "because"': /, for (?:it|he|she|they|there|we|you|nobody|somebody)\b/i,
  '"the key before": say "the previous key"': /\bthe (?:key|record|zone|one) before\b/i,
  '"former": say "previous"': /\bformer\b/i,
  '"under way": say "in transit"': /\bunder way\b/i,
  '"whilst", "thereof" and the like': /\b(?:whilst|thereof|thereby|hence|whereby|hitherto|notwithstanding)\b/i,
  '"will do": say "works"': /\bwill do too\b/i,
  'British spelling': /\b\w*(?:behaviour|colour|favour|honour)\w*\b|\b(?:re|syn|organ|author|optim|initial)\w*(?:cognis|thesis(?:e|ed)|anis|oris|imis|ialis)\w*\b|\b(?:centre|licence|catalogue|whitelist)\b/i,
};

describe.each([...PAGES, ...DEVELOPERS_PAGES])('%s', (page) => {
  const sentences = sentencesOf(read(page));

  test(`has no sentence over ${LONGEST_SENTENCE} words`, () => {
    expect(sentences.filter((sentence) => words(sentence) > LONGEST_SENTENCE)).toEqual([]);
  });

  test('has no word that slows a reader down', () => {
    const text = proseOf(read(page)).replace(/`[^`]*`/g, 'code').split(/(?<=[.!?|])\s/);
    const found = Object.entries(UNWANTED).flatMap(([what, pattern]) => text.filter((part) => pattern.test(part)).map((part) => `${what}: ${part.trim()}`));
    expect(found).toEqual([]);
  });
});

test('a sentence that is too long is found', () => {
  expect(sentencesOf(`A short one. ${'Word '.repeat(36)}end.\n\n| ${'cell '.repeat(40)}|\n`).map(words)).toEqual([3, 37]);
});

test('an unwanted word is found', () => {
  expect(Object.values(UNWANTED).filter((pattern) => pattern.test('It is told, so does the record, and the behaviour is mended in turns.'))).toHaveLength(5);
});

test(`the README has at most ${LONGEST_README} lines`, () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(LONGEST_README);
});
