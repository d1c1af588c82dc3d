import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { zipSync } from 'fflate';
import { run } from './command';
import { deployByCli } from './deploy-by-cli';
import { guides, writeGuides } from './guides';
import type { Language, Program } from './language';
import { filesBelow, type Workspace } from './workspace';

const MODULE = 'github.com/cdk-ses-dkim/cdk-ses-dkim-go/cdksesdkim';
const VERSION = 'v0.0.0';
const PACKAGES: Readonly<Record<Program, string>> = { app: '.', tour: './tour' };

/** A module proxy of one module, in a folder. [DOC Go Modules Reference, "GOPROXY protocol"] */
function writeProxy(folder: string, source: string): number {
  const versions = join(folder, MODULE, '@v');
  mkdirSync(versions, { recursive: true });
  const zip = zipSync(Object.fromEntries(filesBelow(source).map((path) => [`${MODULE}@${VERSION}/${relative(source, path)}`, readFileSync(path)])));
  writeFileSync(join(versions, 'list'), `${VERSION}\n`);
  writeFileSync(join(versions, `${VERSION}.info`), JSON.stringify({ Version: VERSION }));
  writeFileSync(join(versions, `${VERSION}.mod`), readFileSync(join(source, 'go.mod')));
  writeFileSync(join(versions, `${VERSION}.zip`), zip);
  return zip.length;
}

export class Go implements Language {
  readonly name = 'Go';
  readonly checker = 'go vet';
  private readonly app: string;
  private env: Readonly<Record<string, string>> = {};

  constructor(private readonly workspace: Workspace) {
    this.app = workspace.copyExample('go');
    // The Go module of cdk-nag that takes these constructs is not on every module proxy.
    const programs = [...guides('go')].filter(([, text]) => !text.includes('cdk-nag-go'));
    writeGuides(new Map(programs), (name) => join(this.app, name, 'main.go'));
  }

  async build(): Promise<number> {
    const source = join(await this.workspace.pack('go'), 'cdksesdkim');
    const proxy = this.workspace.path('go-proxy');
    const [proxies, flags] = (await run('go', ['env', 'GOPROXY', 'GOFLAGS'])).split('\n');
    this.env = {
      GOPROXY: `${pathToFileURL(proxy)},${proxies}`,
      GONOSUMDB: MODULE, // nobody has published it
      GODEBUG: 'goindex=0', // Go remembers which files a version had; each build is of the same version
      GOFLAGS: `${flags} -mod=mod -modcacherw`.trim(),
    };
    await this.leave(); // another build of the same version
    return writeProxy(proxy, source);
  }

  async install(): Promise<void> {
    await this.go('get', `${MODULE}@${VERSION}`);
    await this.go('build', '-o', `${join(this.app, 'bin')}/`, ...Object.values(PACKAGES));
  }

  async check(): Promise<void> {
    await this.go('vet', './...');
  }

  async synthesize(program: Program, env: Readonly<Record<string, string>>): Promise<void> {
    await run(join(this.app, 'bin', program === 'app' ? 'mail' : program), [], { cwd: this.app, env });
  }

  deploy(): Promise<string> {
    return deployByCli(this.app, this.env);
  }

  async leave(): Promise<void> {
    const cache = (await run('go', ['env', 'GOMODCACHE'])).trim();
    for (const folder of [dirname(MODULE), join('cache', 'download', dirname(MODULE))]) {
      rmSync(join(cache, folder), { recursive: true, force: true });
    }
  }

  private async go(...args: string[]): Promise<void> {
    await run('go', args, { cwd: this.app, env: this.env });
  }
}
