import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Whereabouts } from './process';

export interface EngineProcessOptions {
  /** Engine seconds for each of the host's; 1 if it is not given. */
  readonly pace?: number;
  /** A report of `npm run probe`, or another file with `assumptions`. */
  readonly assume?: string;
  /** A folder that gets a file for each mail that leaves. */
  readonly mail?: string;
  /** Public zones that exist and are delegated. */
  readonly zones?: readonly string[];
  readonly account?: string;
  readonly region?: string;
}

/** The engine in a process of its own, which ends with this one. */
export class EngineProcess implements Whereabouts {
  static async start({ pace, assume, mail, zones = [], account, region }: EngineProcessOptions = {}): Promise<EngineProcess> {
    const args = Object.entries({ pace, assume, mail, account, region }).flatMap(([name, value]) => value === undefined ? [] : [`--${name}`, String(value)]);
    const child = spawn(process.execPath, [
      '--import', require.resolve('tsx'), join(__dirname, 'process.ts'), ...args, ...zones.flatMap((zone) => ['--zone', zone]),
    ], { stdio: ['pipe', 'pipe', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const line = await firstLine(child, ended);
    return new EngineProcess(child, ended, JSON.parse(line) as Whereabouts);
  }

  readonly endpoint: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly dns: string;
  readonly zones: Readonly<Record<string, string>>;

  private constructor(private readonly child: ChildProcess, private readonly ended: Promise<number | null>, whereabouts: Whereabouts) {
    ({ endpoint: this.endpoint, environment: this.environment, dns: this.dns, zones: this.zones } = whereabouts);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Ends the process, and resolves with its exit code when it is gone. */
  stop(): Promise<number | null> {
    this.child.stdin!.end();
    return this.ended;
  }
}

/** What the engine says first; throws with its errors if it ends before that. */
async function firstLine({ stdout, stderr }: ChildProcess, ended: Promise<unknown>): Promise<string> {
  let output = '';
  let errors = '';
  stderr!.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const line = new Promise<string>((resolve) => stdout!.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.includes('\n')) {
      resolve(output.split('\n')[0]);
    }
  }));
  return Promise.race([line, ended.then(() => {
    throw new Error(`the engine did not start: ${errors.trim()}`);
  })]);
}
