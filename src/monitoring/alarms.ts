import { Stack, Token } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type CreateAlarmOptions, type IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { DomainAlarm, type DomainAlarmOptions, type DomainAlarms } from './domain-alarms';
import { domainMetric } from './metrics';
import type { Monitored } from './monitored';
import type { DomainMetric } from '../contract/metrics';
import { daysText, wholeDays } from '../private/durations';
import { a, checkedLater, checkOptions, listOf, ofFactory, oneOf, optional } from '../private/options';

const GUIDE = 'https://github.com/cdk-ses-dkim/cdk-ses-dkim/blob/main/docs/monitoring.md';

/** A rotation that fails is tried again for some time, and then begins anew. */
const ROTATION_MAY_TAKE_DAYS = 2;
const LONGEST_AGE_DAYS = 10_000;

interface Definition {
  readonly metric: DomainMetric;
  readonly says: string;
  readonly options: Pick<CreateAlarmOptions, 'threshold' | 'comparisonOperator' | 'evaluationPeriods'>;
}

const isZero = (evaluationPeriods: number) => ({ threshold: 1, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD, evaluationPeriods });

/** A deployment or a rotation ends in a check of SES's, which takes minutes: one look may see it. */
const definitions = (longestAgeDays = 0): Readonly<Record<DomainAlarm, Definition>> => ({
  [DomainAlarm.DKIM_NOT_VERIFIED]: {
    metric: 'DkimVerified',
    says: 'SES has not verified the domain, and its mail leaves without a DKIM signature of the domain. Check that its records are published '
      + 'and that the zone is the delegated one.',
    options: isZero(2),
  },
  [DomainAlarm.DKIM_RECORD_NOT_SERVED]: {
    metric: 'DkimRecordServed',
    says: 'the name servers of the domain do not serve a DKIM record that SES signs with, and receivers cannot verify its mail. A record of the '
      + 'library that was removed is published again within the hour. Find out who removed or changed it, and check the delegation.',
    options: isZero(1),
  },
  [DomainAlarm.MAIL_FROM_NOT_VERIFIED]: {
    metric: 'MailFromVerified',
    says: 'SES has not verified the MAIL FROM domain, so SPF does not pass for the domain, or mail is rejected. Check the MX record.',
    options: isZero(2),
  },
  [DomainAlarm.DMARC_NOT_SERVED]: {
    metric: 'DmarcServed',
    says: 'the name servers of the domain do not serve the DMARC record that was asked for. Find out who removed or changed it.',
    options: isZero(1),
  },
  [DomainAlarm.KEY_TOO_OLD]: {
    metric: 'KeyAge',
    says: `the DKIM key is older than ${daysText(longestAgeDays)}. Look why its rotation does not end, or change the key.`,
    options: { threshold: longestAgeDays, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD, evaluationPeriods: 1 },
  },
  [DomainAlarm.RECONCILE_ERRORS]: {
    metric: 'ReconcileErrors',
    says: 'the hourly check of the domain has failed, or a change of its key has. The log of the function says what is wrong and what to do. '
      + 'Without data nobody checks the domain: look at the function and its hourly rule.',
    options: { threshold: 1, comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD, evaluationPeriods: 1 },
  },
});

/** Adds the alarms of a domain, in a scope of their own. */
export function addAlarms(identity: Construct & { readonly domainName: string }, monitored: Monitored, options: DomainAlarmOptions): DomainAlarms {
  checkOptions<DomainAlarmOptions>('the options of `addAlarms`', options, ofFactory('addAlarms'), {
    actions: optional(listOf(a('alarmAction'))),
    okActions: optional(listOf(a('alarmAction'))),
    alarms: optional(listOf(oneOf('DomainAlarm', DomainAlarm))),
    longestKeyAge: checkedLater,
  });
  if (identity.node.tryFindChild(ID)) {
    throw new Error('`addAlarms` was called before, and its alarms are in the construct \'Alarms\': call it once, with all `alarms`');
  }
  const { rotationDays } = monitored;
  const longestAgeDays = options.longestKeyAge !== undefined ? wholeDays('`longestKeyAge` of `addAlarms`', options.longestKeyAge, 1, LONGEST_AGE_DAYS)
    : rotationDays ? rotationDays + ROTATION_MAY_TAKE_DAYS : undefined;
  const needs: Partial<Record<DomainAlarm, string>> = {
    ...monitored.hasMailFrom ? {} : { [DomainAlarm.MAIL_FROM_NOT_VERIFIED]: '`mailFrom`' },
    ...monitored.hasDmarc ? {} : { [DomainAlarm.DMARC_NOT_SERVED]: '`dmarc` in a hosted zone' },
    ...longestAgeDays === undefined ? { [DomainAlarm.KEY_TOO_OLD]: 'a key that is rotated, or `longestKeyAge`' } : {},
  };
  const wanted = options.alarms ?? Object.values(DomainAlarm).filter((alarm) => needs[alarm] === undefined);
  wanted.forEach((alarm) => {
    if (needs[alarm] !== undefined) {
      throw new Error(`\`alarms\` of \`addAlarms\` has \`DomainAlarm.${nameOf(alarm)}\`, which needs ${needs[alarm]}: add that, or leave the alarm out`);
    }
  });
  const scope = new Construct(identity, ID);
  const { domainName } = identity;
  const add = (id: DomainAlarm) => (
    wanted.includes(id) ? addAlarm(scope, { id, domainName, ...definitions(longestAgeDays)[id], ask: monitored.ask }, options) : undefined
  );
  return {
    dkimNotVerified: add(DomainAlarm.DKIM_NOT_VERIFIED),
    dkimRecordNotServed: add(DomainAlarm.DKIM_RECORD_NOT_SERVED),
    mailFromNotVerified: add(DomainAlarm.MAIL_FROM_NOT_VERIFIED),
    dmarcNotServed: add(DomainAlarm.DMARC_NOT_SERVED),
    keyTooOld: add(DomainAlarm.KEY_TOO_OLD),
    reconcileErrors: add(DomainAlarm.RECONCILE_ERRORS),
  };
}

const ID = 'Alarms';

function nameOf(alarm: DomainAlarm): string {
  return Object.entries(DomainAlarm).find(([, value]) => value === alarm)?.[0] ?? alarm;
}

interface WantedAlarm extends Definition {
  readonly id: DomainAlarm;
  readonly domainName: string;
  readonly ask: Monitored['ask'];
}

function addAlarm(
  scope: Construct, { id, domainName, metric, says, options, ask }: WantedAlarm, { actions = [], okActions = [] }: DomainAlarmOptions,
): Alarm {
  ask(metric);
  const alarm = domainMetric(Stack.of(scope), domainName, metric).createAlarm(scope, id, {
    ...options,
    alarmDescription: `${Token.isUnresolved(domainName) ? '' : `${domainName}: `}${says} ${GUIDE}#alarms`,
    // A look may be minutes late, or have nothing to say: CloudWatch then takes the values before it. Without any, nobody knows.
    treatMissingData: TreatMissingData.MISSING,
  });
  const add = (to: (...many: IAlarmAction[]) => void, some: readonly IAlarmAction[]) => some.length > 0 && to.call(alarm, ...some);
  add(alarm.addAlarmAction, actions);
  add(alarm.addOkAction, okActions);
  if (id === DomainAlarm.RECONCILE_ERRORS) {
    add(alarm.addInsufficientDataAction, actions);
  }
  return alarm;
}
