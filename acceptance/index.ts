import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { type Arguments, argumentsOf } from './arguments';
import { awsPorts, Clients } from './aws';
import { caller, check, subjectOf } from './checks';
import { Journal } from './journal';
import { journalFile } from './journal-file';
import { planOf } from './plan';
import { reportOf, table } from './report';
import { runScenarios } from './run';
import { Interrupted } from './until';

/* Runs the library against AWS, or whatever the shell's endpoint is, and removes everything again. See docs/acceptance.md. */

/* eslint-disable-next-line no-console */
const say = (line: string) => console.log(line);

const INTERRUPTED = 130;

async function confirmed({ yes }: Arguments): Promise<boolean> {
  if (yes) {
    return true;
  }
  if (!process.stdin.isTTY) {
    throw new Error('nobody is there to confirm: run it in a terminal, or with --yes');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Go on? [y/N] ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** A journal of a run that is to be done. Undefined if somebody does not want it, or if it cannot be done. */
async function begun(clients: Clients, args: Arguments, ended: AbortSignal): Promise<Journal | undefined> {
  const subject = await subjectOf(clients, await caller(clients), args);
  const findings = await check(clients, subject, awsPorts(clients, subject, args, ended), args.dns);
  findings.forEach(({ what, problem }) => say(problem ? `not ok: ${what}: ${problem}` : `ok: ${what}`));
  if (findings.some(({ problem }) => problem)) {
    process.exitCode = 1;
    return undefined;
  }
  planOf(subject, args.atATime).forEach(say);
  return await confirmed(args) ? Journal.create(journalFile(args.journal), subject) : undefined;
}

/** A run that was interrupted, if it was one of this account and Region. */
async function resumed(clients: Clients, journal: Journal, args: Arguments): Promise<Journal> {
  const { account, region, domainName, run } = journal.subject;
  const now = await caller(clients);
  if (now.account !== account || now.region !== region) {
    throw new Error(`${args.journal} is of a run in account ${account} and Region ${region}, and the shell is in ${now.account} and ${now.region}`);
  }
  if (args.domainName !== undefined && args.domainName !== domainName) {
    throw new Error(`${args.journal} is of a run with ${domainName}: finish it without --domain, remove what it made by --cleanup, or name another --journal`);
  }
  if (args.cleanup) {
    journal.giveUp();
  }
  say(journal.content.isGivenUp ? `run ${run} of ${domainName} is removed` : `run ${run} of ${domainName} goes on`);
  return journal;
}

async function main(ended: AbortSignal): Promise<void> {
  const args = argumentsOf(process.argv.slice(2), process.env);
  const clients = new Clients();
  const found = Journal.open(journalFile(args.journal));
  if (!found && args.cleanup) {
    say(`there is no ${args.journal}: nothing to remove`);
    return;
  }
  const journal = found ? await resumed(clients, found, args) : await begun(clients, args, ended);
  if (!journal) {
    return;
  }
  const ports = awsPorts(clients, journal.subject, args, ended);
  await runScenarios(journal, ports, { atATime: args.atATime, keepsFailed: args.keepsFailed, say });
  const report = reportOf(journal.content, new Date());
  table(report).forEach(say);
  if (args.report) {
    writeFileSync(args.report, `${JSON.stringify(report, undefined, 2)}\n`);
  }
  const left = report.scenarios.flatMap((scenario) => scenario.left);
  if (journal.isDone) {
    journal.remove();
  } else if (left.length === 0) {
    say('what failed stays, to be looked at. Remove it by --cleanup');
  } else {
    say(`${args.journal} stays, because this is left. Remove it by hand, or try again by --cleanup:`);
    left.forEach((what) => say(`  ${what}`));
  }
  const well = journal.content.isGivenUp ? left.length === 0 : report.passed;
  say(well ? 'acceptance: ok' : 'acceptance: failed');
  process.exitCode = well ? 0 : 1;
}

const abort = new AbortController();
(['SIGINT', 'SIGTERM'] as const).forEach((signal) => process.on(signal, () => abort.abort()));
main(abort.signal).catch((error: Error) => {
  say(error instanceof Interrupted
    ? 'interrupted: the journal lists what exists. Run it again to go on, or with --cleanup to remove everything'
    : `acceptance: failed: ${error.message}`);
  process.exitCode = error instanceof Interrupted ? INTERRUPTED : 1;
});
