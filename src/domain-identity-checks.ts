import { Duration } from 'aws-cdk-lib';
import { DEFAULT_OVERLAP_DAYS } from './contract/domain-identity';
import { type DomainIdentityProps, ExistingIdentity } from './domain-identity-props';
import { wholeDays, wholeSeconds } from './private/durations';
import { checkDomainName, ofForm, removalPolicy } from './private/names';
import { a, checkedLater, checkOptions, flag, oneOf, optional, plainly } from './private/options';

const LONGEST_OVERLAP_DAYS = 1000;

/** CloudFormation waits an hour for an answer, in which the function runs three times for 14 minutes. */
const LONGEST_WAIT = Duration.minutes(40);

/** [DOC SESv2 CreateConfigurationSet: letters, digits, underscores and hyphens, up to 64] */
const configurationSetName = ofForm("a configuration set whose name has 1 to 64 characters, which may be letters, digits, '_' and '-'", /^[\w-]{1,64}$/);

/** Refuses properties of an identity that are not what they have to be, each for itself. */
export function checkIdentityProps(props: DomainIdentityProps): void {
  checkOptions<DomainIdentityProps>('the properties', props, plainly, {
    domainName: (_, name) => checkDomainName(name as string),
    dkim: optional(a('dkim')),
    dns: optional(a('domainDns')),
    existingIdentity: optional(oneOf('ExistingIdentity', ExistingIdentity)),
    signingEnabled: optional(flag),
    configurationSet: optional((property, set) => {
      a('configurationSet')(property, set);
      configurationSetName(property, (set as { configurationSetName: string }).configurationSetName);
    }),
    feedbackForwarding: optional(flag),
    mailFrom: checkedLater,
    dmarc: checkedLater,
    overlap: optional(a('duration')),
    waitForVerification: optional(a('duration')),
    removalPolicy: optional(removalPolicy),
  });
}

export function overlapDaysOf({ overlap = Duration.days(DEFAULT_OVERLAP_DAYS) }: DomainIdentityProps): number {
  return wholeDays('`overlap`', overlap, 0, LONGEST_OVERLAP_DAYS);
}

export function waitSecondsOf({ waitForVerification }: DomainIdentityProps): number | undefined {
  return waitForVerification && wholeSeconds('`waitForVerification`', waitForVerification, LONGEST_WAIT);
}
