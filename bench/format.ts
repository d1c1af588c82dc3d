export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** In thousands of bytes. */
export function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString('en-US')} KB`;
}

/** A Markdown table; columns of numbers are aligned to the right. */
export function markdownTable(
  head: readonly string[], rows: ReadonlyArray<readonly string[]>, isNumber: (column: number) => boolean = () => false,
): string {
  return [head, head.map((_, column) => isNumber(column) ? '---:' : '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
