import { FakeCloud } from './fake-cloud';
import { portsOf } from './fake-ports';
import { newJournal } from './memory-journal';
import type { IdentityState, Ports, Signature } from '../../acceptance/ports';
import { type Report, reportOf, table } from '../../acceptance/report';
import { runScenarios } from '../../acceptance/run';

/*
 * What the program finds wrong with an account, a library or a zone, and how it says so.
 */

const said: string[] = [];

/** Runs scenarios in an account in which something is not as it should be. */
async function run(scenario: string, spoil: (cloud: FakeCloud, ports: Ports) => Partial<Ports> | void): Promise<Report['scenarios'][number] & { readonly cloud: FakeCloud }> {
  const cloud = new FakeCloud();
  const ports = portsOf(cloud);
  const journal = newJournal(scenario);
  await runScenarios(journal, { ...ports, ...spoil(cloud, ports) }, { atATime: 1, say: (line) => said.push(line) });
  const report = reportOf(journal.content, new Date(0));
  expect(report.passed).toBe(report.scenarios[0].result === 'passed');
  return { ...report.scenarios[0], cloud };
}

describe('what a stack leaves is listed by name', () => {
  test.each([
    ['identity', ['identity generated-abc123.mail.example.com in eu-west-1', expect.stringContaining('record TXT')]],
    ['record', [expect.stringMatching(/^record TXT s\d+\._domainkey\.generated-abc123\.mail\.example\.com$/)]],
    ['AWS::IAM::Role', ['AWS::IAM::Role role-id0 in eu-west-1, of the stack CdkSesDkimAcceptance-abc123-generated']],
    ['AWS::SecretsManager::Secret', ['AWS::SecretsManager::Secret generated-id0 in eu-west-1, of the stack CdkSesDkimAcceptance-abc123-generated']],
  ])('%s', async (what, left) => {
    const { result, failure, left: found } = await run('generated', (cloud) => {
      cloud.keeps = (thing) => thing === what;
    });
    expect([result, failure, found]).toEqual(['failed', undefined, left]);
  });

  test('a secret that is scheduled to be deleted', async () => {
    const { left } = await run('own-key', (_cloud, { secrets }) => ({
      secrets: { ...secrets, delete: async () => {}, find: async () => ({ deletion: new Date('2026-12-24T00:00:00Z') }) },
    }));
    expect(left).toEqual(['secret cdk-ses-dkim-acceptance/abc123/own-key/own in eu-west-1, scheduled to be deleted on 2026-12-24']);
  });

  test('a stack that CloudFormation does not delete, with its reasons', async () => {
    const { result, left } = await run('easy', (cloud, { stacks }) => ({
      stacks: { ...stacks, find: async (stack) => cloud.find(stack) && { id: 'id0', status: 'DELETE_FAILED' }, delete: async () => {}, failures: async () => ['Zone: it is not empty'] },
    }));
    expect(result).toBe('failed');
    expect(left).toContain('the stack CdkSesDkimAcceptance-abc123-easy in eu-west-1 is DELETE_FAILED: Zone: it is not empty');
  });

  test('a resource that the program cannot look for, if CloudFormation has not deleted it', async () => {
    const { left } = await run('easy', (cloud) => {
      cloud.keeps = (what) => what === 'AWS::IAM::Role';
      return { isThere: async () => undefined };
    });
    expect(left).toEqual([expect.stringContaining('AWS::IAM::Role role-id0')]);
  });
});

