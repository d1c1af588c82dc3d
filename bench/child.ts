import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const ROOT = join(__dirname, '..');
const LIBRARY = join(ROOT, 'lib', 'index.js');

/**
 * A program of its own process. It is compiled beforehand, so that its process loads what a user's would: the compiled library
 * and nothing that compiles.
 */
export class Child {
  static async compile(entry: string): Promise<Child> {
    const outfile = join(ROOT, 'node_modules', '.cache', 'bench', `${entry.replace(/\W/g, '-')}.cjs`);
    mkdirSync(join(outfile, '..'), { recursive: true });
    await build({
      entryPoints: [join(__dirname, entry)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'warning',
      external: ['aws-cdk-lib', 'constructs', '@aws-cdk/*', '@aws-sdk/*'],
      plugins: [{
        name: 'compiled-library',
        setup: ({ onResolve }) => onResolve({ filter: /\/src$/ }, () => ({ path: LIBRARY, external: true })),
      }],
    });
    return new Child(outfile);
  }

  private constructor(private readonly file: string) {}

  /** Runs it with an input, and returns what it prints as JSON. */
  async run<Output>(input: unknown): Promise<Output> {
    const { stdout } = await promisify(execFile)(process.execPath, [this.file, JSON.stringify(input)], {
      maxBuffer: 64_000_000, cwd: ROOT, env: { ...process.env, NODE_NO_WARNINGS: '1', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
    });
    return JSON.parse(stdout) as Output;
  }
}
