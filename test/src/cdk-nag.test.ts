import { App, Aspects, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AwsSolutionsChecks, NagSuppressions } from 'cdk-nag';
import { Dkim, DkimKey, DomainDns, DomainIdentity, type DomainIdentityProps } from '../../src';

/** What is left to accept, path by path, with the reason: what a user of cdk-nag has to write down too. */
const ACCEPTED = [
  {
    path: '/Mail/CdkSesDkim/Role/DefaultPolicy/Resource',
    id: 'AwsSolutions-IAM5',
    appliesTo: ['Resource::arn:<AWS::Partition>:ses:eu-west-1:111122223333:identity/*'],
    reason: 'reading tells whose an identity is; deleting is bound by condition to identities that carry this stack\'s tag',
  },
  {
    path: '/Mail/CdkSesDkim/ProviderRole/DefaultPolicy/Resource',
    id: 'AwsSolutions-IAM5',
    appliesTo: ['Resource::<CdkSesDkimFunctionF3348E78.Arn>:*'],
    reason: 'CDK\'s provider framework invokes the handler in any of its versions',
  },
  {
    path: '/Mail/News/Records/Role/Resource',
    id: 'AwsSolutions-IAM5',
    appliesTo: ['Resource::arn:<AWS::Partition>:route53:::change/*'],
    reason: 'Route 53 gives each change an id, by which its propagation is watched',
  },
  {
    path: '/Mail/News/Secret-Generated/Resource',
    id: 'AwsSolutions-SMG4',
    reason: 'SES has a copy of the key, so a new value in the secret alone would change nothing: `rotation` changes both',
  },
];

const WAITER = '/Mail/CdkSesDkim/Verification';
const FRAMEWORK = `${WAITER}/Provider`;
const STATE_MACHINE = `${FRAMEWORK}/waiter-state-machine`;

/** What comes with `waitForVerification`. */
const ACCEPTED_TO_WAIT = [
  ...['OnEventRole', 'IsCompleteRole'].map((role) => ({
    path: `${WAITER}/${role}/DefaultPolicy/Resource`,
    id: 'AwsSolutions-IAM5',
    appliesTo: ['Resource::<CdkSesDkimFunctionF3348E78.Arn>:*', 'Resource::<CdkSesDkimVerificationFunction5627B36D.Arn>:*'],
    reason: 'CDK\'s provider framework invokes the handlers in any of their versions',
  })),
  {
    path: `${STATE_MACHINE}/Role/DefaultPolicy/Resource`,
    id: 'AwsSolutions-IAM5',
    appliesTo: [
      'Resource::<CdkSesDkimVerificationProviderframeworkisComplete33F53189.Arn>:*',
      'Resource::<CdkSesDkimVerificationProviderframeworkonTimeout921B3DF0.Arn>:*',
    ],
    reason: 'CDK\'s waiter invokes the framework in any of its versions',
  },
  { path: `${STATE_MACHINE}/Resource`, id: 'AwsSolutions-SF1', reason: 'the functions that it runs log all that it does' },
  { path: `${STATE_MACHINE}/Resource`, id: 'AwsSolutions-SF2', reason: 'X-Ray would tell nothing that the logs do not, and CDK\'s waiter has no switch for it' },
];

/** What comes with `mailFrom` and `dmarc`. */
const ACCEPTED_FOR_MAIL = ['MailFrom', 'Dmarc'].map((purpose) => ({
  path: `/Mail/Identity/${purpose}/Role/Resource`,
  id: 'AwsSolutions-IAM5',
  appliesTo: ['Resource::arn:<AWS::Partition>:route53:::change/*'],
  reason: 'the ids of changes in Route 53 come with the changes; their status is all that is read',
}));

/** Gone with CDK 2.259, for which nodejs24.x is the newest in every Region; before that it took nodejs22.x. */
const runtimes = (paths: string[]) => paths.map((path) => ({
  path: `${path}/Resource`, id: 'AwsSolutions-L1', reason: 'the runtime is the newest that the CDK knows to be in every Region',
}));
const OF_OLDER_CDKS = runtimes(['Function', 'Provider/framework-onEvent'].map((id) => `/Mail/CdkSesDkim/${id}`));
const OF_OLDER_CDKS_TO_WAIT = runtimes([
  `${WAITER}/Function`, ...['onEvent', 'isComplete', 'onTimeout'].map((name) => `${FRAMEWORK}/framework-${name}`),
]);

