const BEGIN = '<!-- unsigned-window: `npm run bench` writes this -->';
const END = '<!-- unsigned-window: end -->';

/** The README with another text between its marks. */
export function withResults(readme: string, results: string): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw new Error(`README.md lacks ${BEGIN} or ${END}`);
  }
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${results}\n\n${readme.slice(end)}`;
}
