import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  /** Beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** jsii says so in each process, and everybody knows. */
const QUIET = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.version.slice(1).split('.')[0], NODE_NO_WARNINGS: '1' };

/** Of the output of a program that fails: compilers say the same hundreds of times. */
const MOST_LINES = 60;

/** Runs a program to its end. Its output is the answer, and part of the error if it fails. */
export function run(program: string, args: readonly string[], { cwd, env }: CommandOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...QUIET, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => { output += text; });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) {
        resolve(output);
      } else {
        reject(new Error(`${[program, ...args].join(' ')} ended with ${code}:\n${output.trimEnd().split('\n').slice(-MOST_LINES).join('\n')}`));
      }
    });
  });
}
