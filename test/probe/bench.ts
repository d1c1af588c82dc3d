import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDelegatedZones, LocalAws, settingsFrom } from '../../local-aws';
import type { Clock } from '../../probe/clock';
import type { Experiment } from '../../probe/experiment';
import { find, type Finding } from '../../probe/report';

export const DOMAIN = 'example.com';

/** The variables of this process that send the probe to the engine, as a user's shell has them. */
const VARIABLES = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'];

/** The engine's time, which stands still but for the waits of the probe. */
class EngineClock implements Clock {
  constructor(private readonly aws: LocalAws) {}

  now(): Date {
    return this.aws.clock.now();
  }

  async sleep(ms: number): Promise<void> {
    await new Promise(setImmediate); // what needs no time has happened
    await this.aws.clock.advance(ms);
  }
}

/** Asks an engine with these settings, by its endpoint. */
export async function findings(values: Readonly<Record<string, unknown>>, experiments: readonly Experiment[]): Promise<Finding[]> {
  const aws = await LocalAws.start({ assume: settingsFrom(values) });
  createDelegatedZones(aws, [DOMAIN]);
  const folder = mkdtempSync(join(tmpdir(), 'mail-'));
  aws.ses.onMail = ({ messageId, raw }) => writeFileSync(join(folder, messageId), raw);
  const environment = aws.environment();
  VARIABLES.forEach((name) => { process.env[name] = environment[name]; });
  try {
    const found: Finding[] = [];
    for (const experiment of experiments) {
      found.push(await find(experiment, {
        domain: DOMAIN, region: aws.region, otherRegion: 'us-east-1', clock: new EngineClock(aws), mailbox: { address: 'reader@receiver.example', folder },
      }));
    }
    return found;
  } finally {
    VARIABLES.forEach((name) => { delete process.env[name]; });
    await aws.stop();
  }
}
