import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const FOLDERS = ['local-aws', 'lambda', 'src'];

/** The settings, which have a table of their own. */
const SETTINGS = /\/(assumptions|assumed-errors|kernel\/assumption)\.ts$/;

/** Not the name of a session of a role. */
const WORD = /\bassumed\b(?!-role)/i;

/** Comments that mean the text of the code beside them. */
const IS_ABOUT_CODE = /^\W*assumed( text)?(, after .*)?\W*$|(text|code) is assumed\W*$|assumed: the (text|form)|assumed \[INF\]/i;

/** A comment that says that something is assumed. */
export interface AssumptionInCode {
  readonly file: string;
  /** The comment, without its marks. If it says no more than that a text is assumed, the text. */
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

/** The files that are searched, by path. */
export function searchedFiles(): ReadonlyMap<string, string> {
  const paths = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts')).map((path) => `${folder}/${path}`));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}

export const isSettings = (file: string): boolean => SETTINGS.test(file);

/** Every comment with the word, in the order of files and places. */
export function assumptionsInCode(): AssumptionInCode[] {
  const files = [...searchedFiles()].filter(([file, source]) => !isSettings(file) && WORD.test(source));
  return files.flatMap(([file, source]) => assumptionsOf(file, source));
}

export function assumptionsOf(file: string, source: string): AssumptionInCode[] {
  return commentsOf(source).filter(({ start, end }) => WORD.test(source.slice(start, end))).map(({ start, end }) => {
    const comment = plain(source.slice(start, end));
    const what = IS_ABOUT_CODE.test(comment) ? `${quoted(source, start)} ${comment}` : sentencesOn(comment);
    return { file, what: what.trim(), start, end };
  });
}

function commentsOf(source: string): Array<{ readonly start: number; readonly end: number }> {
  const ranges = new Map<number, ts.CommentRange>();
  const file = ts.createSourceFile('file.ts', source, ts.ScriptTarget.ES2022, true);
  (function visit(node: ts.Node): void {
    for (const range of [...ts.getLeadingCommentRanges(source, node.pos) ?? [], ...ts.getTrailingCommentRanges(source, node.end) ?? []]) {
      ranges.set(range.pos, range);
    }
    node.getChildren(file).forEach(visit);
  })(file);
  return [...ranges.values()].sort((one, other) => one.pos - other.pos).map(({ pos, end }) => ({ start: pos, end }));
}

function plain(comment: string): string {
  return comment.replace(/^\/\*\*?|\*\/$|^\/\//g, '').replace(/^ *\* ?/gm, '').replace(/\s+/g, ' ').trim();
}

/** Of a long comment the first sentence, and those with the word. */
function sentencesOn(comment: string): string {
  const sentences = comment.split(/(?<=[.!?]\)?) (?=[A-Z[])/);
  const isMeant = (sentence: string, index: number) => index === 0 || WORD.test(sentence);
  return comment.split(' ').length <= 40 ? comment : sentences.filter(isMeant).join(' ');
}

/** The code that a comment is about: its own line, or if there is none the next one. */
function quoted(source: string, start: number): string {
  const lineStart = source.lastIndexOf('\n', start) + 1;
  const own = source.slice(lineStart, start).trim();
  const next = source.slice(source.indexOf('\n', start) + 1).split('\n')[0].trim();
  const code = own || next;
  const texts = [...code.matchAll(/'((?:[^'\\]|\\.)+)'|`((?:[^`\\]|\\.)+)`/g)].map(([, one, other]) => one ?? other);
  const [longest = code] = texts.filter((text) => text.includes(' ')).sort((one, other) => other.length - one.length);
  return `\`${longest.replace(/\\'/g, '\'').replace(/`/g, '')}\``;
}
