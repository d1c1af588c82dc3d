/**
 * Longer than what stands between two punctuation marks in names and ARNs, and the lines that follow it in a PEM file, also
 * where JSON has escaped their ends.
 */
const KEY_LIKE = /[A-Za-z0-9+/=]{40,}(?:(?:[\r\n]|\\+[rn])+[A-Za-z0-9+/=]+)*/g;

/**
 * Takes out whatever could be a piece of a key. No message of ours has one; one that AWS composed may quote what it was
 * given.
 */
export function withoutKeys(text: string): string {
  return text.replace(KEY_LIKE, '[redacted]');
}
