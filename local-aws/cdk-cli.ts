import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';

export interface CdkResult {
  readonly code: number;
  /** Standard output and error, as they came. */
  readonly output: string;
}

/** The real CDK CLI, as a user runs it, but that it looks at a stack more often. */
export class CdkCli {
  private readonly pauses = join(__dirname, 'cdk-cli-pauses.cjs');
  private readonly program = join(dirname(require.resolve('aws-cdk/package.json')), 'bin', 'cdk');

  /**
   * @param environment what sends it to the engine
   * @param onLine sees each line of the output when it comes
   */
  constructor(private readonly environment: Readonly<Record<string, string>>, private readonly onLine: (line: string) => void = () => {}) {}

  /** @param app an assembly directory, or a folder with a `cdk.json` */
  deploy(app: string, stack: string, context: Readonly<Record<string, string>> = {}): Promise<CdkResult> {
    return this.run(app, context, ['deploy', stack, '--require-approval', 'never', '--progress', 'events']);
  }

  destroy(app: string, stack: string, context: Readonly<Record<string, string>> = {}): Promise<CdkResult> {
    return this.run(app, context, ['destroy', stack, '--force']);
  }

  /** Renames and moves resources of an assembly without a deployment. */
  refactor(app: string): Promise<CdkResult> {
    return this.run(app, {}, ['refactor', '--unstable=refactor', '--force']);
  }

  private run(app: string, context: Readonly<Record<string, string>>, args: string[]): Promise<CdkResult> {
    const isAssembly = Object.keys(context).length === 0;
    const options = isAssembly ? ['--app', app] : Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ['--require', this.pauses, this.program, ...args, ...options, '--no-color'], {
        cwd: isAssembly ? undefined : app,
        env: { ...this.environment, PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      let line = '';
      const take = (text: string) => {
        output += text;
        const lines = `${line}${text}`.split('\n');
        line = lines.pop()!;
        lines.forEach(this.onLine);
      };
      child.stdout.setEncoding('utf8').on('data', take);
      child.stderr.setEncoding('utf8').on('data', take);
      child.on('error', reject);
      child.on('close', (code) => resolve({ code: code ?? 1, output }));
    });
  }
}
