import { parseArgs } from 'node:util';
import type { Experiment } from './experiment';

export const USAGE = `npm run probe -- --domain NAME [options]

  --domain NAME          a domain in a public hosted zone of the account; everything is below it
  --only ID              this experiment; more than once
  --long                 also those that wait for days
  --report FILE          where the report goes, probe-report.json if no file is given
  --region REGION        without it, the Region of your credentials
  --other-region REGION  for replicas; us-east-1 or eu-west-1 if none is given
  --to ADDRESS           somebody who may get mail: for the experiment that reads a signature
  --mail FOLDER          where their mail arrives, a file for each
  --pace N               the seconds of an engine for each of the host's
  --list                 what there is to ask, and nothing else
  --clean                removes what an earlier run left, and nothing else
  --yes                  do not ask before it begins`;

export interface Request {
  readonly domain: string;
  readonly experiments: readonly Experiment[];
  readonly report: string;
  readonly region?: string;
  readonly otherRegion?: string;
  readonly to?: string;
  readonly mail?: string;
  readonly pace: number;
  readonly isAgreed: boolean;
  readonly does: 'ask' | 'list' | 'clean';
}

/** Throws with what is wrong, and how it goes. */
export function requestOf(args: string[], all: readonly Experiment[]): Request {
  try {
    const { values } = parseArgs({
      args,
      options: {
        'domain': { type: 'string' },
        'only': { type: 'string', multiple: true },
        'long': { type: 'boolean', default: false },
        'report': { type: 'string', default: 'probe-report.json' },
        'region': { type: 'string' },
        'other-region': { type: 'string' },
        'to': { type: 'string' },
        'mail': { type: 'string' },
        'pace': { type: 'string', default: '1' },
        'list': { type: 'boolean', default: false },
        'clean': { type: 'boolean', default: false },
        'yes': { type: 'boolean', default: false },
      },
    });
    const { domain, only, report, region, to, mail, list, clean } = values;
    if (domain === undefined && !list) {
      throw new Error('--domain is needed');
    }
    if ((to === undefined) !== (mail === undefined)) {
      throw new Error('--to and --mail belong together');
    }
    if (!(Number(values.pace) > 0)) {
      throw new Error(`--pace must be a number above 0, got '${values.pace}'`);
    }
    const unheard = only?.find((id) => !all.some((experiment) => experiment.id === id));
    if (unheard !== undefined) {
      throw new Error(`there is no experiment '${unheard}': --list shows all`);
    }
    return {
      domain: domain ?? '',
      experiments: all.filter(({ id, long }) => only ? only.includes(id) : values.long || !long),
      report,
      region,
      otherRegion: values['other-region'],
      to,
      mail,
      pace: Number(values.pace),
      isAgreed: values.yes,
      does: list ? 'list' : clean ? 'clean' : 'ask',
    };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${USAGE}`);
  }
}
