import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListEmailIdentitiesCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Report } from '../../acceptance/report';
import { EngineProcess } from '../../local-aws/engine-process';

/*
 * The program as a user runs it, by nothing but credentials and the endpoint in the environment. The engine is in a process of its
 * own. The table of all interruptions is in `interruptions.test.ts`.
 */

const ROOT = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'acceptance-test-'));
const journal = join(folder, 'journal.json');
const report = join(folder, 'report.json');

/** Somebody who reads the mail. */
const READER = ['--to', 'reader@receiver.example', '--mail', folder];

let engine: EngineProcess;
let config: { readonly endpoint: string; readonly region: string; readonly credentials: Record<'accessKeyId' | 'secretAccessKey', string> };

beforeAll(async () => {
  engine = await EngineProcess.start({ pace: 60, zones: ['example.com'], mail: folder });
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: region } = engine.environment;
  config = { endpoint: engine.endpoint, region, credentials: { accessKeyId, secretAccessKey } };
});
afterAll(() => engine.stop());

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** By the name servers of the zone, as on AWS. The engine's functions find these in the same way. */
const ASKING = `--require ${join(ROOT, 'local-aws', 'lambda', 'runtime', 'engine-dns.cjs')}`;
/** The CDK CLI looks often, because the engine's clock goes fast. */
const OFTEN = `--require ${join(ROOT, 'local-aws', 'cdk-cli-pauses.cjs')}`;

function run(...args: string[]): Run {
  const looking = ['--poll', '0.2', '--journal', journal, '--report', report];
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'acceptance', 'index.ts'), ...args, ...looking], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      ...engine.environment,
      LOCAL_AWS_DNS: engine.dns,
      NODE_OPTIONS: `${ASKING} ${OFTEN}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  [child.stdout!, child.stderr!].forEach((stream) => stream.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  }));
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, output }))) };
}

const stacks = async () => (await new CloudFormationClient(config).send(new ListStacksCommand({}))).StackSummaries!;

/** Ends a run when CloudFormation works for it. */
async function endedWhileBusy({ child, ended }: Run, signal: 'SIGKILL' | 'SIGINT') {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver && !(await stacks()).some(({ StackStatus }) => StackStatus === 'CREATE_IN_PROGRESS')) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill(signal);
  return ended;
}

/** Identities, records, secrets and stacks of the account. */
async function everything(secret?: string): Promise<string[]> {
  const { EmailIdentities = [] } = await new SESv2Client(config).send(new ListEmailIdentitiesCommand({}));
  const zone = { HostedZoneId: engine.zones['example.com'] };
  const { ResourceRecordSets = [] } = await new Route53Client(config).send(new ListResourceRecordSetsCommand(zone));
  const client = new SecretsManagerClient(config);
  const isThere = secret && await client.send(new DescribeSecretCommand({ SecretId: secret })).then(() => true, () => false);
  return [
    ...EmailIdentities.map(({ IdentityName }) => IdentityName!),
    ...ResourceRecordSets.filter(({ Type }) => Type !== 'NS' && Type !== 'SOA').map(({ Name }) => Name!),
    ...(await stacks()).filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(({ StackName }) => StackName!),
    ...isThere ? [secret] : [],
  ];
}

test('a run that is killed while a stack is made goes on, passes, and leaves nothing', async () => {
  const { code, output } = await endedWhileBusy(run('--domain', 'mail.example.com', '--only', 'own-key', '--yes', ...READER), 'SIGKILL');
  expect([code, output]).toEqual([null, expect.stringContaining('own-key: make key: ok')]);
  const { subject: { run: id } } = JSON.parse(readFileSync(journal, 'utf8'));
  const secret = `cdk-ses-dkim-acceptance/${id}/own-key/own`;
  expect(await everything(secret)).toEqual(expect.arrayContaining([`CdkSesDkimAcceptance-${id}-own-key`, secret]));

  expect(await run(...READER).ended).toEqual({ code: 0, output: expect.stringMatching(/goes on[^]*own-key: nothing is left[^]*acceptance: ok/) });
  const { passed, scenarios: [{ steps, left }] } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  expect([passed, left, steps.map(({ name }) => name)]).toEqual([true, [], ['make key', 'deploy', 'look', 'destroy']]);
  expect(steps[2].seen).toMatch(/^eu-west-1: SUCCESS after \d+ s, EXTERNAL, served: TXT (k[0-9a-f]{8})\._domainkey, mail .+, signed with \1: pass$/);
  expect(existsSync(journal)).toBe(false);
  expect(await everything(secret)).toEqual([]);
}, 300_000);

test('a run that is interrupted says what to do, and --cleanup removes everything', async () => {
  const { code, output } = await endedWhileBusy(run('--domain', 'mail.example.com', '--only', 'generated', '--yes'), 'SIGINT');
  expect([code, output]).toEqual([130, expect.stringContaining('Run it again to go on, or with --cleanup to remove everything')]);
  expect(await everything()).not.toEqual([]);
  expect(await run('--cleanup').ended).toEqual({ code: 0, output: expect.stringMatching(/generated: nothing is left[^]*acceptance: ok/) });
  expect(await everything()).toEqual([]);
  expect(await run('--cleanup').ended).toEqual({ code: 0, output: expect.stringContaining('nothing to remove') });
}, 300_000);
