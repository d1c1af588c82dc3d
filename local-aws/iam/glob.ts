/** `*` and `?` as IAM has them; everything else is literal. [DOC IAM JSON policy elements: Resource] */
export function globMatches(pattern: string, text: string, { ignoreCase = false } = {}): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's').test(text);
}
