import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { read, ROOT } from './pages';
import { LONGEST_SENTENCE, sentencesOf, unwantedIn, words } from './plain-english';

/* The words of comments, errors, lines of the log and the demo. */

const FOLDERS = ['src', 'lambda', 'local-aws', 'demo', 'try', 'probe', 'acceptance', 'examples', 'bench', 'languages', 'docs', 'projenrc'];
const files = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.includes('node_modules')).map((path) => `${folder}/${path}`));

/** A comment without its marks. Lines of `//` below each other are one. */
function plain(comments: readonly string[]): string {
  return comments.map((comment) => comment.startsWith('//') ? comment.slice(2) : comment.slice(2, -2).replace(/^[ *]*\* ?/gm, '')).join('\n')
    .replace(/@example[^]*?(?=\n@|$)/g, '').replace(/^ *@(?:see|default) .*$/gm, '').replace(/@(?:param|returns|internal|throws)\b/g, '\n\n');
}

function isAlone(text: string, start: number): boolean {
  return text.slice(text.lastIndexOf('\n', start) + 1, start).trim() === '';
}

/** The comments and the texts of a file. */
function proseIn(text: string): string[] {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.ES2022, true);
  const ranges = new Map<number, ts.CommentRange>();
  const texts: string[] = [];
  (function visit(node: ts.Node): void {
    for (const range of [...ts.getLeadingCommentRanges(text, node.pos) ?? [], ...ts.getTrailingCommentRanges(text, node.end) ?? []]) {
      ranges.set(range.pos, range);
    }
    if (ts.isStringLiteralLike(node)) {
      texts.push(node.text);
    } else if (ts.isTemplateExpression(node)) {
      texts.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('Value'));
    }
    node.getChildren(source).forEach(visit);
  })(source);
  const comments: string[][] = [];
  let last: ts.CommentRange | undefined;
  for (const range of [...ranges.values()].sort((one, other) => one.pos - other.pos)) {
    const comment = text.slice(range.pos, range.end);
    const continues = last !== undefined && comment.startsWith('//') && isAlone(text, range.pos) && isAlone(text, last.pos) && text.slice(last.end, range.pos).trim() === ''
      && text.slice(last.end, range.pos).split('\n').length === 2;
    continues ? comments.at(-1)!.push(comment) : comments.push([comment]);
    last = range;
  }
  return [...comments.map(plain).filter((comment) => !comment.trim().startsWith('eslint-')), ...texts.filter((part) => / .* /.test(part) && !QUOTED.includes(part))];
}

/** Texts of AWS that the engine imitates. */
const QUOTED = ['Requested update requires the creation of a new physical resource; hence creating one.'];

const prose = new Map(files.map((file) => [file, proseIn(read(file))]));
const found = (problemsOf: (text: string) => string[]) => [...prose].flatMap(([file, texts]) => texts.flatMap(problemsOf).map((problem) => `${file}: ${problem}`));

test('no word in the code slows a reader down', () => expect(found(unwantedIn)).toEqual([]));

test(`no sentence in the code has over ${LONGEST_SENTENCE} words`, () => {
  expect(found((text) => sentencesOf(text).filter((sentence) => words(sentence) > LONGEST_SENTENCE))).toEqual([]);
});

test('comments and texts of the code are found', () => {
  expect(proseIn('/** What\n * it is. */\nconst a = `is ${b} told so`; // one\n// of\n// two\nthrow new Error("a b c");')).toEqual([
    'What\nit is. ', ' one', ' of\n two', 'is Value told so', 'a b c',
  ]);
});
