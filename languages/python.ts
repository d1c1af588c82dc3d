import { statSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { run } from './command';
import { deployByCli } from './deploy-by-cli';
import { CDK_NAG, guides, writeGuides } from './guides';
import type { Language, Program } from './language';
import { CACHE, onlyFile, type Workspace } from './workspace';

const MYPY = 'mypy==2.4.1';
/** An assembly without a folder of its own disappears when the process ends. */
const RUN_ALL = `
import os, runpy, shutil, sys
for path in sys.argv[1:]:
    app = runpy.run_path(path, run_name="__main__")["app"]
    shutil.copytree(app.synth().directory, os.path.join(os.environ["ASSEMBLIES"], path))
`;

export class Python implements Language {
  readonly name = 'Python';
  readonly checker = 'mypy --strict';
  private wheel = '';
  private readonly app: string;
  private readonly guides: readonly string[];
  private readonly environment: Readonly<Record<string, string>>;

  constructor(private readonly workspace: Workspace) {
    this.app = workspace.copyExample('python');
    this.guides = writeGuides(guides('python'), (name) => join(this.app, `${name}.py`)).map((path) => basename(path));
    this.environment = {
      PATH: [join(this.app, '.venv', 'bin'), process.env.PATH].join(delimiter),
      PYTHONDONTWRITEBYTECODE: '', // of all that is installed only what is imported is compiled, once
    };
  }

  async build(): Promise<number> {
    this.wheel = onlyFile(await this.workspace.pack('python'), '.whl');
    return statSync(this.wheel).size;
  }

  async install(): Promise<void> {
    await run('python3', ['-m', 'venv', '.venv'], { cwd: this.app });
    await this.python('-m', 'pip', 'install', '--quiet', '--no-compile', this.wheel, '-r', 'requirements.txt', `cdk-nag==${CDK_NAG}`, MYPY);
  }

  async check(): Promise<void> {
    await this.python('-m', 'mypy', '--strict', '--cache-dir', join(CACHE, 'mypy'), 'app.py', 'tour.py', ...this.guides);
  }

  async synthesize(program: Program, env: Readonly<Record<string, string>>): Promise<void> {
    await run('python3', [`${program}.py`], { cwd: this.app, env: { ...this.environment, ...env } });
  }

  async synthesizeGuides(env: Readonly<Record<string, string>>): Promise<void> {
    await run('python3', ['-c', RUN_ALL, ...this.guides], { cwd: this.app, env: { ...this.environment, ...env } });
  }

  async deploy(): Promise<string> {
    return deployByCli(this.app, this.environment);
  }

  private python(...args: string[]): Promise<string> {
    return run('python3', args, { cwd: this.app, env: this.environment });
  }
}
