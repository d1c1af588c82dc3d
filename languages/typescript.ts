import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from './command';
import { CDK_NAG, guides, writeGuides } from './guides';
import type { Language, Program } from './language';
import { onlyFile, type Workspace } from './workspace';

/** An assembly without a folder of its own disappears when the process ends. */
const KEEP_ASSEMBLIES = `
const { App } = require('aws-cdk-lib');
const { synth } = App.prototype;
let count = 0;
App.prototype.synth = function (...args) {
  const assembly = synth.apply(this, args);
  require('fs').cpSync(assembly.directory, process.env.ASSEMBLIES + '/' + count++, { recursive: true });
  return assembly;
};
`;

export class TypeScript implements Language {
  readonly name = 'TypeScript';
  readonly checker = 'tsc';
  private tarball = '';
  private readonly app: string;
  private readonly guides: readonly string[];

  constructor(private readonly workspace: Workspace) {
    this.app = workspace.copyExample('typescript');
    this.guides = writeGuides(guides('ts'), (name) => join(this.app, `${name}.ts`)).map((path) => basename(path));
  }

  async build(): Promise<number> {
    this.tarball = onlyFile(await this.workspace.pack('js'), '.tgz');
    return statSync(this.tarball).size;
  }

  async install(): Promise<void> {
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', this.tarball, `cdk-nag@${CDK_NAG}`], { cwd: this.app });
  }

  async check(): Promise<void> {
    await run('npx', ['--no-install', 'tsc'], { cwd: this.app });
  }

  async synthesizeGuides(env: Readonly<Record<string, string>>): Promise<void> {
    await run('npx', ['--no-install', 'tsx', '--eval', `${KEEP_ASSEMBLIES}${this.guides.map((file) => `require('./${file}');`).join('')}`], { cwd: this.app, env });
  }

  async synthesize(program: Program, env: Readonly<Record<string, string>>): Promise<void> {
    await run('npx', ['--no-install', 'tsx', `${program}.ts`], { cwd: this.app, env });
  }
}
