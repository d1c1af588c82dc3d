import { dirname } from 'node:path';
import { type AssumptionInCode, assumptionsInCode } from './in-code';
import { type Assumption, ASSUMPTIONS } from '../../local-aws';

const TITLES: Readonly<Record<string, string>> = {
  ses: 'SES', iam: 'IAM', route53: 'Route 53', secretsManager: 'Secrets Manager', cloudFormation: 'CloudFormation',
};

const UNITS = [['hours', 3_600_000], ['minutes', 60_000], ['seconds', 1000]] as const;

/** docs/assumptions.md */
export function page(): string {
  const services = [...new Set([...ASSUMPTIONS.keys()].map((id) => id.split('.')[0]))];
  const inCode = assumptionsInCode();
  const folders = [...new Set(inCode.map(({ file }) => dirname(file)))];
  return `${[
    '<!-- Made by `npx projen assumptions`. Do not edit. -->',
    '# What is assumed of AWS',
    'The library is proved on an engine that imitates AWS. AWS does not document everything that the engine has to know. This page lists what is assumed. '
    + 'One afternoon with an account and a domain settles most of it: [how to ask AWS](../CONTRIBUTING.md#ask-aws-itself).',
    `## ${ASSUMPTIONS.size} settings`,
    'Each of them can be another value, and the tests run [in other worlds](../CONTRIBUTING.md#run-the-tests-in-another-world) too. '
    + 'Sources: `DOC` is AWS\'s documentation, `SDK` the models of the SDK, `LIVE` what somebody has seen and published, and `UNK` means that nobody outside AWS '
    + 'knows. The last column names the experiment that settles it.',
    ...services.map((service) => settings(service)),
    '## In the code',
    `These ${inCode.length} comments say that something is assumed. They cannot be set. Most are the texts of errors, which nothing depends on.`,
    ...folders.map((folder) => comments(folder, inCode.filter(({ file }) => dirname(file) === folder))),
  ].join('\n\n')}\n`;
}

function settings(service: string): string {
  const rows = [...ASSUMPTIONS].filter(([id]) => id.startsWith(`${service}.`))
    .map(([id, assumption]) => [`\`${id}\``, assumption.what, defaultOf(assumption), assumption.source, assumption.affects, settledBy(assumption)]);
  return `### ${TITLES[service]}\n\n${table(['setting', 'what it says', 'in the engine', 'source', 'what depends on it', 'probe'], rows)}`;
}

function settledBy({ settledBy: by }: Assumption): string {
  return typeof by === 'string' ? `\`${by}\`` : `none: ${by.nothing}`;
}

export function defaultOf({ values, default: value }: Assumption): string {
  switch (values.kind) {
    case 'duration': {
      const [unit, ms] = UNITS.find(([, size]) => (value as number) >= size) ?? ['milliseconds', 1];
      const count = (value as number) / ms;
      return `${count.toLocaleString('en-US')} ${count === 1 ? unit.slice(0, -1) : unit}`;
    }
    case 'number':
      return (value as number).toLocaleString('en-US');
    case 'yes or no':
      return value ? 'yes' : 'no';
    case 'text':
      return value === '' ? 'nothing' : `"${String(value)}"`;
    case 'one of':
      return `"${String(value)}", and not ${values.of.filter((other) => other !== value).map((other) => `"${other}"`).join(' or ')}`;
  }
}

function comments(folder: string, found: readonly AssumptionInCode[]): string {
  return `### \`${folder}\`\n\n${table(['file', 'what it says'], found.map(({ file, what }) => [`\`${file.slice(folder.length + 1)}\``, what]))}`;
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/</g, '&lt;')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
