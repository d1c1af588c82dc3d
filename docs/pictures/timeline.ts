import { bar, type Meaning, moment, text } from './svg';

/** Something that happens, at a place on the line of time. */
export interface Moment {
  readonly x: number;
  readonly name: string;
  readonly what: string;
}

export interface Span {
  readonly from: number;
  readonly to: number;
  readonly meaning: Meaning;
  readonly label?: string;
}

export interface Lane {
  readonly name: string;
  readonly spans: readonly Span[];
}

const LANE = 34;
const HEADER = 54;

/** Lanes below the moments that they share. The time between the moments is not to scale. */
export function timeline(top: number, moments: readonly Moment[], lanes: readonly Lane[]): string[] {
  const bottom = top + HEADER + lanes.length * LANE;
  return [
    ...moments.flatMap(({ x, name, what }) => [text(x + 4, top + 14, name, 'strong'), text(x + 4, top + 32, what, 'faint'), moment(x, top + 4, bottom)]),
    ...lanes.flatMap(({ name, spans }, index) => {
      const y = top + HEADER + index * LANE;
      return [text(16, y + 15, name), ...spans.map(({ from, to, meaning, label }) => bar(from, y, to - from, meaning, label))];
    }),
  ];
}

export function heightOf(lanes: number): number {
  return HEADER + lanes * LANE;
}
