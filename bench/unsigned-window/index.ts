import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withResults } from './readme';
import { results } from './results';

const ROOT = join(__dirname, '..', '..');
const README = join(ROOT, 'README.md');

/** Measures, shows the table, and puts it and the picture where the README has them. */
async function main(): Promise<void> {
  const { table, picture } = await results();
  writeFileSync(README, withResults(readFileSync(README, 'utf8'), table));
  writeFileSync(join(ROOT, 'docs', 'unsigned-window.svg'), picture);
  console.log(table); // eslint-disable-line no-console
}

main().catch((error: Error) => {
  console.error(`bench: failed (${error.message})`); // eslint-disable-line no-console
  process.exitCode = 1;
});
