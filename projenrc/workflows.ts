import { awscdk, Component, github, javascript, release } from 'projen';
import { pinActions } from './actions';

const NODE = '24'; // npm's trusted publishing needs the npm of Node 24
/** The lowest Node that the library supports, and the newest one that is maintained. See VERSIONS.md. */
const TESTED_NODES = ['20', NODE];
const TOOLS = { java: { version: '17' }, python: { version: '3.13' }, go: { version: '1.25' }, dotnet: { version: '8.x' } };
const READ = { contents: github.workflows.JobPermission.READ };
const COMMIT_TYPES = ['build', 'chore', 'docs', 'feat', 'fix', 'perf', 'refactor', 'security', 'style', 'test'];

/** What GitHub runs: `build` for each change, `release` by hand, and `upgrade-main` once a week. */
export const WORKFLOWS = {
  github: true,
  githubOptions: { mergify: false, pullRequestLintOptions: { semanticTitleOptions: { types: COMMIT_TYPES } } },
  buildWorkflow: false, // projen's own does not run the gate
  workflowNodeVersion: NODE,
  pullRequestTemplateContents: ['What does this change, and why?', '', '- [ ] A test fails without it.', '- [ ] `npm test` passes.', '- [ ] The docs are right.'],

  depsUpgrade: true,
  depsUpgradeOptions: {
    cooldown: 14, // days; most malicious versions are found and removed within days
    workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY },
  },

  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  releaseEnvironment: 'release', // its secrets and its reviewers are set on GitHub: see RELEASING.md
  jsiiReleaseVersion: '0.2.1061', // of publib, which gets the credentials
  npmTrustedPublishing: true,
  versionrcOptions: {
    types: [
      { type: 'feat', section: 'Features' },
      { type: 'fix', section: 'Fixes' },
      { type: 'security', section: 'Security' },
      { type: 'perf', section: 'Performance' },
      ...COMMIT_TYPES.filter((type) => !['feat', 'fix', 'security', 'perf'].includes(type)).map((type) => ({ type, hidden: true })),
    ],
  },
} satisfies Partial<awscdk.AwsCdkConstructLibraryOptions>;

export class Workflows extends Component {
  private readonly github: github.GitHub;

  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    this.github = project.github!;
    pinActions(project);
    const build = this.github.addWorkflow('build');
    build.on({ pullRequest: {}, push: { branches: ['main'] }, mergeGroup: {}, workflowDispatch: {} });
    build.addJob('gate', {
      name: 'Node ${{ matrix.node }}',
      runsOn: ['ubuntu-latest'],
      permissions: READ,
      timeoutMinutes: 90,
      strategy: { failFast: false, matrix: { domain: { node: TESTED_NODES } } },
      tools: { ...TOOLS, node: { version: '${{ matrix.node }}' } },
      steps: [github.WorkflowSteps.checkout(), { name: 'Gate', run: '.ci/run' }],
    });
    const changelog = project.addTask('changelog', {
      description: 'Add the commits since the last release to CHANGELOG.md, and commit it',
      env: { CHANGELOG: 'dist/changelog.md', RELEASE_TAG_FILE: 'dist/releasetag.txt', PROJECT_CHANGELOG_FILE: 'CHANGELOG.md', VERSION_FILE: 'dist/version.txt' },
    });
    changelog.spawn(project.tasks.tryFind('bump')!);
    changelog.spawn(project.tasks.tryFind('unbump')!);
    changelog.builtin('release/update-changelog');
  }

  /** All jobs are known now, those of the release too. */
  public preSynthesize(): void {
    for (const workflow of this.github.workflows) {
      workflow.updateJobs(Object.fromEntries(Object.entries(workflow.jobs).map(([id, job]) => [id, leastOf(id, job)])));
      workflow.file!.addOverride('env.NPM_CONFIG_IGNORE_SCRIPTS', 'true'); // installing a dependency runs none of its code
    }
  }
}

/** A job with no more than it needs. */
function leastOf(id: string, job: github.workflows.Job | github.workflows.JobCallingReusableWorkflow): github.workflows.Job {
  if (!('steps' in job)) {
    throw new Error(`${id} calls another workflow`);
  }
  const { steps, tools = {}, permissions } = job;
  const ours = Object.entries(TOOLS).filter(([tool]) => tool in tools);
  return {
    ...job,
    tools: { ...tools, ...Object.fromEntries(ours) },
    permissions: id === 'release' ? READ : id === 'validate' ? { pullRequests: github.workflows.JobPermission.READ } : permissions,
    steps: steps.map(({ env, ...step }) => ({
      ...step,
      ...environmentOf(env),
      ...step.uses?.startsWith('actions/checkout@') ? { with: { ...step.with, 'persist-credentials': false } } : {},
    })),
  };
}

/** npm's own default registry, and the runner's own folder for what is temporary. */
function environmentOf({ NPM_REGISTRY, SSH_AUTH_SOCK, ...others }: Record<string, string> = {}): Pick<github.workflows.JobStep, 'env'> {
  const env = { ...others, ...SSH_AUTH_SOCK ? { SSH_AUTH_SOCK: '${{ runner.temp }}/ssh_agent.sock' } : {} };
  return Object.keys(env).length > 0 ? { env } : {};
}
