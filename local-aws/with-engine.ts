import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EngineProcess } from './engine-process';

/*
 * A command that has the engine for AWS, as long as it runs:
 *
 *   npx tsx local-aws/with-engine.ts [--pace N] [--zone NAME]... -- COMMAND ARGUMENT...
 *
 * The command gets the variables that send the AWS SDK and the CDK CLI to the engine, and ACCEPTANCE_DNS, the address of a resolver.
 */

async function main(): Promise<void> {
  const { values: { pace = '60', zone: zones }, positionals: [command, ...args] } = parseArgs({
    allowPositionals: true,
    options: { pace: { type: 'string' }, zone: { type: 'string', multiple: true } },
  });
  if (command === undefined) {
    throw new Error('a command is needed, after --');
  }
  const engine = await EngineProcess.start({ pace: Number(pace), zones });
  // As in a shell, the command gets the signals of the terminal too, and says by its exit code what it made of them.
  (['SIGINT', 'SIGTERM'] as const).forEach((signal) => process.on(signal, () => child.kill(signal)));
  const child = spawn(command, args, {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...engine.environment,
      ACCEPTANCE_DNS: engine.dns,
      NODE_OPTIONS: `--require ${join(__dirname, 'cdk-cli-pauses.cjs')}`, // the engine's clock goes fast, so the CDK CLI looks often
    },
  });
  process.exitCode = await new Promise<number>((resolve, reject) => child.once('error', reject).once('close', (code) => resolve(code ?? 1)))
    .finally(() => engine.stop());
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
