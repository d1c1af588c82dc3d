import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { list } from 'tar';

const FOLDER = join(__dirname, '..', '..', 'dist', 'js');

async function files(): Promise<string[]> {
  const [tarball, ...others] = readdirSync(FOLDER).filter((name) => name.endsWith('.tgz'));
  expect(others).toEqual([]);
  const paths: string[] = [];
  await list({ file: join(FOLDER, tarball), onReadEntry: ({ path }) => paths.push(path.replace(/^package\//, '')) });
  return paths;
}

test('the package holds the library, its handler and its docs, and nothing else', async () => {
  const paths = await files();
  expect([...new Set(paths.map((path) => path.split('/')[0]))].sort()).toEqual([
    '.jsii', 'API.md', 'LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.md', 'assets', 'lib', 'package.json',
  ]);
  expect(paths.filter((path) => path.startsWith('assets/'))).toEqual(['assets/lambda/index/index.js']);
  expect(paths.filter((path) => path.startsWith('lib/') && !/\.(js|d\.ts)$/.test(path))).toEqual([]);
});

test('whoever installs it installs nothing else', () => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { dependencies, bundledDependencies, peerDependencies } = require('../../package.json');
  expect(dependencies ?? {}).toEqual({});
  expect(bundledDependencies ?? []).toEqual([]);
  expect(Object.keys(peerDependencies).sort()).toEqual(['aws-cdk-lib', 'constructs']);
});
