import { DELAYS } from './circumstances';
import type { Comparison, Measurement } from './measurement';

/** The results for the README. */
export function table(comparisons: readonly Comparison[]): string {
  return [
    row(['', 'SES\'s own check', 'unsigned', ...DELAYS.map(({ name }) => `lost, ${name} late`), 'order']),
    row(['---', '---:', '---:', ...DELAYS.map(() => '---:'), '---']),
    ...comparisons.flatMap(({ circumstances: { checkMs }, measurements }) => measurements.map((measurement) => row([
      `\`${measurement.variant.name}\`, ${measurement.variant.use}`,
      `${checkMs / 1000} s`,
      `${unsignedSeconds(measurement)} s`,
      ...measurement.lost.map((count) => count === 0 ? '0' : `${count} of ${measurement.sentBefore}`),
      measurement.variant.order,
    ]))),
  ].join('\n');
}

export function unsignedSeconds({ unsigned }: Measurement): number {
  return unsigned.reduce((seconds, { from, to }) => seconds + to - from, 0);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