describe('what SES or DNS should say otherwise', () => {
  const identity = (change: Partial<IdentityState>) => (_cloud: FakeCloud, { identities }: Ports) => ({
    identities: {
      ...identities,
      find: async (region: string, name: string) => {
        const found = await identities.find(region, name);
        return found && { ...found, ...change };
      },
    },
  });
  const dns = (answer: (name: string, type: string) => string[] | undefined) => (_cloud: FakeCloud, ports: Ports) => ({
    dns: { ask: async (name: string, type: 'TXT' | 'CNAME') => answer(name, type) ?? ports.dns.ask(name, type) },
  });

  test.each<[string, string, (cloud: FakeCloud, ports: Ports) => Partial<Ports>, string, RegExp]>([
    ['a domain that stays unverified', 'easy', identity({ status: 'PENDING', problem: 'HOST_NOT_FOUND' }), 'look', /should sign mail of easy-abc123\.mail\.example\.com .* status PENDING, .*HOST_NOT_FOUND, after 20 looks/],
    ['another origin', 'own-key', identity({ origin: 'AWS_SES' }), 'look', /with EXTERNAL, selector k[0-9a-f]{8}, and has status SUCCESS, AWS_SES/],
    ['another selector', 'own-key', identity({ tokens: ['other'] }), 'look', /and has status SUCCESS, EXTERNAL, other/],
    ['signing that is off', 'easy', identity({ signs: false }), 'look', /signing off/],
    ['a key that DNS does not serve', 'own-key', dns((name) => name.startsWith('k') ? [] : undefined), 'look', /TXT k[0-9a-f]{8}\._domainkey.* should have the public key made1, and is not there/],
    ['another key in DNS', 'own-key', dns((name) => name.startsWith('k') ? ['v=DKIM1; p=other'] : undefined), 'look', /and is 'v=DKIM1; p=other'/],
    ['a CNAME that is missing', 'easy', dns((name, type) => type === 'CNAME' && name.startsWith('t2') ? [] : undefined), 'look', /CNAME t2\._domainkey\.easy-abc123\.mail\.example\.com should be t2\.dkim\.amazonses\.com, and is not there/],
    ['CNAMEs without keys', 'easy', dns((name) => name.endsWith('.dkim.amazonses.com') ? [] : undefined), 'look', /no key at the targets/],
  ])('%s', async (_, scenario, spoil, step, message) => {
    const { result, failure, left, cloud } = await run(scenario, spoil);
    expect([result, failure, left]).toEqual(['failed', { step, message: expect.stringMatching(message) }, []]);
    expect(cloud.everything).toEqual([]); // what failed is removed all the same
  });

  test('a previous key that is revoked too early', async () => {
    const { failure } = await run('rotated', (cloud, { dns: real }) => ({
      dns: { ask: async (name, type) => name.startsWith('s1.') && cloud.mails.length > 1 ? ['v=DKIM1; p='] : real.ask(name, type) },
    }));
    expect(failure).toEqual({ step: 'look after the rotation', message: expect.stringMatching(/does not serve the previous key any more: s1\._domainkey\.rotated-abc123/) });
  });

  test('a SES that tells no selector is believed, if DNS has the key', async () => {
    expect((await run('own-key', identity({ tokens: [] }))).result).toBe('passed');
  });
});

describe('what a receiver should say otherwise', () => {
  const signed = (signature: Signature | undefined) => (_cloud: FakeCloud, _ports: Ports) => ({ mailbox: { signature: async () => signature } });

  test.each<[string, Signature | undefined, RegExp]>([
    ['no signature', { result: 'none' }, /^the mail mail1 should be signed by easy-abc123\.mail\.example\.com with t1 or t2 or t3: it has no signature of this domain$/],
    ['a signature that fails', { selector: 't2', result: 'fail' }, /its signature is of t2, with the result fail$/],
    ['a signature with another key', { selector: 'old', result: 'pass' }, /its signature is of old, with the result pass$/],
    ['a mail that does not arrive', undefined, /^the mail mail1 did not arrive, after 20 looks$/],
  ])('%s', async (_, signature, message) => {
    expect((await run('easy', signed(signature))).failure).toEqual({ step: 'look', message: expect.stringMatching(message) });
  });

  test('a good signature is in the report', async () => {
    const { result, steps } = await run('easy', signed({ selector: 't2', result: 'pass' }));
    expect([result, steps[1].seen]).toEqual(['passed', expect.stringMatching(/mail mail1, signed with t2: pass$/)]);
  });
});

