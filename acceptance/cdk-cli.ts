import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { type Place, withAssembly } from './app';
import type { Cli, CliOutcome } from './ports';
import { Interrupted } from './until';
import type { StackRef, Variant } from './variants';

const PROGRAM = join(dirname(require.resolve('aws-cdk/package.json')), 'bin', 'cdk');

/** The real CDK CLI, as a user runs it. */
export class CdkCli implements Cli {
  constructor(private readonly place: Place, private readonly ended: AbortSignal) {}

  deploy(stack: StackRef, variant: Variant): Promise<CliOutcome> {
    return withAssembly(stack, variant, this.place, (app) => (
      this.run(['deploy', stack.name, '--app', app, '--require-approval', 'never', '--progress', 'events'])
    ));
  }

  destroy(stack: StackRef, variant: Variant): Promise<CliOutcome> {
    return withAssembly(stack, variant, this.place, (app) => this.run(['destroy', stack.name, '--app', app, '--force']));
  }

  private async run(args: string[]): Promise<CliOutcome> {
    if (this.ended.aborted) {
      throw new Interrupted();
    }
    const outcome = await new Promise<CliOutcome>((resolve, reject) => {
      const child = spawn(process.execPath, ['--require', join(__dirname, 'end-with-parent.cjs'), PROGRAM, ...args, '--no-color', '--no-notices'], {
        env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true', CI: 'true' },
        stdio: ['pipe', 'pipe', 'pipe'], // the pipe of its input stays open as long as this program is there
      });
      let output = '';
      const take = (text: string) => {
        output += text;
      };
      child.stdout.setEncoding('utf8').on('data', take);
      child.stderr.setEncoding('utf8').on('data', take);
      const kill = () => child.kill('SIGKILL');
      this.ended.addEventListener('abort', kill);
      child.on('error', reject);
      child.on('close', (code) => {
        this.ended.removeEventListener('abort', kill);
        resolve({ succeeded: code === 0, output });
      });
    });
    if (this.ended.aborted) {
      throw new Interrupted();
    }
    return outcome;
  }
}
