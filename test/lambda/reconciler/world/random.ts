/** Random numbers that are the same for the same seed. (mulberry32) */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** At least 0, less than 1. */
  number(): number {
    this.state = (this.state + 0x6D2B79F5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(least: number, most: number): number {
    return least + Math.floor(this.number() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.number() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.number() * choices.length)];
  }

  /** One of several, each as often as its weight says. */
  weighted<T>(choices: ReadonlyArray<readonly [number, T]>): T {
    let rest = this.number() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of choices) {
      rest -= weight;
      if (rest < 0) {
        return choice;
      }
    }
    return choices[choices.length - 1][1];
  }

  hex(digits: number): string {
    let text = '';
    for (let digit = 0; digit < digits; digit++) {
      text += this.between(0, 15).toString(16);
    }
    return text;
  }

  /** Another generator, so that one part of a world does not depend on how often another part asks. */
  fork(): Random {
    return new Random(Math.floor(this.number() * 4_294_967_296));
  }
}