describe('what the CDK CLI should end otherwise', () => {
  test('a deployment that fails, with CloudFormation\'s words', async () => {
    const { failure } = await run('easy', (cloud, { cli, stacks }) => ({
      cli: {
        ...cli,
        deploy: async (stack, variant) => {
          await cli.deploy(stack, variant);
          cloud.find(stack)!.status = 'ROLLBACK_COMPLETE';
          return { succeeded: false, output: 'a\nb' };
        },
      },
      stacks: { ...stacks, failures: async () => ['Identity: no such zone'] },
    }));
    expect(failure).toEqual({ step: 'deploy', message: expect.stringMatching(/^cdk deploy failed, and the stack .*-easy is ROLLBACK_COMPLETE, not CREATE_COMPLETE or UPDATE_COMPLETE: Identity: no such zone$/) });
  });

  test('a deployment that does not even begin, with the last lines of the CLI', async () => {
    const { failure } = await run('easy', () => ({ cli: { deploy: async () => ({ succeeded: false, output: 'line\n'.repeat(9).concat('no credentials') }), destroy: jest.fn() } }));
    expect(failure?.message).toMatch(/is not there, not CREATE_COMPLETE or UPDATE_COMPLETE: line \/ line \/ line \/ line \/ no credentials$/);
  });

  test('an update that should fail and does not', async () => {
    const { failure } = await run('rollback', (_cloud, { cli }) => ({ cli: { ...cli, deploy: (stack, variant) => cli.deploy(stack, { ...variant, fails: false }) } }));
    expect(failure).toEqual({ step: 'fail', message: expect.stringMatching(/^cdk deploy succeeded, and the stack .* is UPDATE_COMPLETE, not UPDATE_ROLLBACK_COMPLETE/) });
  });
});

test('a scenario that failed stays as it is if somebody wants to look at it, and is removed later', async () => {
  const cloud = new FakeCloud();
  const ports = portsOf(cloud);
  const journal = newJournal('easy', 'own-key');
  const options = { atATime: 1, keepsFailed: true, say: () => {} };
  await runScenarios(journal, { ...ports, dns: { ask: async (name, type) => type === 'CNAME' ? [] : ports.dns.ask(name, type) } }, options);
  expect(cloud.everything).toContain('stack CdkSesDkimAcceptance-abc123-easy');
  expect(cloud.everything).not.toContain('stack CdkSesDkimAcceptance-abc123-own-key');
  expect(journal.isDone).toBe(false);
  journal.giveUp();
  await runScenarios(journal, ports, options);
  expect([cloud.everything, journal.isDone]).toEqual([[], true]);
});

test('the table has a line for each scenario, and what was seen', async () => {
  const journal = newJournal('easy', 'own-key', 'moves');
  const cloud = new FakeCloud();
  cloud.keeps = (what) => what === 'record';
  const ports = portsOf(cloud);
  await runScenarios(journal, ports, { atATime: 1, say: () => {} });
  journal.content.progress.moves.left = undefined;
  const lines = table(reportOf(journal.content, new Date(0)));
  expect(lines.filter((line) => !line.startsWith(' '))).toEqual([
    expect.stringMatching(/^easy {5}failed +\d+ s {2}Easy DKIM$/), expect.stringMatching(/^own-key {2}failed/), expect.stringMatching(/^moves {4}not finished/),
  ]);
  expect(lines).toContainEqual(expect.stringMatching(/^ +look: eu-west-1: SUCCESS after 1 s, AWS_SES, served: 3 CNAMEs, 3 with a key, mail mail1$/));
  expect(lines).toContainEqual(expect.stringMatching(/^ +LEFT: record CNAME t1\._domainkey\.easy-abc123/));
});

test('no private key is in what is said', () => {
  expect(said.length).toBeGreaterThan(10);
  expect(said.join('\n')).not.toContain('private');
});
