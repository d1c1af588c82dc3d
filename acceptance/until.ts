import type { Ports } from './ports';

/** A program that was asked to end. What it does is noted in the journal. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
  }
}

/** Looks again until something is there. */
export async function until<T>({ pause, patience }: Pick<Ports, 'pause' | 'patience'>, look: () => Promise<T | undefined>, complaint: () => string): Promise<T> {
  for (let looks = 0; looks < patience; looks++) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    await pause();
  }
  throw new Error(`${complaint()}, after ${patience} looks`);
}
