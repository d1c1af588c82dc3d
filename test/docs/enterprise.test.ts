import { read, rowsOf } from './pages';

test('each row names a test that there is', () => {
  const [, ...rows] = rowsOf(read('docs/enterprise.md').split('\n## What is tested')[1]);
  expect(rows.length).toBeGreaterThan(30);
  const missing = rows.filter(([, cell]) => {
    const [, file, title] = /^\[[^\]]*\]\(\.\.\/([^)]*)\): (.*)$/.exec(cell) ?? [];
    return file === undefined || !read(file).replace(/\\'/g, '\'').includes(title);
  });
  expect(missing).toEqual([]);
});
