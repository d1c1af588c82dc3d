import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListEmailIdentitiesCommand, SESv2Client } from '@aws-sdk/client-sesv2';

const ROOT = join(__dirname, '..', '..');

/** The first program of the README in a folder of its own, with the library as its users have it, but for its compilation. */
function consumer(): string {
  const folder = mkdtempSync(join(tmpdir(), 'consumer-'));
  ['app.ts', 'cdk.json'].forEach((name) => cpSync(join(ROOT, 'examples', 'typescript', name), join(folder, name)));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { paths: { 'cdk-ses-dkim': [join(ROOT, 'src', 'index.ts')] } } }));
  return folder;
}

test('an app is deployed, its mail passes, and the engine stays up until it is stopped', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'try', 'index.ts'), consumer(), 'Mail'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let output = '';
  await new Promise<void>((resolve) => {
    const take = (text: string) => {
      output += text;
      if (output.includes('stop it with Ctrl+C')) {
        resolve();
      }
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    void ended.then(() => resolve());
  });
  expect(output).toContain('example.com: SES says SUCCESS');
  expect(output).toMatch(/example\.com: a mail, judged by mailauth over DNS: dkim=pass/);
  expect(output).toContain('try: ok');
  expect(output).toMatch(/DNS: 127\.0\.0\.1:\d+/);
  const [, endpoint] = /export AWS_ENDPOINT_URL=(\S+)/.exec(output)!;
  const [, accessKeyId] = /export AWS_ACCESS_KEY_ID=(\S+)/.exec(output)!;
  const ses = new SESv2Client({ endpoint, region: 'eu-west-1', credentials: { accessKeyId, secretAccessKey: 'x' } });
  const { EmailIdentities } = await ses.send(new ListEmailIdentitiesCommand({}));
  expect(EmailIdentities!.map(({ IdentityName }) => IdentityName)).toEqual(['example.com']);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
}, 180_000);
