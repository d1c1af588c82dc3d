import { readFileSync } from 'node:fs';
import { CLOUDFORMATION_ASSUMPTIONS } from './cloudformation';
import { IAM_ASSUMPTIONS } from './iam';
import { type Assumption, defaultsOf, objectionTo, type SettingsOf } from './kernel/assumption';
import { ROUTE53_ASSUMPTIONS } from './route53';
import { SECRETS_MANAGER_ASSUMPTIONS } from './secrets-manager';
import { SES_ASSUMPTIONS } from './ses';

const SERVICES = {
  ses: SES_ASSUMPTIONS,
  iam: IAM_ASSUMPTIONS,
  route53: ROUTE53_ASSUMPTIONS,
  secretsManager: SECRETS_MANAGER_ASSUMPTIONS,
  cloudFormation: CLOUDFORMATION_ASSUMPTIONS,
} as const;

/** What somebody assumes of each service. What is missing is as the engine has it. */
export type Settings = { readonly [Service in keyof typeof SERVICES]?: Partial<SettingsOf<typeof SERVICES[Service]>> };

export type CompleteSettings = { readonly [Service in keyof typeof SERVICES]: SettingsOf<typeof SERVICES[Service]> };

/** The later ones go before the earlier ones, and the engine's own come first. */
export function completed(...several: readonly Settings[]): CompleteSettings {
  return Object.fromEntries(Object.entries(SERVICES).map(([service, list]) => (
    [service, Object.assign({}, defaultsOf(list), ...several.map((settings) => settings[service as keyof Settings]))]
  ))) as unknown as CompleteSettings;
}

/** Every assumption that is a setting, by its id: `ses.checkDelayMs`. */
export const ASSUMPTIONS: ReadonlyMap<string, Assumption> = new Map(Object.entries(SERVICES).flatMap(([service, list]) => (
  Object.entries(list).map(([name, assumption]) => [`${service}.${name}`, assumption] as const)
)));

/** From values by id, as reports and worlds have them. Throws for an id that there is not, and for a value that cannot be. */
export function settingsFrom(values: Readonly<Record<string, unknown>>): Settings {
  const settings: Record<string, Record<string, unknown>> = {};
  for (const [id, value] of Object.entries(values)) {
    const assumption = ASSUMPTIONS.get(id);
    if (!assumption) {
      throw new Error(`there is no assumption '${id}'`);
    }
    const objection = objectionTo(assumption, value);
    if (objection) {
      throw new Error(`'${id}' ${objection}, got ${JSON.stringify(value)}`);
    }
    const [service, name] = id.split('.');
    (settings[service] ??= {})[name] = value;
  }
  return settings;
}

/** From a file with `assumptions`: a report of `npm run probe`, or an invented world. */
export function readSettings(file: string): Settings {
  const { assumptions } = JSON.parse(readFileSync(file, 'utf8')) as { readonly assumptions?: Readonly<Record<string, unknown>> };
  if (!assumptions) {
    throw new Error(`${file} has no 'assumptions'`);
  }
  return settingsFrom(assumptions);
}
