import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, 'results');

/** What was measured last, as it is committed. */
export function readResult(name: string): unknown {
  const file = join(FOLDER, `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

export function writeResult(name: string, result: unknown): void {
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(result, undefined, 1)}\n`);
}
