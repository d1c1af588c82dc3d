import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { DEVELOPERS_PAGES, PAGES, proseOf, read, ROOT } from './pages';

const { repository: { url } } = JSON.parse(read('package.json'));
const REPOSITORY = url.replace(/\.git$/, '');
const RAW = `${REPOSITORY.replace('//github.com/', '//raw.githubusercontent.com/')}/main/`;
const OWN = [`${REPOSITORY}/blob/main/`, `${REPOSITORY}/tree/main/`, RAW];

function linksOf(markdown: string): string[] {
  return [...proseOf(markdown).replace(/`[^`]*`/g, (code) => code.includes('](') ? '' : code).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
}

/** As GitHub makes them of headings. */
function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  return [...proseOf(markdown).matchAll(/^#{1,6} +(.*)$/gm)].map(([, heading]) => {
    const anchor = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

/** Why a link of a page leads nowhere. Addresses of others are not asked. */
function problemOf(page: string, link: string): string | undefined {
  const own = OWN.find((prefix) => link.startsWith(prefix));
  if (own === undefined && /^[a-z]+:/.test(link)) {
    return undefined;
  }
  const [path, anchor] = (own === undefined ? link : link.slice(own.length)).split('#');
  const file = path === '' ? page : own === undefined ? normalize(join(dirname(page), path)) : path;
  if (file.startsWith('..') || !existsSync(join(ROOT, file))) {
    return `${link}: there is no ${file}`;
  }
  return anchor === undefined || (statSync(join(ROOT, file)).isFile() && anchorsOf(read(file)).includes(anchor)) ? undefined : `${link}: ${file} has no heading for #${anchor}`;
}

test.each([...PAGES, ...DEVELOPERS_PAGES])('every link of %s leads somewhere', (page) => {
  expect(linksOf(read(page)).flatMap((link) => problemOf(page, link) ?? [])).toEqual([]);
});

test('a dead link is found', () => {
  expect(problemOf('docs/keys.md', 'nothing.md')).toMatch('there is no docs/nothing.md');
  expect(problemOf('docs/keys.md', 'dns.md#nothing')).toMatch('no heading for #nothing');
  expect(problemOf('README.md', `${REPOSITORY}/blob/main/docs/nothing.md`)).toMatch('there is no docs/nothing.md');
  expect(problemOf('README.md', 'https://example.com')).toBeUndefined();
});

test('every page is in the list of pages', () => {
  const links = linksOf(read('docs/README.md'));
  expect(PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md' && !links.includes(page.slice('docs/'.length)))).toEqual([]);
});

// PyPI and NuGet show the README without the repository's files beside it.
test('the README has no relative links', () => {
  expect(linksOf(read('README.md')).filter((link) => !/^(https:\/\/|#)/.test(link))).toEqual([]);
});
