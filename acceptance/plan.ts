import type { Subject } from './journal';
import { scenarioOf } from './scenarios';

/** [pricing of Secrets Manager: $0.40 a month for a secret; of SES: $0.10 for 1,000 messages] The rest is far below a cent. */
const COST = 'less than 0.10 USD: secrets for some hours, some mail, some invocations';

/** What a run will do, what it costs and how long it takes. */
export function planOf(subject: Subject, atATime: number): string[] {
  const scenarios = subject.scenarios.map(scenarioOf);
  const minutes = Math.max(...scenarios.map((one) => one.minutes), Math.ceil(scenarios.reduce((sum, one) => sum + one.minutes, 0) / atATime));
  return [
    `account ${subject.account}, Region ${subject.region}${subject.secondRegion ? ` and ${subject.secondRegion}` : ''}`,
    `domain ${subject.domainName}, in the hosted zone ${subject.zoneName} (${subject.hostedZoneId})`,
    `mail goes to ${subject.to}`,
    'It deploys a stack for each of these, looks, sends mail, and destroys it:',
    ...scenarios.map(({ name, what }) => `  ${name}: ${what}`),
    `Names: stacks CdkSesDkimAcceptance-${subject.run}-*, secrets cdk-ses-dkim-acceptance/${subject.run}/*, identities and records *-${subject.run}.${subject.domainName}`,
    'Each stack has two functions, two roles, a managed policy, a log group and a rule. CloudFormation removes them with it.',
    `Cost: ${COST}. Time: about ${minutes} minutes on AWS, ${atATime} scenarios at a time.`,
  ];
}

