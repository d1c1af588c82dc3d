import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const readme = read('README.md');

const { jsii: { targets: { python, java: { maven }, go, dotnet } } } = JSON.parse(read('package.json'));

/** `npm run languages` runs these. */
const FIRST_PROGRAMS = {
  'TypeScript': { fence: 'ts nofixture', file: 'typescript/app.ts', install: 'npm install cdk-ses-dkim aws-cdk-lib constructs' },
  'Python': { fence: 'python', file: 'python/app.py', install: `pip install ${python.distName}` },
  'Java': { fence: 'java', file: 'java/src/main/java/com/example/MailApp.java', install: `\`${maven.groupId}:${maven.artifactId}\`` },
  'Go': { fence: 'go', file: 'go/main.go', install: `go get ${go.moduleName}/cdksesdkim` },
  'C#': { fence: 'csharp', file: 'csharp/Program.cs', install: `dotnet add package ${dotnet.packageId}` },
};

describe.each(Object.entries(FIRST_PROGRAMS))('%s', (language, { fence, file, install }) => {
  const section = readme.split(`\n### ${language}\n`)[1]?.split('\n##')[0] ?? '';

  test('has a first program in the README, which is that of the examples', () => {
    expect(section.split(`\`\`\`${fence}\n`)[1]?.split('```')[0]).toBe(read('examples', file));
  });

  test('has a way to install the library in the README', () => {
    expect(readme.split('## Install')[1].split('\n###')[0]).toContain(install);
  });

  test('is saved and run in the README as in the examples', () => {
    const [folder, ...path] = file.split('/');
    const { app } = JSON.parse(read('examples', folder, 'cdk.json'));
    const row = readme.split('## Install')[1].split('\n').find((line) => line.startsWith(`| ${language} |`));
    expect(row?.endsWith(` | \`${path.join('/')}\` | \`${app}\` |`)).toBe(true);
  });
});

test('the examples in other languages have the version of the CDK that the library is tested with', () => {
  const { devDependencies } = JSON.parse(read('package.json'));
  const version = devDependencies['aws-cdk-lib'];
  const constructs = devDependencies.constructs;
  expect(JSON.parse(read('examples', 'typescript', 'package.json')).dependencies).toMatchObject({ 'aws-cdk-lib': version, constructs });
  expect(read('examples', 'python', 'requirements.txt')).toBe(`aws-cdk-lib==${version}\nconstructs==${constructs}\ncdk-ses-dkim\n`);
  expect(read('examples', 'java', 'pom.xml')).toContain(`<artifactId>aws-cdk-lib</artifactId>\n      <version>${version}</version>`);
  expect(read('examples', 'java', 'pom.xml')).toContain(`<artifactId>constructs</artifactId>\n      <version>${constructs}</version>`);
  expect(read('examples', 'go', 'go.mod')).toContain(`github.com/aws/aws-cdk-go/awscdk/v2 v${version}`);
  expect(read('examples', 'go', 'go.mod')).toContain(`github.com/aws/constructs-go/constructs/v10 v${constructs}`);
  expect(read('examples', 'csharp', 'Mail.csproj')).toContain(`Include="Amazon.CDK.Lib" Version="${version}"`);
  expect(read('examples', 'csharp', 'Mail.csproj')).toContain(`Include="Constructs" Version="${constructs}"`);
});
