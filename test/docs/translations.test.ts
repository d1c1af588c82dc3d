import { PAGES, read } from './pages';
import { programsOf, staleIn, withTranslations } from '../../docs/translations/pages';

const GUIDES = PAGES.filter((page) => page !== 'README.md' && programsOf(read(page)).length > 0);

test('the guides have programs', () => expect(GUIDES.length).toBeGreaterThan(5));

// `npm run languages` compiles them, and compares the templates of those in Python with those in TypeScript.
test.each(GUIDES)('every program of %s is in all languages, as `npx projen translate` writes it', (page) => {
  expect(staleIn(read(page))).toEqual([]);
});

describe('a program', () => {
  const page = withTranslations('# Page\n\n```ts\nconst a = 1;\n```\n\nText.\n', [{ python: 'a = 1\n', java: 'int a = 1;\n', go: 'a := 1\n', csharp: 'var a = 1;\n' }]);

  test('that is translated is not stale', () => expect(staleIn(page)).toEqual([]));
  test('that has changed since is', () => expect(staleIn(page.replace('const a = 1', 'const a = 2'))).toHaveLength(1));
  test('whose translation has changed since is', () => expect(staleIn(page.replace('a := 1', 'a := 2'))).toHaveLength(1));
  test('without translations is', () => expect(staleIn('```ts\nconst a = 1;\n```\n')).toHaveLength(1));
  test('is written again with the text around it', () => {
    const translated = { python: 'a = 3\n', java: 'int a = 3;\n', go: 'a := 3\n', csharp: 'var a = 3;\n' };
    const again = withTranslations(page.replace('const a = 1', 'const a = 3'), [translated]);
    expect(staleIn(again)).toEqual([]);
    expect(again).toMatch(/^# Page\n\n```ts\nconst a = 3;\n```\n\n<!-- translated: \w{16} -->\n[^]*<!-- translated: end -->\n\nText\.\n$/);
    expect(again).not.toContain('a = 1');
  });
});
