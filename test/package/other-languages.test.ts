import { typesOf } from './assembly';

const types = typesOf();

test('every parameter has a name that every language can take', () => {
  const parameters = types.flatMap(({ name: type, initializer, methods = [] }) => [{ name: 'new', ...initializer }, ...methods].flatMap((callable) => (
    (callable.parameters ?? []).map(({ name }) => ({ path: `${type}.${callable.name}: ${name}`, name }))
  )));
  expect(parameters.length).toBeGreaterThan(10);
  expect(parameters.filter(({ name }) => !/^[a-z][A-Za-z0-9]*$/.test(name)).map(({ path }) => path)).toEqual([]);
});
