/** Longer than any name, id or part of an ARN between two punctuation marks, shorter than what could help to rebuild a key. */
const KEY_LIKE = /[A-Za-z0-9+/=]{64,}/g;

/**
 * Takes out whatever could be a piece of a key. No message of ours has one; one that AWS composed may quote what it was
 * given.
 */
export function withoutKeys(text: string): string {
  return text.replace(KEY_LIKE, '[redacted]');
}
