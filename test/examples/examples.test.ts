import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const CONTEXT = {
  domainName: 'example.com', hostedZoneId: 'Z123', zoneName: 'dkim.example.net', selectors: 'mail2026', dnsAccount: '444455556666', mailAccount: '111122223333',
};

/** Those in TypeScript. `npm run languages` runs the others. */
const programs = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((path) => /^[^/]+\/\w+\.ts$/.test(path));

test.each(programs)('%s is synthesized', async (path) => {
  const output = mkdtempSync(join(tmpdir(), 'example-'));
  await promisify(execFile)(process.execPath, ['--import', 'tsx', basename(path)], {
    cwd: join(EXAMPLES, dirname(path)), env: { ...process.env, TSX_TSCONFIG_PATH: join(EXAMPLES, 'tsconfig.json'), CDK_OUTDIR: output, CDK_CONTEXT_JSON: JSON.stringify(CONTEXT) },
  });
  const templates = readdirSync(output).filter((file) => file.endsWith('.template.json')).map((file) => readFileSync(join(output, file), 'utf8'));
  expect(templates.join()).toContain('"Custom::SesDomainIdentity"');
});
