import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListEmailIdentitiesCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { EngineProcess } from '../../local-aws';
import type { Report } from '../../probe/report';

/*
 * `npm run probe` as a user runs it: a program that finds the engine by the variables of its shell, with the engine in another process.
 */

const ROOT = join(__dirname, '..', '..');
/** A second is a minute: slow enough for functions to start, whatever else the machine does. */
const PACE = 60;

function probe({ environment }: EngineProcess, args: readonly string[], pace = PACE) {
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'probe', 'index.ts'), '--domain', 'example.com', '--pace', String(pace), ...args], {
    cwd: ROOT, env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  const waiting: Array<{ readonly text: string; readonly resolve: () => void }> = [];
  const take = (text: string) => {
    output += text;
    waiting.filter((entry) => output.includes(entry.text)).forEach(({ resolve }) => resolve());
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => child.on('close', (code) => resolve({ code, output })));
  const says = (text: string) => Promise.race([ended, new Promise<void>((resolve) => waiting.push({ text, resolve }))]);
  return { child, ended, says };
}

const identitiesIn = async ({ environment }: EngineProcess) => (await new SESv2Client({
  endpoint: environment.AWS_ENDPOINT_URL, region: environment.AWS_REGION, credentials: { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: 'x' },
}).send(new ListEmailIdentitiesCommand({}))).EmailIdentities;

let folder: string;
let engine: EngineProcess;

const start = async (assumptions: Readonly<Record<string, unknown>>, pace = PACE) => {
  folder = mkdtempSync(join(tmpdir(), 'probe-'));
  const assume = join(folder, 'world.json');
  writeFileSync(assume, JSON.stringify({ assumptions }));
  engine = await EngineProcess.start({ pace, assume, zones: ['example.com'] });
};
afterEach(() => engine.stop());

test.each([
  { 'cloudFormation.cancelledCreateId': 'answered', 'secretsManager.stepTimeoutMs': 300_000, 'ses.byoTokens': 'none', 'ses.tellsSigningHostedZone': false },
  { 'cloudFormation.cancelledCreateId': 'invented', 'secretsManager.stepTimeoutMs': 0, 'ses.byoTokens': 'selector', 'ses.tellsSigningHostedZone': true },
])('the settings of another process are found: %p', async (settings) => {
  await start(settings);
  const report = join(folder, 'report.json');
  const only = ['cancelled-create', 'long-step', 'byo-tokens'].flatMap((id) => ['--only', id]);
  const { code, output } = await probe(engine, ['--yes', '--report', report, ...only]).ended;
  expect(output).toContain('account 111122223333 as arn:aws:iam::111122223333:user/administrator, Region eu-west-1');
  expect(output).not.toContain('is left');
  const { assumptions, findings } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  expect({ code, assumptions }).toEqual({ code: 0, assumptions: settings });
  expect(findings.map(({ answers }) => answers.length > 2)).toEqual([true, true, true]);

  // What was found is a world.
  const same = await EngineProcess.start({ assume: report });
  expect(await same.stop()).toBe(0);
});

test('nothing happens without a yes', async () => {
  await start({});
  const { child, ended, says } = probe(engine, []);
  await says('Begin? (yes/no)');
  child.stdin.end('no\n');
  expect((await ended).code).toBe(0);
  expect(await identitiesIn(engine)).toEqual([]);
});

test('who stops it finds nothing left', async () => {
  await start({}, 1);
  const { child, ended } = probe(engine, ['--yes', '--only', 'first-look', '--report', join(folder, 'report.json')], 1);
  while ((await identitiesIn(engine))!.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGINT');
  const { code, output } = await ended;
  expect([code, output.includes('is left')]).toEqual([1, false]);
  expect(output).toContain('unknown, because the experiment failed: Error: somebody stopped the probe');
  expect(await identitiesIn(engine)).toEqual([]);
});

test('what a killed one has left is found by its name', async () => {
  await start({}, 1);
  const { child, ended } = probe(engine, ['--yes', '--only', 'first-look', '--report', join(folder, 'report.json')], 1);
  while ((await identitiesIn(engine))!.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  await ended;
  const { code, output } = await probe(engine, ['--clean']).ended;
  expect(code).toBe(0);
  expect(output).toMatch(/^removed the identity probe-[0-9a-f]{8}-0\.example\.com$/m);
  expect(await identitiesIn(engine)).toEqual([]);
});
