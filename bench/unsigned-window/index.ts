import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CIRCUMSTANCES } from './circumstances';
import { type Comparison, compare } from './measurement';
import { withResults } from './readme';
import { table } from './table';
import { timeline } from './timeline';
import { VARIANTS } from './variants';

const ROOT = join(__dirname, '..', '..');
const README = join(ROOT, 'README.md');
const PICTURE = join(ROOT, 'docs', 'unsigned-window.svg');

/** Measures, shows the table, and puts it and the picture where the README has them. */
async function main(): Promise<void> {
  const comparisons: Comparison[] = [];
  for (const circumstances of CIRCUMSTANCES) {
    comparisons.push(await compare(VARIANTS, circumstances));
  }
  const results = table(comparisons);
  writeFileSync(README, withResults(readFileSync(README, 'utf8'), results));
  writeFileSync(PICTURE, timeline(comparisons));
  console.log(results); // eslint-disable-line no-console
}

main().catch((error: Error) => {
  console.error(`bench: failed (${error.message})`); // eslint-disable-line no-console
  process.exitCode = 1;
});
