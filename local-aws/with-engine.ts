import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EngineProcess } from './engine-process';

/*
 * A command that has the engine for AWS, as long as it runs:
 *
 *   npx tsx local-aws/with-engine.ts [--pace N] [--zone NAME]... -- COMMAND ARGUMENT...
 *
 * The command gets the variables that send the AWS SDK and the CDK CLI to the engine. ACCEPTANCE_DNS has the address of a resolver, and
 * ACCEPTANCE_MAIL a folder with a file for each mail that left.
 */

async function main(): Promise<void> {
  const { values: { pace = '60', zone: zones }, positionals: [command, ...args] } = parseArgs({
    allowPositionals: true,
    options: { pace: { type: 'string' }, zone: { type: 'string', multiple: true } },
  });
  if (command === undefined) {
    throw new Error('a command is needed, after --');
  }
  const mail = mkdtempSync(join(tmpdir(), 'engine-mail-'));
  const engine = await EngineProcess.start({ pace: Number(pace), zones, mail });
  // As in a shell, the command gets the signals of the terminal too, and says by its exit code what it made of them.
  (['SIGINT', 'SIGTERM'] as const).forEach((signal) => process.on(signal, () => child.kill(signal)));
  const child = spawn(command, args, {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...engine.environment,
      ACCEPTANCE_DNS: engine.dns,
      ACCEPTANCE_MAIL: mail,
      NODE_OPTIONS: `--require ${join(__dirname, 'cdk-cli-pauses.cjs')}`, // the engine's clock goes fast, so the CDK CLI looks often
    },
  });
  process.exitCode = await new Promise<number>((resolve, reject) => child.once('error', reject).once('close', (code) => resolve(code ?? 1)))
    .finally(() => engine.stop())
    .finally(() => rmSync(mail, { recursive: true }));
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
