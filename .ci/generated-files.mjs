// Fails when a generated file that is committed differs from what generating it gives: `record` before, `check` after.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const RECORD = 'node_modules/.cache/generated-files.json';
const { files } = JSON.parse(readFileSync('.projen/files.json', 'utf8'));
const digests = Object.fromEntries([...files, 'API.md', 'THIRD-PARTY-NOTICES.md', 'package.json'].map((file) => [
  file, existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'missing',
]));

if (process.argv[2] === 'record') {
  mkdirSync('node_modules/.cache', { recursive: true });
  writeFileSync(RECORD, JSON.stringify(digests));
} else {
  const before = JSON.parse(readFileSync(RECORD, 'utf8'));
  const stale = Object.keys({ ...before, ...digests }).filter((file) => before[file] !== digests[file]);
  if (stale.length > 0) {
    console.error(`stale generated files, now up to date: commit them\n  ${stale.join('\n  ')}`);
    process.exit(1);
  }
}
