import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The README and the guides, by path. */
export const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).sort().map((name) => `docs/${name}`)];

/** For those who read or change the code. */
export const DEVELOPERS_PAGES = [
  'ARCHITECTURE.md', 'CODE_OF_CONDUCT.md', 'CONTRIBUTING.md', 'MAINTAINERS.md', 'RELEASING.md', 'SECURITY.md', 'VERSIONS.md',
];

export interface Block {
  readonly language: string;
  readonly text: string;
  /** Of its first line. */
  readonly line: number;
}

/** The fenced blocks of a page. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  markdown.split('\n').forEach((text, index) => {
    const fence = /^```(.*)$/.exec(text);
    if (!fence) {
      open?.lines.push(text);
    } else if (open) {
      blocks.push({ language: open.language, line: open.line, text: `${open.lines.join('\n')}\n` });
      open = undefined;
    } else {
      open = { language: fence[1].split(' ')[0], line: index + 2, lines: [] };
    }
  });
  return blocks;
}

/** A page without fenced blocks and comments. */
export function proseOf(markdown: string): string {
  return markdown.replace(/^```[^]*?^```$/gm, '').replace(/<!--[^]*?-->/g, '');
}

/** The rows of all tables below a heading, as cells. */
export function rowsOf(markdown: string): string[][] {
  return proseOf(markdown).split('\n').filter((line) => line.startsWith('|') && !/^\|[-:| ]+\|$/.test(line))
    .map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()));
}
