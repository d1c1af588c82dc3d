import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Request, requestOf } from './arguments';
import { clean } from './clean';
import { HostClock } from './clock';
import type { Verdict } from './experiment';
import { EXPERIMENTS } from './experiments';
import { find, type Finding, reportOf } from './report';

/* Asks AWS what nobody outside of it knows. See `arguments.ts`. */

/* eslint-disable-next-line no-console */
const say = (line: string) => console.log(line);

async function regionOf({ region }: Request): Promise<string> {
  return region ?? new STSClient({}).config.region();
}

/** What is about to happen, where, for how long and at what cost. */
async function announce({ domain, experiments }: Request, region: string): Promise<void> {
  const { Account, Arn } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
  say(`account ${Account} as ${Arn}, Region ${region}${process.env.AWS_ENDPOINT_URL ? ` at ${process.env.AWS_ENDPOINT_URL}` : ''}`);
  experiments.forEach(({ id, question, minutes }) => say(`  ${id} (${durationOf(minutes)}): ${question}`));
  say(`It makes identities, records, secrets, stacks, roles and functions with names of their own, all of them with 'probe-', and removes them. Names in DNS are below ${domain}.`);
  say(`It takes about ${durationOf(experiments.reduce((sum, { minutes }) => sum + minutes, 0))}, and costs less than a dollar.`);
}

const durationOf = (minutes: number) => minutes < 180 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;

async function agree(): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question('Begin? (yes/no) ').finally(() => lines.close());
  return answer.trim() === 'yes';
}

const tell = (verdict: Verdict) => say(`  ${verdict.assumption}: ${'value' in verdict ? JSON.stringify(verdict.value) : `unknown, because ${verdict.unknown}`}`);

async function ask(request: Request, region: string): Promise<void> {
  const { domain, experiments, pace, report, to, mail } = request;
  const otherRegion = request.otherRegion ?? (region === 'us-east-1' ? 'eu-west-1' : 'us-east-1');
  const clock = new HostClock(pace);
  let isStopped = false;
  (['SIGINT', 'SIGTERM'] as const).forEach((signal) => process.on(signal, () => {
    isStopped = true;
    say('it stops, and removes what it has made');
    clock.interrupt();
  }));
  const findings: Finding[] = [];
  for (const experiment of experiments) {
    if (isStopped) {
      break;
    }
    say(`${experiment.id}: ${experiment.question}`);
    const finding = await find(experiment, { domain, region, otherRegion, clock, ...to && mail && { mailbox: { address: to, folder: mail } } });
    findings.push(finding);
    finding.verdicts.forEach(tell);
    finding.left.forEach((thing) => say(`  is left: ${thing}`));
    writeFileSync(report, `${JSON.stringify(reportOf(region, findings), undefined, 2)}\n`); // after each, so that none is lost
  }
  say(`the report is in ${report}`);
  process.exitCode = isStopped || findings.some(({ left }) => left.length > 0) ? 1 : 0;
}

async function main(): Promise<void> {
  const request = requestOf(process.argv.slice(2), EXPERIMENTS);
  if (request.does === 'list') {
    EXPERIMENTS.forEach(({ id, question, settles, long }) => say(`${id}${long ? ' (--long)' : ''}: ${question}\n  ${settles.join(', ')}`));
    return;
  }
  const region = await regionOf(request);
  if (request.does === 'clean') {
    (await clean(request.domain, region, new HostClock(request.pace))).forEach(say);
    return;
  }
  await announce(request, region);
  if (request.isAgreed || await agree()) {
    await ask(request, region);
  }
}

main().catch((error: Error) => {
  say(`probe: failed: ${error.message}`);
  process.exitCode = 1;
});
