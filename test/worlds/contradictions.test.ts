import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSUMPTIONS, settingsFrom } from '../../local-aws';

/* The invented worlds contradict the engine's defaults wherever they can. Where they cannot, CONTRIBUTING.md says why. */

const WORLDS = ['slow', 'quick'].map((name) => JSON.parse(readFileSync(join(__dirname, `${name}.json`), 'utf8')).assumptions as Record<string, unknown>);
const CONTRIBUTING = readFileSync(join(__dirname, '..', '..', 'CONTRIBUTING.md'), 'utf8');

test.each(WORLDS)('a world has values that can be, and none of the defaults', (world) => {
  expect(() => settingsFrom(world)).not.toThrow();
  expect(Object.entries(world).filter(([id, value]) => ASSUMPTIONS.get(id)!.default === value)).toEqual([]);
});

test('each default is contradicted, or CONTRIBUTING.md says why not', () => {
  const table = CONTRIBUTING.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|')[1]).join(' ');
  const excepted = [...ASSUMPTIONS.keys()].filter((id) => table.includes(`\`${id}\``));
  const contradicted = new Set(WORLDS.flatMap((world) => Object.keys(world)));
  expect([...ASSUMPTIONS.keys()].filter((id) => !contradicted.has(id)).sort()).toEqual(excepted.sort());
});
