import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { list } from 'tar';

const FOLDER = join(__dirname, '..', '..', 'dist', 'js');

/** The files of the tarball: bytes by path. */
async function files(): Promise<ReadonlyMap<string, number>> {
  const [tarball, ...others] = readdirSync(FOLDER).filter((name) => name.endsWith('.tgz'));
  expect(others).toEqual([]);
  const found = new Map<string, number>();
  await list({ file: join(FOLDER, tarball), onReadEntry: ({ path, size = 0 }) => { found.set(path.replace(/^package\//, ''), size); } });
  return found;
}

test('the package holds the library, its handler and its licenses, and nothing else', async () => {
  const paths = [...(await files()).keys()];
  expect([...new Set(paths.map((path) => path.split('/')[0]))].sort()).toEqual([
    '.jsii', '.jsii.gz', 'LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.md', 'assets', 'lib', 'package.json',
  ]);
  expect(paths.filter((path) => path.startsWith('assets/'))).toEqual(['assets/lambda/index/index.js']);
  expect(paths.filter((path) => path.startsWith('lib/') && !/\.(js|d\.ts)$/.test(path))).toEqual([]);
});

test('the package has at most 1,100 KB, unpacked', async () => {
  const bytes = [...(await files()).values()].reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(500_000);
  expect(bytes).toBeLessThanOrEqual(1_100_000);
});

test('whoever installs it installs nothing else', () => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { dependencies, bundledDependencies, peerDependencies } = require('../../package.json');
  expect(dependencies ?? {}).toEqual({});
  expect(bundledDependencies ?? []).toEqual([]);
  expect(Object.keys(peerDependencies).sort()).toEqual(['aws-cdk-lib', 'constructs']);
});
