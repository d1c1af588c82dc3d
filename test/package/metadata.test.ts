import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (file: string) => readFileSync(join(__dirname, '..', '..', file), 'utf8');
const manifest = JSON.parse(read('package.json'));

test('every registry is told what the package is, whose, and under which license', () => {
  expect(manifest).toMatchObject({
    author: { email: expect.stringContaining('@'), name: expect.any(String), organization: true },
    description: expect.any(String),
    homepage: 'https://github.com/cdk-ses-dkim/cdk-ses-dkim#readme',
    keywords: expect.arrayContaining(['aws', 'cdk', 'dkim', 'ses']),
    license: 'Apache-2.0',
    repository: { type: 'git', url: 'https://github.com/cdk-ses-dkim/cdk-ses-dkim.git' },
  });
});

test('PyPI lists it among the AWS CDK\'s packages', () => {
  expect(manifest.jsii.targets.python.classifiers).toEqual([
    'Framework :: AWS CDK', 'Framework :: AWS CDK :: 2', 'License :: OSI Approved :: Apache Software License',
  ]);
});

test('the group at Maven Central is one that belongs to the repository\'s owner', () => {
  const owner = new URL(manifest.repository.url).pathname.split('/')[1];
  expect(manifest.jsii.targets.java.maven.groupId).toBe(`io.github.${owner}`);
});

// PyPI and NuGet show the README without the repository's files beside it.
test('the README has no relative links', () => {
  const links = [...read('README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target);
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((target) => !/^(https:\/\/|#)/.test(target))).toEqual([]);
});

test('the licenses of all that the handler bundles are quoted', () => {
  const notices = read('THIRD-PARTY-NOTICES.md');
  for (const client of ['client-sesv2', 'client-route-53', 'client-secrets-manager']) {
    expect(notices).toContain(`- @aws-sdk/${client} ${manifest.devDependencies[`@aws-sdk/${client}`]} (Apache-2.0)`);
  }
  expect(notices).toContain('Copyright 2018 Amazon.com, Inc. or its affiliates.');
});

test('one page has every address that is a placeholder', () => {
  const { java: { maven }, dotnet, go, python } = manifest.jsii.targets;
  const page = read('MAINTAINERS.md');
  const addresses = [
    manifest.author.email, manifest.repository.url.replace(/\.git$/, ''), maven.groupId, go.moduleName, dotnet.packageId, python.distName, manifest.name,
  ];
  expect(addresses.filter((address) => !page.includes(`| ${address} |`))).toEqual([]);
});
