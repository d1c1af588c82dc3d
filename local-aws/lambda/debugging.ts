import type { FunctionConfiguration } from './function-configuration';

/*
 * `LOCAL_AWS_INSPECT=Deploy` stops every process of the functions with `Deploy` in their name before its first line, and says where a debugger
 * can be attached. A function that is debugged has no timeout.
 */

const NAME = process.env.LOCAL_AWS_INSPECT;

export function isDebugged({ name }: Pick<FunctionConfiguration, 'name'>): boolean {
  return NAME !== undefined && NAME !== '' && name.includes(NAME);
}

/** Of Node.js: it chooses a free port. */
export const INSPECT = '--inspect-brk=127.0.0.1:0';

/** Node.js says the address on the process's stderr, which is the function's log. */
export function announce(name: string, line: string): void {
  if (line.startsWith('Debugger listening on ')) {
    process.stderr.write(`${name} waits for a debugger: node inspect ${line.slice('Debugger listening on ws://'.length).split('/')[0]}, or chrome://inspect\n`);
  }
}
