import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from './command';
import { deployByCli } from './deploy-by-cli';
import { CDK_NAG, guides, writeGuides } from './guides';
import type { Language, Program } from './language';
import { onlyFile, type Workspace } from './workspace';

const LOCAL_REPOSITORY = join(homedir(), '.m2', 'repository');
const MAIN_CLASS: Readonly<Record<Program, string>> = { app: 'com.example.MailApp', tour: 'com.example.TourApp' };

export class Java implements Language {
  readonly name = 'Java';
  readonly checker = 'javac';
  private readonly app: string;
  private readonly settings: string;
  private compiled?: Promise<void>;

  constructor(private readonly workspace: Workspace) {
    this.app = workspace.copyExample('java');
    // Each is a class of the same name, so each gets a package of its own.
    const programs = [...guides('java')].map(([name, text]): [string, string] => [name, text.replace(/^package .*;/, `package com.example.${name};`)]);
    writeGuides(new Map(programs), (name) => join(this.app, 'src', 'main', 'java', 'com', 'example', name, 'MailApp.java'));
    const pom = join(this.app, 'pom.xml');
    writeFileSync(pom, readFileSync(pom, 'utf8').replace('</dependencies>', `
    <dependency>
      <groupId>io.github.cdklabs</groupId>
      <artifactId>cdknag</artifactId>
      <version>${CDK_NAG}</version>
    </dependency>
  </dependencies>`));
    this.settings = workspace.path('maven-settings.xml');
  }

  async build(): Promise<number> {
    const repository = await this.workspace.pack('java', ['--maven-local-repository', LOCAL_REPOSITORY]);
    forgetOwnJar();
    writeFileSync(this.settings, `<settings>
  <localRepository>${LOCAL_REPOSITORY}</localRepository>
  <profiles>
    <profile>
      <id>built</id>
      <repositories><repository><id>built</id><url>${pathToFileURL(repository)}</url></repository></repositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>built</activeProfile></activeProfiles>
</settings>
`);
    return statSync(onlyFile(repository, '-0.0.0.jar')).size;
  }

  async install(): Promise<void> {
    await this.maven(['dependency:resolve']);
  }

  async check(): Promise<void> {
    await this.compile();
  }

  async synthesize(program: Program, env: Readonly<Record<string, string>>): Promise<void> {
    await this.compile();
    await this.maven(['exec:java', `-Dexec.mainClass=${MAIN_CLASS[program]}`], env);
  }

  async deploy(): Promise<string> {
    await this.compile();
    // As the example has it, with the repository that the library is published in here.
    const app = `mvn --quiet --batch-mode --settings ${this.settings} compile exec:java`;
    writeFileSync(join(this.app, 'cdk.json'), JSON.stringify({ ...JSON.parse(readFileSync(join(this.app, 'cdk.json'), 'utf8')), app }));
    return deployByCli(this.app);
  }

  async leave(): Promise<void> {
    forgetOwnJar();
  }

  private compile(): Promise<void> {
    return this.compiled ??= this.maven(['compile']);
  }

  private async maven(goals: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
    await run('mvn', ['--quiet', '--batch-mode', '--settings', this.settings, ...goals], {
      cwd: this.app,
      env: { ...env, MAVEN_OPTS: `${process.env.MAVEN_OPTS ?? ''} -XX:TieredStopAtLevel=1` }, // it ends before more would pay
    });
  }
}

/** Building leaves the jar among what Maven has downloaded. The app has to get it from where it is published. */
function forgetOwnJar(): void {
  rmSync(join(LOCAL_REPOSITORY, 'io', 'github', 'cdk-ses-dkim'), { recursive: true, force: true });
}
