import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const CONTEXT = {
  domainName: 'example.com', hostedZoneId: 'Z123', zoneName: 'dkim.example.net', selectors: 'mail2026', dnsAccount: '444455556666', mailAccount: '111122223333',
};

test.each(readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name))('%s is synthesised', async (name) => {
  const output = mkdtempSync(join(tmpdir(), 'example-'));
  await promisify(execFile)(process.execPath, ['--import', 'tsx', 'app.ts'], {
    cwd: join(EXAMPLES, name), env: { ...process.env, CDK_OUTDIR: output, CDK_CONTEXT_JSON: JSON.stringify(CONTEXT) },
  });
  const templates = readdirSync(output).filter((file) => file.endsWith('.template.json')).map((file) => readFileSync(join(output, file), 'utf8'));
  expect(templates.join()).toContain('"Custom::SesDomainIdentity"');
});
