/** Elements of a picture, as text. */
type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, ...content: string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`).join('');
  return content.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${content.join('\n')}</${name}>`;
}

export function text(x: number, y: number, words: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escaped(words));
}

export function rect(kind: string, x: number, y: number, width: number, height: number): string {
  return element('rect', { class: kind, x, y, width, height });
}

function escaped(words: string): string {
  return words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
