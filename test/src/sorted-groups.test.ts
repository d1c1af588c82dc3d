import * as fc from 'fast-check';
import { SortedGroups } from '../../src/private/sorted-groups';

const MOST = 10;
class Bag {
  readonly items: number[] = [];

  tryAdd(size: number): boolean {
    if (this.items.length > 0 && this.items.reduce((sum, item) => sum + item, 0) + size > MOST) {
      return false;
    }
    this.items.push(size);
    return true;
  }
}

interface Named {
  readonly name: string;
  readonly size: number;
}
const named = fc.uniqueArray(fc.record({ name: fc.string(), size: fc.integer({ min: 1, max: 12 }) }), { selector: ({ name }) => name });

function grouped(items: readonly Named[], estimates: boolean): number[][] {
  let [total, longest, before] = [0, 0, 0];
  const groups = new SortedGroups<number, Bag>(() => new Bag(), (count) => estimates && total <= count * (MOST - longest));
  for (const { name, size } of items) {
    [total, longest] = [total + size, Math.max(longest, size)];
    groups.add(name, size);
    expect(groups.length).toBeGreaterThanOrEqual(before); // a policy that is there cannot be taken back
    before = groups.length;
  }
  const all = Array.from({ length: before }, (_, index) => groups.at(index).items);
  expect(groups.length).toBe(before); // and none is missing in the end
  return all;
}

test('the groups are the same in any order of adding, are never fewer, and hold everything once', () => {
  fc.assert(fc.property(named, fc.infiniteStream(fc.nat()), fc.boolean(), (items, random, estimates) => {
    const shuffled = items.map((item) => ({ item, key: random.next().value })).sort((one, other) => one.key - other.key).map(({ item }) => item);
    const groups = grouped(items, false);
    expect(grouped(shuffled, estimates)).toEqual(groups);
    expect(groups.flat().sort()).toEqual(items.map(({ size }) => size).sort());
    expect(groups.every((group) => group.length === 1 || group.reduce((sum, size) => sum + size, 0) <= MOST)).toBe(true);
  }));
});
