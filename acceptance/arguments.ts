import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SCENARIOS, scenarioOf } from './scenarios';

export const USAGE = `npm run acceptance -- --domain NAME [options]

  --domain NAME         a domain, or a subdomain, whose DNS is a public hosted zone of this account
  --zone-id ID          that zone, if the account has more than one that matches
  --second-region NAME  also tries what takes two Regions
  --to ADDRESS          who gets the mail: success@simulator.amazonses.com if nobody is named
  --mail FOLDER         where the mail to that address arrives, a file for each: then signatures are judged
  --only NAME           this scenario only; more than once: ${SCENARIOS.map(({ name }) => name).join(', ')}
  --yes                 asks for no confirmation
  --keep-failed         leaves a scenario that failed as it is, until --cleanup
  --cleanup             only removes what the journal of an interrupted run lists
  --journal FILE        the journal, acceptance-journal.json if none is given
  --report FILE         writes a report as JSON
  --dns HOST:PORT       asks this resolver, in place of the name servers of the zone. Or set ACCEPTANCE_DNS
  --poll SECONDS        between two looks, 5 if none is given
  --patience MINUTES    how long anything may take that SES, CloudFormation or Secrets Manager does, 60 if none is given
  --at-a-time N         scenarios at the same time, 3 if none is given

It runs against the account and the Region of the AWS credentials in the shell. Run it again after an interruption: it goes on.`;

/** [DOC SES mailbox simulator] */
const SIMULATOR = 'success@simulator.amazonses.com';

export interface Arguments {
  /** Undefined with `--cleanup`, or when a run is resumed. */
  readonly domainName?: string;
  readonly hostedZoneId?: string;
  readonly secondRegion?: string;
  readonly to: string;
  /** A folder. */
  readonly mail?: string;
  readonly scenarios: readonly string[];
  readonly yes: boolean;
  readonly keepsFailed: boolean;
  readonly cleanup: boolean;
  readonly journal: string;
  readonly report?: string;
  readonly dns?: string;
  readonly pollMs: number;
  readonly patience: number;
  readonly atATime: number;
}

/** Throws with what is wrong, and how it goes. */
export function argumentsOf(args: string[], environment: Readonly<Record<string, string | undefined>> = {}): Arguments {
  try {
    const { values } = parseArgs({
      args,
      options: {
        'domain': { type: 'string' },
        'zone-id': { type: 'string' },
        'second-region': { type: 'string' },
        'to': { type: 'string' },
        'mail': { type: 'string' },
        'only': { type: 'string', multiple: true },
        'yes': { type: 'boolean', default: false },
        'keep-failed': { type: 'boolean', default: false },
        'cleanup': { type: 'boolean', default: false },
        'journal': { type: 'string', default: 'acceptance-journal.json' },
        'report': { type: 'string' },
        'dns': { type: 'string' },
        'poll': { type: 'string', default: '5' },
        'patience': { type: 'string', default: '60' },
        'at-a-time': { type: 'string', default: '3' },
      },
    });
    const scenarios = [...new Set(values.only ?? defaults(values['second-region']))];
    const needing = scenarios.filter((name) => scenarioOf(name).needsSecondRegion);
    if (needing.length > 0 && values['second-region'] === undefined) {
      throw new Error(`the scenario ${needing[0]} needs --second-region`);
    }
    if (values.mail !== undefined && values.to === undefined) {
      throw new Error('--mail needs --to: the address whose mail arrives in the folder');
    }
    const mail = values.to === undefined ? undefined : values.mail ?? environment.ACCEPTANCE_MAIL;
    if (mail !== undefined && !statSync(mail, { throwIfNoEntry: false })?.isDirectory()) {
      throw new Error(`--mail must be a folder, got '${mail}'`);
    }
    const pollMs = positive('--poll', values.poll) * 1000;
    return {
      domainName: values.domain?.toLowerCase().replace(/\.$/, ''),
      hostedZoneId: values['zone-id'],
      secondRegion: values['second-region'],
      to: values.to ?? SIMULATOR,
      mail,
      scenarios,
      yes: values.yes,
      keepsFailed: values['keep-failed'],
      cleanup: values.cleanup,
      journal: values.journal,
      report: values.report,
      dns: values.dns ?? environment.ACCEPTANCE_DNS,
      pollMs,
      patience: Math.ceil(positive('--patience', values.patience) * 60_000 / pollMs),
      atATime: Math.ceil(positive('--at-a-time', values['at-a-time'])),
    };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function defaults(secondRegion: string | undefined): string[] {
  return SCENARIOS.filter(({ needsSecondRegion }) => secondRegion !== undefined || !needsSecondRegion).map(({ name }) => name);
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (!(number > 0 && Number.isFinite(number))) {
    throw new Error(`${option} must be a number above 0, got '${text}'`);
  }
  return number;
}
