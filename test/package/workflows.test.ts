import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, '.github', 'workflows');
const workflows = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));
const jobs = workflows.flatMap(({ name, text }) => text.split(/^jobs:\n/m)[1].split(/^\S/m)[0].split(/^ {2}(?=\w+:\n)/m).slice(1)
  .map((job) => ({ name: `${name}: ${job.split(':')[0]}`, job })));

/** What a job may write. */
const writes = (job: string) => [...(/^ {4}permissions:\n((?: {6}.*\n)*)/m.exec(job)?.[1] ?? '').matchAll(/([\w-]+): write/g)].map(([, scope]) => scope);

test('GitHub builds each change, releases, upgrades, and looks at the titles of pull requests', () => {
  expect(workflows.map(({ name }) => name).sort()).toEqual(['build.yml', 'pull-request-lint.yml', 'release.yml', 'upgrade-main.yml']);
  expect(jobs.length).toBeGreaterThan(9);
});

test.each(workflows)('$name names every action by its commit', ({ text }) => {
  const actions = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
  expect(actions.length).toBeGreaterThan(0);
  expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  expect([...text.matchAll(/@latest\b/g)]).toEqual([]);
});

test('every job states what it may do', () => expect(jobs.filter(({ job }) => !/^ {4}permissions:$/m.test(job)).map(({ name }) => name)).toEqual([]));

test('a job writes only what its work is', () => {
  expect(Object.fromEntries(jobs.map(({ name, job }) => [name, writes(job)] as const).filter(([, scopes]) => scopes.length > 0))).toEqual({
    'release.yml: release_github': ['contents'], // the release and its tag
    // These prove to the registry which workflow publishes.
    'release.yml: release_npm': ['id-token'],
    'release.yml: release_pypi': ['id-token'],
    'release.yml: release_nuget': ['id-token'],
  });
});

test('no checkout leaves a token behind', () => {
  const checkouts = jobs.flatMap(({ job }) => job.split(/^ {6}- /m).filter((step) => step.includes('uses: actions/checkout@')));
  expect(checkouts.length).toBeGreaterThan(5);
  expect(checkouts.filter((step) => !step.includes('persist-credentials: false'))).toEqual([]);
});

test('only Maven Central and the repository of the Go module get a credential that lasts', () => {
  const secrets = [...workflows.find(({ name }) => name === 'release.yml')!.text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name);
  expect([...new Set(secrets)].filter((name) => name !== 'GITHUB_TOKEN').sort()).toEqual([
    'GO_DEPLOY_KEY', 'MAVEN_GPG_PRIVATE_KEY', 'MAVEN_GPG_PRIVATE_KEY_PASSPHRASE', 'MAVEN_PASSWORD', 'MAVEN_STAGING_PROFILE_ID', 'MAVEN_USERNAME', 'NUGET_USERNAME',
  ]);
});

// Whoever builds it takes the registry that they have configured.
test('no committed file names the host of a registry', () => {
  const hosts = [['registry', 'npmjs', 'org'], ['registry', 'yarnpkg', 'com'], ['files', 'pythonhosted', 'org'], ['repo', 'maven', 'apache', 'org'], ['api', 'nuget', 'org']];
  const grep = (host: readonly string[]) => {
    try {
      return execFileSync('git', ['grep', '--files-with-matches', '--fixed-strings', host.join('.')], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
    } catch (error) {
      expect((error as { status: number }).status).toBe(1); // none found
      return [];
    }
  };
  expect(hosts.flatMap(grep)).toEqual([]);
  expect(grep(['github', 'com'])).toContain('package.json'); // the search finds what is there
});
