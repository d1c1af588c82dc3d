import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typesOf } from './assembly';

const types = typesOf();

test('every parameter has a name that every language can take', () => {
  const parameters = types.flatMap(({ name: type, initializer, methods = [] }) => [{ name: 'new', ...initializer }, ...methods].flatMap((callable) => (
    (callable.parameters ?? []).map(({ name }) => ({ path: `${type}.${callable.name}: ${name}`, name }))
  )));
  expect(parameters.length).toBeGreaterThan(10);
  expect(parameters.filter(({ name }) => !/^[a-z][A-Za-z0-9]*$/.test(name)).map(({ path }) => path)).toEqual([]);
});

// In Go a module gets the lowest version that is asked for, and aws-cdk-lib is compiled for its own.
test('the constructs that we ask for are not newer than those that the lowest aws-cdk-lib asks for', () => {
  const manifest = (...path: string[]) => JSON.parse(readFileSync(join(__dirname, '..', '..', ...path, 'package.json'), 'utf8'));
  const lowest = (range: string) => /^\^(\d+)\.(\d+)\.(\d+)$/.exec(range)!.slice(1).map(Number);
  const ours = manifest().peerDependencies;
  const floor = manifest('node_modules', 'aws-cdk-lib');
  expect(ours['aws-cdk-lib']).toBe(`^${floor.version}`);
  const [wanted, given] = [ours.constructs, floor.peerDependencies.constructs].map(lowest);
  const firstDifference = wanted.map((part, index) => part - given[index]).find((difference) => difference !== 0) ?? 0;
  expect(firstDifference).toBeLessThanOrEqual(0);
});

// Java and C# import whole namespaces, in which a name must not mean two things.
test.each(['aws-cdk-lib', 'aws-cdk-lib-newest', 'constructs'])('no public name is one of %s, too', (dependency) => {
  const names = typesOf(join(__dirname, '..', '..', 'node_modules', dependency)).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(3);
  expect(types.map(({ name }) => name).filter((name) => names.includes(name))).toEqual([]);
});

// In Go a class without members is `interface{}`, and two classes with the same members are the same type: anything goes then.
test('every class has a public member of its own', () => {
  const shapes = types.filter(({ kind }) => kind === 'class').map(({ name, base, properties = [], methods = [] }) => ({
    name, base, members: [...properties, ...methods].filter((member) => !member.static).map((member) => member.name).sort().join(),
  }));
  expect(shapes.length).toBeGreaterThan(4);
  expect(shapes.filter(({ members }) => members === '')).toEqual([]);
  expect(new Set(shapes.map(({ members }) => members)).size).toBe(shapes.length);
});
