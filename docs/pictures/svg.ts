/*
 * The little of SVG that the pictures of the guides need. Colors follow the reader's light or dark mode, on a page of their own color: so a
 * picture is readable even if the page around it has another mode.
 */

const STYLE = `
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
  .strong { font-weight: 600; }
  .faint { fill: #59636e; font-size: 12px; }
  .inside { fill: #ffffff; font-weight: 600; font-size: 12px; }
  .page { fill: #ffffff; }
  .box { fill: #f6f8fa; stroke: #afb8c1; }
  .old { fill: #1a7f37; }
  .new { fill: #0969da; }
  .none { fill: #bc4c00; }
  .revoked { fill: #6e7781; }
  .line { stroke: #59636e; stroke-dasharray: 3 3; }
  .arrow { stroke: #59636e; stroke-width: 1.5; fill: none; }
  .head { fill: #59636e; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .faint { fill: #9198a1; }
    .inside { fill: #ffffff; }
    .page { fill: #0d1117; }
    .box { fill: #151b23; stroke: #3d444d; }
    .old { fill: #238636; }
    .new { fill: #1f6feb; }
    .none { fill: #bd561d; }
    .revoked { fill: #656c76; }
    .line { stroke: #9198a1; }
    .arrow { stroke: #9198a1; }
    .head { fill: #9198a1; }
  }`;

export function picture(width: number, height: number, title: string, elements: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"><title>${escape(title)}</title>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>',
    `<rect class="page" x="0" y="0" width="${width}" height="${height}"/>`,
    ...elements,
    '</svg>',
    '',
  ].join('\n');
}

export type Look = 'strong' | 'faint' | 'inside';
export type Anchor = 'start' | 'middle' | 'end';

export function text(x: number, y: number, content: string, look?: Look, anchor: Anchor = 'start'): string {
  return `<text x="${x}" y="${y}"${look ? ` class="${look}"` : ''}${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escape(content)}</text>`;
}

/** What a bar shows: the previous key, the next one, no signature, or a key that is revoked. */
export type Meaning = 'old' | 'new' | 'none' | 'revoked';

export function bar(x: number, y: number, width: number, meaning: Meaning, label = ''): string {
  const inside = label === '' ? '' : `\n${text(x + width / 2, y + 15, label, 'inside', 'middle')}`;
  return `<rect class="${meaning}" x="${x}" y="${y}" width="${width}" height="22" rx="3"/>${inside}`;
}

export function box(x: number, y: number, width: number, height: number, lines: readonly string[]): string {
  const [title, ...more] = lines;
  return [
    `<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
    text(x + 12, y + 22, title, 'strong'),
    ...more.map((line, index) => text(x + 12, y + 44 + index * 20, line, 'faint')),
  ].join('\n');
}

export function arrow(fromX: number, fromY: number, toX: number, toY: number): string {
  return `<line class="arrow" x1="${fromX}" y1="${fromY}" x2="${toX}" y2="${toY}" marker-end="url(#head)"/>`;
}

export function moment(x: number, fromY: number, toY: number): string {
  return `<line class="line" x1="${x}" y1="${fromY}" x2="${x}" y2="${toY}"/>`;
}

function escape(content: string): string {
  return content.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
