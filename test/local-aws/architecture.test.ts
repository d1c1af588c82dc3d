import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/*
 * The engine's own shape: imports go one way, and each service is composed in its `index.ts`.
 */

const ROOT = join(__dirname, '..', '..', 'local-aws');

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => join(ROOT, file));
const imports = new Map(files.map((file) => [file, importsOf(file)]));

function importsOf(file: string): string[] {
  const names = [...readFileSync(file, 'utf8').matchAll(/(?:import|export)[^;]*?from '(\.[^']*)'/g)].map(([, name]) => join(dirname(file), name));
  return names.map((name) => existsSync(`${name}.ts`) ? `${name}.ts` : join(name, 'index.ts'));
}

/** A way from a file back to itself. */
function circleThrough(start: string): string[] | undefined {
  const seen = new Set<string>();
  const search = (file: string, path: string[]): string[] | undefined => {
    for (const next of imports.get(file) ?? []) {
      if (next === start) {
        return [...path, next];
      }
      if (!seen.has(next)) {
        seen.add(next);
        const found = search(next, [...path, next]);
        if (found) {
          return found;
        }
      }
    }
    return undefined;
  };
  return search(start, [start])?.map((file) => relative(ROOT, file));
}

test('no file imports itself, by whatever way', () => {
  expect(files.length).toBeGreaterThan(150);
  expect(files.map(circleThrough).filter(Boolean)).toEqual([]);
});

test('nothing outside of a service imports what is behind its index, but for CloudFormation\'s terms and IAM\'s', () => {
  const shared = ['kernel', 'cloudformation/names.ts', 'cloudformation/ports.ts', 'cloudformation/resource-provider.ts', 'iam/evaluation.ts', 'iam/policy-document.ts'];
  const folderOf = (file: string) => relative(ROOT, file).split('/')[0];
  const intrusions = files.flatMap((file) => imports.get(file)!
    .filter((imported) => folderOf(imported) !== folderOf(file) && !imported.endsWith('/index.ts'))
    .map((imported) => relative(ROOT, imported))
    .filter((imported) => imported.includes('/') && !shared.some((prefix) => imported.startsWith(prefix)))
    .map((imported) => `${relative(ROOT, file)} -> ${imported}`));
  expect(intrusions).toEqual([]);
});

test('each service with operations and resources keeps them, and its state, in files of those names', () => {
  const services = readdirSync(ROOT).filter((name) => statSync(join(ROOT, name)).isDirectory() && existsSync(join(ROOT, name, 'store.ts')));
  expect(services).toEqual(['cloudwatch', 'events', 'iam', 'lambda', 'route53', 'secrets-manager', 'ses']);
  for (const service of services) {
    expect([service, existsSync(join(ROOT, service, 'resources.ts')), existsSync(join(ROOT, service, 'index.ts'))]).toEqual([service, true, true]);
  }
});