interface Acceptance {
  readonly path: string;
  readonly id: string;
  readonly appliesTo?: string[];
  readonly reason: string;
}

function nagged(accepted: Acceptance[], props: Partial<DomainIdentityProps> = {}): Array<{ readonly path: string; readonly finding: string }> {
  const app = new App();
  const stack = new Stack(app, 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
  const secret = Secret.fromSecretNameV2(stack, 'Secret', 'dkim/mail2026');
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  new DomainIdentity(stack, 'Identity', {
    domainName: 'example.com',
    dkim: Dkim.byoDkim({ key: DkimKey.fromSecret(secret, { selector: 'mail2026' }) }),
    dns: DomainDns.hostedZone(zone),
    ...props,
  });
  new DomainIdentity(stack, 'News', {
    domainName: 'news.example.com',
    dkim: Dkim.byoDkim({ key: DkimKey.generate() }),
    dns: DomainDns.hostedZone(zone),
  });
  return naggedIn(stack, accepted);
}

function naggedIn(stack: Stack, accepted: readonly Acceptance[]): Array<{ readonly path: string; readonly finding: string }> {
  Aspects.of(stack).add(new AwsSolutionsChecks({ verbose: true }));
  for (const { path, ...suppression } of accepted) {
    NagSuppressions.addResourceSuppressionsByPath(stack, path, [suppression]);
  }
  const annotations = Annotations.fromStack(stack);
  const any = Match.stringLikeRegexp('AwsSolutions-.*');
  return [...annotations.findError('*', any), ...annotations.findWarning('*', any)].map(({ id, entry }) => (
    { path: id, finding: /AwsSolutions-\w+(\[[^\]]*\])?/.exec(String(entry.data))![0] }
  ));
}

test('cdk-nag finds nothing but what is accepted with a reason', () => {
  expect(nagged([...ACCEPTED, ...OF_OLDER_CDKS])).toEqual([]);
});

test('nor does it in a stack that follows a secret, but for what it finds of every identity with a zone', () => {
  const app = new App();
  const stack = new Stack(app, 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
  const secret = Secret.fromSecretCompleteArn(stack, 'Secret', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:dkim-AbCdEf');
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  new DomainIdentity(stack, 'News', {
    domainName: 'example.com', dkim: Dkim.byoDkim({ key: DkimKey.followSecret(secret) }), dns: DomainDns.hostedZone(zone),
  });
  const accepted = ACCEPTED.filter(({ path }) => !path.includes('Secret-Generated'));
  expect(naggedIn(stack, [...accepted, ...OF_OLDER_CDKS, ...runtimes(['/Mail/News/Following/Function'])])).toEqual([]);
});

test('nothing is accepted that cdk-nag would not find', () => {
  expect(nagged(OF_OLDER_CDKS)).toHaveLength(ACCEPTED.length);
});

test('nor does it in a stack that waits', () => {
  const accepted = [...ACCEPTED, ...ACCEPTED_TO_WAIT, ...OF_OLDER_CDKS, ...OF_OLDER_CDKS_TO_WAIT];
  const wait = { waitForVerification: Duration.hours(1) };
  expect(nagged(accepted, wait)).toEqual([]);
  const findings = nagged([...OF_OLDER_CDKS, ...OF_OLDER_CDKS_TO_WAIT], wait);
  expect(findings).toHaveLength([...ACCEPTED, ...ACCEPTED_TO_WAIT].flatMap(({ appliesTo = [''] }: Acceptance) => appliesTo).length);
});

test('nor in one with a MAIL FROM domain and DMARC', () => {
  const mail = { mailFrom: { subdomain: 'bounce' }, dmarc: {} };
  expect(nagged([...ACCEPTED, ...ACCEPTED_FOR_MAIL, ...OF_OLDER_CDKS], mail)).toEqual([]);
  expect(nagged(OF_OLDER_CDKS, mail)).toHaveLength([...ACCEPTED, ...ACCEPTED_FOR_MAIL].length);
});
