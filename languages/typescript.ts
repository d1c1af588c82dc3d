import { statSync } from 'node:fs';
import { run } from './command';
import type { Language, Program } from './language';
import { onlyFile, type Workspace } from './workspace';

export class TypeScript implements Language {
  readonly name = 'TypeScript';
  readonly checker = 'tsc';
  private tarball = '';
  private readonly app: string;

  constructor(private readonly workspace: Workspace) {
    this.app = workspace.copyExample('typescript');
  }

  async build(): Promise<number> {
    this.tarball = onlyFile(await this.workspace.pack('js'), '.tgz');
    return statSync(this.tarball).size;
  }

  async install(): Promise<void> {
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', this.tarball], { cwd: this.app });
  }

  async check(): Promise<void> {
    await run('npx', ['--no-install', 'tsc'], { cwd: this.app });
  }

  async synthesize(program: Program, env: Readonly<Record<string, string>>): Promise<void> {
    await run('npx', ['--no-install', 'tsx', `${program}.ts`], { cwd: this.app, env });
  }
}
