import { AFTER_MS, type Circumstances } from './circumstances';
import { type Measurement, type Span, unsignedSeconds } from './measurement';
import { element, rect, text } from './svg';

const WIDTH = 880;
/** What the axis shows, in seconds from the switch. */
const SHOWN: Span = { from: -60, to: AFTER_MS / 1000 };
const LEFT = 330;
const RIGHT = 770;
const BAR = 12;
const ROW = 46;
const TOP = 62;
const HEADING = 46;

const x = (seconds: number) => LEFT + (Math.min(seconds, SHOWN.to) - SHOWN.from) * (RIGHT - LEFT) / (SHOWN.to - SHOWN.from);

/** Readable on light and dark pages, as the reader's system is set; it brings its own background. */
const STYLE = `
  text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
  .strong { font-weight: 600; }
  .faint { fill: #59636e; font-size: 11px; }
  .page { fill: #ffffff; }
  .signed { fill: #2f81f7; }
  .unsigned { fill: #d4550a; }
  .there { fill: #a5c8ff; }
  .gone { fill: #e3b7a0; }
  .line { stroke: #59636e; stroke-dasharray: 3 3; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .faint { fill: #9198a1; }
    .page { fill: #0d1117; }
    .unsigned { fill: #f0883e; }
    .there { fill: #1f4a85; }
    .gone { fill: #7a4a2b; }
    .line { stroke: #9198a1; }
  }`;

/** A picture: for each move the mail that leaves, and below it the mail that is in transit. */
export function timeline({ circumstances, moves }: { readonly circumstances: Circumstances; readonly moves: readonly Measurement[] }): string {
  const shown = moves.filter(({ refusal }) => refusal === undefined);
  const height = TOP + HEADING + shown.length * ROW + 24;
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, role: 'img' },
    element('title', {}, 'Moves from one way of signing to another: when mail leaves unsigned, and when mail in transit does not verify any more'),
    element('style', {}, STYLE),
    rect('page', 0, 0, WIDTH, height),
    ...legend(),
    ...panel(circumstances, shown, TOP),
  )}\n`;
}

function legend(): string[] {
  const entries = [
    ['signed', 'mail leaves signed', 16, 22],
    ['unsigned', 'mail leaves without the domain\'s signature', 200, 22],
    ['there', 'mail in transit verifies: the old record is there', 16, 44],
    ['gone', 'it does not: the old record is gone', 370, 44],
  ] as const;
  return entries.flatMap(([kind, words, left, middle]) => [rect(kind, left, middle - 10, 14, BAR), text(left + 20, middle, words)]);
}

function panel({ propagationMs, checkMs }: Circumstances, measurements: readonly Measurement[], top: number): string[] {
  const rows = top + HEADING;
  const bottom = rows + measurements.length * ROW;
  const minutes = Array.from({ length: SHOWN.to / 60 }, (_, index) => index + 1);
  return [
    text(16, top + 16, `SES looks ${duration(checkMs)} after the switch; Route 53 takes ${duration(propagationMs)}`, { class: 'strong' }),
    ...measurements.flatMap((measurement, index) => lane(measurement, rows + index * ROW)),
    element('line', { class: 'line', x1: x(0), x2: x(0), y1: rows - 4, y2: bottom }),
    text(x(0), bottom + 12, 'switch', { 'class': 'faint', 'text-anchor': 'middle' }),
    ...minutes.map((minute) => text(x(minute * 60), bottom + 12, `${minute} min`, { 'class': 'faint', 'text-anchor': 'middle' })),
  ];
}

function lane(measurement: Measurement, top: number): string[] {
  const { name, use, unsigned, recordGone } = measurement;
  const bars = (spans: readonly Span[], kind: string, y: number) => spans.map(({ from, to }) => rect(kind, x(from), y, x(to) - x(from), BAR));
  return [
    text(16, top + 12, name.replaceAll('`', ''), { class: 'strong' }),
    text(16, top + 27, use.replaceAll('`', ''), { class: 'faint' }),
    rect('signed', LEFT, top + 2, RIGHT - LEFT, BAR),
    ...bars(unsigned, 'unsigned', top + 2),
    rect('there', LEFT, top + 4 + BAR, RIGHT - LEFT, BAR),
    ...bars(recordGone, 'gone', top + 4 + BAR),
    text(RIGHT + 12, top + 12, `unsigned ${unsignedSeconds(measurement)} s`, { class: 'strong' }),
  ];
}

function duration(ms: number): string {
  return ms % 60_000 === 0 && ms > 60_000 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
