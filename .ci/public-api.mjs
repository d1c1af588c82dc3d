// `freeze` writes the public API, as the last `compile` made it, to frozen-api.json. `compare` fails if the public API has changed since then in
// a way that breaks a program.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FROZEN = '.ci/frozen-api.json';
const FOLDER = 'node_modules/.cache/frozen-api'; // from here the assembly finds aws-cdk-lib

/** Names and types, without texts and places in files. */
function bare(value) {
  if (Array.isArray(value)) {
    return value.map(bare);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  return Object.fromEntries(Object.entries(value).filter(([key]) => !['locationInModule', 'symbolId'].includes(key)).map(([key, item]) => [
    key, key === 'docs' ? { stability: item.stability, deprecated: item.deprecated } : bare(item),
  ]));
}

if (process.argv[2] === 'freeze') {
  const { readme: _, dependencyClosure: __, targets: ___, fingerprint: ____, ...assembly } = JSON.parse(gunzipSync(readFileSync('.jsii.gz')));
  writeFileSync(FROZEN, `${JSON.stringify({ ...assembly, types: bare(assembly.types), fingerprint: 'none' }, undefined, 1)}\n`);
} else {
  const assembly = JSON.parse(readFileSync(FROZEN, 'utf8'));
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/.jsii`, JSON.stringify({ ...assembly, dependencyClosure: {}, targets: {} }));
  writeFileSync(`${FOLDER}/package.json`, readFileSync('package.json'));
  const { status } = spawnSync('npx', ['--no-install', 'jsii-diff', FOLDER, '.', '--keys', '--error-on', 'all'], { stdio: 'inherit' });
  if (status !== 0) {
    console.error('This breaks programs of users. If that is intended, run `npx projen freeze`, and commit it as a breaking change (`feat!: …`).');
    process.exitCode = 1;
  }
}
