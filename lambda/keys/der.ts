/** One element of DER (X.690): as much of it as it takes to tell the kinds of key files apart. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  /** Of the whole element, as its header has it; more than there is when the bytes are cut off. */
  readonly size: number;
}

export const SEQUENCE = 0x30;

/** The element that starts the bytes, or undefined when they do not start with a header. */
export function firstElement(bytes: Buffer): DerElement | undefined {
  if (bytes.length < 2) return undefined;
  const [tag, length] = bytes;
  if (length < 0x80) return { tag, content: bytes.subarray(2, 2 + length), size: 2 + length };

  const octets = length - 0x80; // long form, X.690 section 8.1.3.5: that many octets hold the length
  if (octets < 1 || octets > 4 || bytes.length < 2 + octets) return undefined;
  const size = 2 + octets + bytes.readUIntBE(2, octets);
  return { tag, content: bytes.subarray(2 + octets, size), size };
}

/** The elements that the bytes consist of, or undefined when they do not consist of elements. */
export function elements(bytes: Buffer): DerElement[] | undefined {
  const found: DerElement[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const element = firstElement(rest);
    if (!element || element.size > rest.length) return undefined;
    found.push(element);
    rest = rest.subarray(element.size);
  }
  return found;
}

/** The tags of the elements in hex, one after the other: the shape of a structure. */
export function tags(bytes: Buffer): string | undefined {
  return elements(bytes)?.map(({ tag }) => tag.toString(16).padStart(2, '0')).join(' ');
}
