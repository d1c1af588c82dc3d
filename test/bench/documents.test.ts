import { documents } from '../../bench/documents';

test.each(documents())('$file shows the results that are committed', ({ is, shouldBe }) => {
  expect(is).toBe(shouldBe);
});
