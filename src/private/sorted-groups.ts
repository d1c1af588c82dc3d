import { createHash } from 'crypto';

/** Things that have room for a limited number of items. */
interface Group<Item> {
  tryAdd(item: Item): boolean;
}

/**
 * Items in as many groups as they need, in the order of a hash of their names. The groups depend on the items alone and not on
 * the order in which a program adds them, and another item moves few of the others to another group.
 */
export class SortedGroups<Item, G extends Group<Item>> {
  private readonly items: Array<{ readonly hash: string; readonly item: Item }> = [];
  private readonly groups: Array<{ readonly group: G; readonly start: number }> = [];

  constructor(private readonly newGroup: () => G) {}

  /** There are never fewer groups afterwards. */
  add(name: string, item: Item): void {
    const hash = createHash('sha256').update(name).digest('hex');
    const position = this.positionOf(hash);
    this.items.splice(position, 0, { hash, item });
    // Groups stay as they are if they end before the item that is now in front of the new one.
    while (this.groups.length > 0 && this.groups.at(-1)!.start >= position) {
      this.groups.pop();
    }
    this.fill(this.groups.pop()?.start ?? 0);
  }

  get length(): number {
    return this.groups.length;
  }

  at(index: number): G {
    return this.groups[index].group;
  }

  private positionOf(hash: string): number {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      [low, high] = this.items[middle].hash > hash ? [low, middle] : [middle + 1, high];
    }
    return low;
  }

  private fill(from: number): void {
    let group: G | undefined;
    for (let start = from; start < this.items.length; start++) {
      const { item } = this.items[start];
      if (!group?.tryAdd(item)) {
        group = this.newGroup();
        group.tryAdd(item);
        this.groups.push({ group, start });
      }
    }
  }
}

const LENGTH_OF_TOKEN = 100;
const LENGTH_OF_PSEUDO_PARAMETER = 14; // the longest Region; a partition and an account are shorter

/** How long a text with tokens is at most likely to be. */
export function lengthOnceResolved(text: string): number {
  return text.includes('${Token[')
    ? text.replace(/\$\{Token\[([^\]]*)\]\}/g, (_, token: string) => (
      'x'.repeat(/^AWS\.(Partition|Region|AccountId)\b/.test(token) ? LENGTH_OF_PSEUDO_PARAMETER : LENGTH_OF_TOKEN)
    )).length
    : text.length;
}
