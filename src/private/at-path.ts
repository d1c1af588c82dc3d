import type { IConstruct } from 'constructs';

/*
 * Where in the program a mistake is. No check names its construct: what checks is wrapped, once for each construct and each method.
 */

/** Errors that have their path already: a construct may be made within another one. */
const located = new WeakSet<object>();

/** Does something for a construct. An error gets the construct's path at its end. */
export function at<T>(construct: IConstruct, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw atPath(construct, error);
  }
}

/** The error with the construct's path at its end, and with its own stack: that leads to the line of the mistake. */
export function atPath(construct: IConstruct, error: unknown): unknown {
  if (!(error instanceof Error) || located.has(error)) {
    return error;
  }
  const withPath = new Error(withPathOf(construct, error.message));
  withPath.name = error.name;
  withPath.stack = error.stack?.replace(error.message, () => withPath.message);
  located.add(withPath);
  return withPath;
}

/** Adds what is checked at the end of synthesis. */
export function validateAt(construct: IConstruct, validate: () => readonly string[]): void {
  construct.node.addValidation({ validate: () => validate().map((problem) => withPathOf(construct, problem)) });
}

function withPathOf({ node: { path } }: IConstruct, message: string): string {
  return `${message}${/[.?!]$/.test(message) ? ' At' : ', at'} ${path || 'the app'}`;
}

/** Makes a choice, or what refuses it when a construct takes it. Only then there is a path. */
export function orRefusal<Choice>(make: () => Choice, refusal: (error: unknown) => Choice): Choice {
  try {
    return make();
  } catch (error) {
    return refusal(error);
  }
}
