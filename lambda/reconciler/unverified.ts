import type { State, WantedRecord } from './model';
import { publicName } from './questions';
import { foreignMailFromRecords, wantedRecords } from './wanted';
import { explainVerificationError } from '../identity/verification-errors';
import { valueSays } from '../records/values';

/** Answers to CloudFormation are short. [DOC crpg-ref-responses: 4,096 bytes] */
const LONGEST_MESSAGE = 3_000;

/** What SES has not verified, and how far it is. */
export interface Unverified {
  readonly purpose: 'DKIM' | 'MAIL_FROM';
  readonly status: string;
}

/** Why a domain is not verified: what SES reports, and of what is missing what each record should be, and what the name servers serve. */
export function unverified(state: State, missing: readonly Unverified[], ending: string): string {
  const { identity, dns, settings: { domainName, mailFrom } } = state;
  const names = { DKIM: 'DKIM', MAIL_FROM: `the MAIL FROM domain ${mailFrom?.domainName}` };
  const isMissing = (purpose: string) => missing.some((part) => part.purpose === purpose);
  const records = [...wantedRecords(state), ...foreignMailFromRecords(state)].filter(({ purpose }) => isMissing(purpose));
  const errorType = isMissing('DKIM') ? identity?.verification?.errorType : undefined;
  const answers = records.map(({ label, type }) => dns[`${publicName(state, label)} ${type}`]);
  const message = [
    `SES identity ${domainName}: ${ending} ${missing.map(({ purpose }) => names[purpose]).join(' and ')}; SES reports `
      + missing.map(({ purpose, status }) => `${names[purpose]} ${status}`).join(' and ') + (errorType ? `, ${explainVerificationError(errorType)}` : ''),
    ...isMissing('DKIM') ? [lastLook(state)] : [],
    ...records.length > 0 && answers.every((answer) => answer?.kind === 'absent')
      ? [`None of the records of ${domainName} is served: they are not published, or in a zone that the domain is not delegated to. Compare the name servers of the zone `
        + 'with those that the domain\'s registrar has, and correct the delegation there']
      : [],
    ...records.length === 0 ? ['The records are those of the identity in the parent Region'] : [],
    ...records.flatMap((record, index) => [
      `${record.type} ${publicName(state, record.label)}`,
      `  should be: ${record.value}`,
      `  name servers answer: ${shown(record, answers[index])}`,
    ]),
  ].join('\n');
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
}

/** The SOA tells which name server SES asked: a zone that the domain is not delegated to shows here. */
function lastLook({ identity }: State): string {
  const { lastChecked, primaryNameServer, serialNumber = 0 } = identity?.verification ?? {};
  const zone = primaryNameServer ? `, in the zone of ${primaryNameServer} (serial ${serialNumber})` : '';
  return lastChecked === undefined ? 'SES has not looked yet' : `SES looked last at ${new Date(lastChecked).toISOString()}${zone}`;
}

const LONGEST_VALUE = 100;

function shown({ type, value }: WantedRecord, answer: State['dns'][string]): string {
  if (!answer || answer.kind === 'unknown') {
    return answer ? `nothing (${answer.problem})` : 'not asked';
  }
  if (answer.kind === 'absent') {
    return 'there is no such record';
  }
  return answer.values.map((found) => {
    if (valueSays(type, found, value)) {
      return 'this value';
    }
    // Only the beginning of what is long: it may be a private key that somebody published by mistake.
    return found.length > LONGEST_VALUE ? `${found.slice(0, 24)}… (${found.length} characters)` : found;
  }).join(', and ');
}
