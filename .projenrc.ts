import { awscdk, cdk, javascript } from 'projen';
import {
  Acceptance, AllCode, Bench, Demo, DocumentationExamples, FourLanguages, Gate, Handlers, ImportZones, Languages, NewestCdk, PackageMetadata,
  PartialTests, Probe, PublicApi, PublishedFiles, SideProjects, Try, Workflows, WORKFLOWS,
} from './projenrc';

/** What is not compiled into the package. */
const OTHER_FOLDERS = ['lambda', 'local-aws', 'test', 'examples', 'demo', 'bench', 'languages', 'docs', 'try', 'acceptance', 'probe', 'projenrc'];

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-ses-dkim',
  description: 'DKIM-signing domain identities in Amazon SES for the AWS CDK: BYODKIM and Easy DKIM, from key to verified DNS record',
  author: 'cdk-ses-dkim maintainers',
  authorAddress: 'maintainers@cdk-ses-dkim.dev',
  authorOrganization: true,
  homepage: 'https://github.com/cdk-ses-dkim/cdk-ses-dkim#readme',
  repositoryUrl: 'https://github.com/cdk-ses-dkim/cdk-ses-dkim.git',
  license: 'Apache-2.0',
  copyrightPeriod: '2026', // the default is the current year, which would make LICENSE stale every January
  stability: cdk.Stability.EXPERIMENTAL,
  keywords: ['aws', 'cdk', 'ses', 'dkim', 'byodkim', 'email', 'route53', 'dns'],
  defaultReleaseBranch: 'main',

  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  jsiiVersion: '~6.0.16',
  compressAssembly: true,
  typescriptVersion: '~6.0.3',
  // projen needs constructs 10.5, and Go modules of an older aws-cdk-lib do not compile with that. Tests run at this floor.
  cdkVersion: '2.240.0',
  constructsVersion: '10.5.0', // where the range of aws-cdk-lib 2.240.0 begins
  minNodeVersion: '20.16.0',

  publishToPypi: { distName: 'cdk-ses-dkim', module: 'cdk_ses_dkim', trustedPublishing: true },
  publishToMaven: {
    javaPackage: 'io.github.cdksesdkim',
    mavenGroupId: 'io.github.cdk-ses-dkim',
    mavenArtifactId: 'cdk-ses-dkim',
  },
  publishToNuget: { dotNetNamespace: 'CdkSesDkim', packageId: 'CdkSesDkim', trustedPublishing: true },
  publishToGo: {
    moduleName: 'github.com/cdk-ses-dkim/cdk-ses-dkim-go',
    githubUseSsh: true,
    githubDeployKeySecret: 'GO_DEPLOY_KEY',
  },
  bumpPackage: 'commit-and-tag-version@12.7.3', // 13 needs Node 22
  ...WORKFLOWS,

  // The lockfile pins every one. `npx projen upgrade` moves those with a range. An exact version has its reason in VERSIONS.md, or here.
  devDeps: [
    '@aws-cdk/aws-service-spec@0.1.216',
    '@aws-cdk/service-spec-types@0.0.282',
    '@aws-sdk/client-cloudformation@3.1169.0',
    '@aws-sdk/client-cloudwatch-logs@3.1169.0',
    '@aws-sdk/client-iam@3.1169.0',
    '@aws-sdk/client-lambda@3.1162.0',
    '@aws-sdk/client-route-53@3.1169.0',
    '@aws-sdk/client-s3@3.1169.0',
    '@aws-sdk/client-secrets-manager@3.1162.0',
    '@aws-sdk/client-ses@3.1169.0',
    '@aws-sdk/client-sesv2@3.1169.0',
    '@aws-sdk/client-ssm@3.1169.0',
    '@aws-sdk/client-sts@3.1169.0',
    '@aws-sdk/core@3.981.0',
    '@smithy/core@3.41.0',
    '@types/aws-lambda@^8.10.164',
    '@types/dns-packet@^5.6.5',
    '@types/nodemailer@^8.0.2',
    'aws-cdk@2.1148.1', // the npm tag `latest` is a mislabelled 3.0.0 that cannot read today's cloud assemblies
    'aws-sdk-client-mock@^4.1.0',
    'cdk-nag@2.37.55', // the last line that takes constructs 10.5.0
    'concurrently@9.2.1', // the last line that runs on Node 20
    'dns-packet@^5.6.1',
    'fast-check@^4.10.2',
    'fast-xml-parser@^5.12.1',
    'fflate@^0.8.3',
    'mailauth@4.13.3', // the last line that runs on Node 20
    'nodemailer@^10.6.0',
    'tar@^7.5.23',
    'tree-sitter-c-sharp@^0.23.5',
    'tsx@^4.23.15',
    'web-tree-sitter@^0.27.2',
  ],
  allowScripts: [],

  bundlerOptions: { assetsDir: 'assets' },
  lambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,
  sampleCode: false,
  typecheckTests: true,
  // A map in each file is a third of the package. `lib` is not minified: a stack trace is readable without one.
  tsconfig: { compilerOptions: { inlineSourceMap: false, inlineSources: false } },
  eslintOptions: { tsconfigPath: `./${AllCode.TSCONFIG}`, projectService: false, dirs: ['src'], devdirs: OTHER_FOLDERS },
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,

    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      testTimeout: 600_000, // a limit for what hangs, on a busy machine too: no test depends on the time that it takes
      testSequencer: '<rootDir>/test/longest-first.cjs',
      globalSetup: '<rootDir>/test/temporary-folder.cjs',
      globalTeardown: '<rootDir>/test/remove-temporary-folder.cjs',
    },
  },
});

// 1.13.0 is published without most of its platform bindings, which `npm ci` then misses in the lockfile.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// The lockfile names no registry: whoever installs it takes their own.
new javascript.NpmConfig(project).addConfig('omit-lockfile-registry-resolved', 'true');

new Handlers(project);
new SideProjects(project, ['local-aws', 'examples', 'demo', 'bench', 'languages', 'docs', 'try', 'acceptance', 'probe']);
new Demo(project);
new Try(project);
new Probe(project);
new Acceptance(project);
new Bench(project);
new ImportZones(project);
new DocumentationExamples(project);
new FourLanguages(project);
new Languages(project);
new NewestCdk(project, '2.276.0');
new PackageMetadata(project);
new PublicApi(project);
new PublishedFiles(project);
new AllCode(project, ['src', ...OTHER_FOLDERS]);
new Gate(project);
new PartialTests(project);
new Workflows(project);

project.synth();
