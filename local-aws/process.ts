import { fstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSettings } from './assumptions';
import { createDelegatedZones } from './delegated-zones';
import { LocalAws } from './engine';

/*
 * The engine in a process of its own:
 *
 *   npx tsx local-aws/process.ts [--pace N] [--assume FILE] [--mail FOLDER] [--zone NAME]... [--account ID]
 *     [--region REGION]
 *
 * --assume takes a report of `npm run probe`: then the engine behaves as the report says that AWS does.
 * With --mail each mail that leaves is a file in the folder.
 *
 * It prints one line of JSON, with what other programs need to reach it. It ends at SIGTERM or SIGINT, or when its standard input
 * is a pipe and closes.
 */

/** What the engine prints when it can be reached. */
export interface Whereabouts {
  readonly endpoint: string;
  /** Variables that send the AWS CLI, an SDK or the CDK CLI to the engine. */
  readonly environment: Readonly<Record<string, string>>;
  /** Address and port of a recursive resolver. */
  readonly dns: string;
  /** The id of each zone, by its name. */
  readonly zones: Readonly<Record<string, string>>;
}

function stopped(): Promise<void> {
  const input = fstatSync(0);
  return new Promise((resolve) => {
    (['SIGINT', 'SIGTERM'] as const).forEach((signal) => process.once(signal, () => resolve()));
    if (input.isFIFO() || input.isSocket()) {
      process.stdin.once('end', resolve).once('close', resolve).once('error', () => resolve()).resume();
    }
  });
}

async function main(): Promise<void> {
  const { values: { pace, assume, mail, zone = [], account, region } } = parseArgs({
    options: {
      pace: { type: 'string', default: '1' },
      assume: { type: 'string' },
      mail: { type: 'string' },
      zone: { type: 'string', multiple: true },
      account: { type: 'string' },
      region: { type: 'string' },
    },
  });
  if (!(Number(pace) > 0)) {
    throw new Error(`--pace must be a number above 0, got '${pace}'`);
  }
  const end = stopped();
  const aws = await LocalAws.start({ ...assume && { assume: readSettings(assume) }, ...account && { account }, ...region && { region } });
  aws.ses.onMail = mail === undefined ? undefined : ({ messageId, raw }) => writeFileSync(join(mail, `${messageId}.eml`), raw);
  const zones = createDelegatedZones(aws, zone);
  aws.clock.run(Number(pace));
  const whereabouts: Whereabouts = { endpoint: aws.endpoint, environment: aws.environment(), dns: `127.0.0.1:${aws.route53.dns.port}`, zones };
  process.stdout.write(`${JSON.stringify(whereabouts)}\n`);
  await end;
  process.stdin.destroy();
  await aws.stop();
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
  process.stdin.destroy();
});
