/** What somebody does wrong, by a description of it. */
export type Mistakes<Context> = Readonly<Record<string, (context: Context) => unknown>>;

/** Key material that somebody passes where it does not belong. */
export const PEM = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(40)}\n-----END PRIVATE KEY-----\n`;
export const KEY_LINE = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(40);

/** What no message may have: an error of JavaScript's own, a token's insides, wrong grammar, or a part of a key. */
export const UNWANTED = /is not a function|Cannot read|is not iterable|Token\[|\[object|\b1 (?:days|keys|seconds|minutes)\b|MIIEvQ|e\+\d/;
