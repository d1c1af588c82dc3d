import { CIRCUMSTANCES } from './circumstances';
import { type Comparison, compare } from './measurement';
import { table } from './table';
import { timeline } from './timeline';
import { VARIANTS } from './variants';

/** What the README shows. */
export interface Results {
  readonly table: string;
  readonly picture: string;
}

/** The same in each run. */
export async function results(): Promise<Results> {
  const comparisons: Comparison[] = [];
  for (const circumstances of CIRCUMSTANCES) {
    comparisons.push(await compare(VARIANTS, circumstances));
  }
  return { table: table(comparisons), picture: timeline(comparisons) };
}
