/** `*` and `?` as IAM has them; everything else is literal. [DOC IAM JSON policy elements: Resource] */
export function globMatches(pattern: string, text: string, { ignoreCase = false } = {}): boolean {
  return (ignoreCase ? IGNORING_CASE : EXACT)(pattern).test(text);
}

const EXACT = remembering((pattern) => expression(pattern, 's'));
const IGNORING_CASE = remembering((pattern) => expression(pattern, 'is'));

function expression(pattern: string, flags: string): RegExp {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${source}$`, flags);
}

/** The same few patterns are read at each call of each function. */
function remembering(compile: (pattern: string) => RegExp): (pattern: string) => RegExp {
  const known = new Map<string, RegExp>();
  return (pattern) => {
    const compiled = known.get(pattern) ?? compile(pattern);
    known.set(pattern, compiled);
    return compiled;
  };
}
