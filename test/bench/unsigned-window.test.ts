import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withResults } from '../../bench/unsigned-window/readme';
import { results } from '../../bench/unsigned-window/results';

const read = (...path: string[]) => readFileSync(join(__dirname, '..', '..', ...path), 'utf8');

test('the README shows what `npm run bench` measures, as a table and as a picture', async () => {
  const { table, picture } = await results();
  expect(read('README.md')).toBe(withResults(read('README.md'), table));
  expect(read('docs', 'unsigned-window.svg')).toBe(picture);
});
