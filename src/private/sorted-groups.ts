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
  private groups: G[] = [];
  private isFilled = true;

  /** @param surelyFit whether all items fit into so many groups; false if that takes filling them */
  constructor(private readonly newGroup: () => G, private readonly surelyFit: (groups: number) => boolean) {}

  add(name: string, item: Item): void {
    const hash = createHash('sha256').update(name).digest('hex');
    this.items.splice(this.positionOf(hash), 0, { hash, item });
    this.isFilled = false;
  }

  /** Never fewer than before. */
  get length(): number {
    const { length } = this.groups;
    return length > 0 && this.surelyFit(length) ? length : this.filled().length;
  }

  at(index: number): G {
    return this.filled()[index];
  }

  private positionOf(hash: string): number {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      [low, high] = this.items[middle].hash > hash ? [low, middle] : [middle + 1, high];
    }
    return low;
  }

  private filled(): readonly G[] {
    if (!this.isFilled) {
      this.groups = [];
      for (const { item } of this.items) {
        if (!this.groups.at(-1)?.tryAdd(item)) {
          const group = this.newGroup();
          group.tryAdd(item);
          this.groups.push(group);
        }
      }
      this.isFilled = true;
    }
    return this.groups;
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

const SHORTEST_STACK_ID = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/a/01234567-89ab-cdef-0123-456789abcdef';

/** How long a text with tokens is at least. */
export function leastLength(text: string): number {
  return text.replace(/\$\{Token\[(AWS\.StackId)?[^\]]*\]\}/g, (_, stackId) => (stackId ? SHORTEST_STACK_ID : '')).length;
}
