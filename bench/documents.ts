import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from './format';
import { type Measurement, type Row } from './measurement';
import { MEASUREMENTS } from './measurements';
import { readResult } from './results';

const ROOT = join(__dirname, '..');
const BEGIN = '<!-- measured: `npm run bench` writes this -->';
const END = '<!-- measured: end -->';

/** A file, and what it should be as the results are. */
export interface Document {
  readonly file: string;
  readonly is: string;
  readonly shouldBe: string;
}

/** Everything that shows results. */
export function documents(): Document[] {
  const measured = MEASUREMENTS.flatMap((measurement) => {
    const result = readResult(measurement.name);
    return result === undefined ? [] : [{ measurement, result }];
  });
  const rows = measured.flatMap(({ measurement, result }) => measurement.rows(result));
  return [
    document('README.md', (readme) => between(readme, readmeTable(rows))),
    document('docs/measurements.md', () => page(rows, measured)),
    ...measured.flatMap(({ measurement, result }) => Object.entries(measurement.pictures?.(result) ?? {}).map(([file, picture]) => (
      document(`docs/${file}`, () => picture)
    ))),
  ];
}

export function write({ file, shouldBe }: Document): void {
  writeFileSync(join(ROOT, file), shouldBe);
}

/** The table, with what the figures should be. */
export function fullTable(rows: readonly Row[]): string {
  return markdownTable(
    ['', '`ses.EmailIdentity`', '`DomainIdentity`', 'target', ''],
    rows.map(({ figure, emailIdentity, domainIdentity, target, isMet }) => [figure, emailIdentity, domainIdentity, target, isMet ? 'met' : 'missed']),
    (column) => column > 0 && column < 4,
  );
}

function readmeTable(rows: readonly Row[]): string {
  return markdownTable(
    ['', '`ses.EmailIdentity`', '`DomainIdentity`'],
    rows.map(({ figure, emailIdentity, domainIdentity }) => [figure, emailIdentity, domainIdentity]),
    (column) => column > 0,
  );
}

function page(rows: readonly Row[], measured: ReadonlyArray<{ readonly measurement: Measurement; readonly result: unknown }>): string {
  return `${[
    '# Measurements',
    '`npm run bench` measures all of this on one machine, and writes this page and the table of the README. `npm run bench -- <name> …` measures '
    + `some of it (${MEASUREMENTS.map(({ name }) => name).join(', ')}), \`--quick\` less of it, without writing anything.`,
    fullTable(rows),
    ...measured.flatMap(({ measurement, result }) => measurement.details?.(result) ?? []),
  ].join('\n\n')}\n`;
}

function document(file: string, change: (is: string) => string): Document {
  const is = readOrEmpty(join(ROOT, file));
  return { file, is, shouldBe: change(is) };
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** A text with another content between its marks. */
function between(text: string, content: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw new Error(`README.md lacks ${BEGIN} or ${END}`);
  }
  return `${text.slice(0, begin + BEGIN.length)}\n\n${content}\n\n${text.slice(end)}`;
}
