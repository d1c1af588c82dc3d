import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command';

export const REPOSITORY = join(__dirname, '..');
/** For what is slow to make and right for as long as its sources are the same. */
export const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk-ses-dkim-languages');

/** A folder outside the repository, so that nothing of the repository is found by accident. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'cdk-ses-dkim-languages-'));

  /** What jsii-pacmak makes for a target, as it is published. */
  async pack(target: string, options: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const folder = this.path('packages');
    const program = join(REPOSITORY, 'node_modules', 'jsii-pacmak', 'bin', 'jsii-pacmak');
    await run(process.execPath, [program, '--no-npmignore', '--target', target, '--outdir', folder, ...options, REPOSITORY], { env });
    return join(folder, target);
  }

  /** The example of a language, copied as a user copies it. */
  copyExample(name: string): string {
    const folder = this.path('apps', name);
    cpSync(join(REPOSITORY, 'examples', name), folder, { recursive: true });
    return folder;
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The one file below a folder whose name ends so. */
export function onlyFile(folder: string, ending: string): string {
  const found = filesBelow(folder).filter((path) => path.endsWith(ending));
  if (found.length !== 1) {
    throw new Error(`there should be one file *${ending} in ${folder}, found ${found.length}`);
  }
  return found[0];
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)).filter((path) => statSync(path).isFile());
}
