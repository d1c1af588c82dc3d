import { XMLValidator } from 'fast-xml-parser';
import { PAGES, read } from './pages';
import { PICTURES } from '../../docs/pictures';

describe.each(Object.entries(PICTURES))('docs/%s', (file, make) => {
  const committed = read(`docs/${file}`);

  test('is what its code makes: `npx projen pictures` writes it', () => expect(committed).toBe(make()));

  test('is an SVG with a title, for light and dark mode', () => {
    expect(XMLValidator.validate(committed)).toBe(true);
    expect(committed).toMatch(/<title>.+<\/title>/);
    expect(committed).toContain('@media (prefers-color-scheme: dark)');
  });

  test('is in a page', () => expect(PAGES.some((page) => read(page).includes(file))).toBe(true));
});

/** The fill of each class, in light and in dark mode. */
function fillsOf(style: string): ReadonlyMap<string, string> {
  return new Map([...style.matchAll(/([\w.]+) \{[^}]*?fill: (#[0-9a-f]{6})/g)].map(([, name, color]) => [name, color]));
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// https://www.w3.org/TR/WCAG21/#contrast-minimum
test.each(['light', 'dark'])('every text can be read in %s mode', (mode) => {
  const [light, dark] = PICTURES['rotation.svg']().split('<style>')[1].split('</style>')[0].split('@media');
  const fills = new Map([...fillsOf(light), ...mode === 'dark' ? fillsOf(dark) : []]);
  const contrast = (one: string, other: string) => {
    const [darker, lighter] = [luminance(fills.get(one)!), luminance(fills.get(other)!)].sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  };
  const pairs = [
    ...['.page', '.box'].flatMap((ground) => ['text', '.faint'].map((text) => [text, ground])), ...['.old', '.new', '.none', '.revoked'].map((ground) => ['.inside', ground]),
  ];
  expect(pairs.filter(([text, ground]) => contrast(text, ground) < 4.5)).toEqual([]);
});
