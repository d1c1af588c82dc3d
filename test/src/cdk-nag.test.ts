import { Aspects, Duration, type IAspect } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AwsSolutionsChecks, HIPAASecurityChecks, NagSuppressions, NIST80053R5Checks } from 'cdk-nag';
import { Mail } from './fixture';
import { Dkim, DkimKey, DomainIdentityHandler } from '../../src';

interface Acceptance {
  readonly path: string;
  readonly id: string;
  readonly appliesTo?: string[];
  readonly reason: string;
}

/** What is left to accept, path by path, with the reason: what a user of cdk-nag has to write down too. */
const ACCEPTED: Acceptance[] = [
  ...['DeployRole', 'WatchRole'].flatMap((role) => [
    ['arn:*:ses:eu-west-1:111122223333:identity/*', 'bound by condition to identities that carry this stack\'s tag, or to our own tags'],
    ['arn:*:ses:eu-west-1:111122223333:configuration-set/*', 'the second resource of a call: the statement for the identity bounds it'],
    ['arn:*:ses:*:111122223333:identity/*', 'reading tells whose an identity is, and a key may be in use in any Region'],
    ['*', 'reading of records and changes of Route 53, and of the DKIM status of many identities at a time, has no resource or condition'],
    ['arn:*:route53:::hostedzone/*', 'bound by condition to deletions of three types, and to the record that remembers what was published'],
    ['arn:*:iam::*:role/cdk-ses-dkim*', 'roles of the library in the accounts of hosted zones: each has a trust policy of its own'],
    ['arn:*:secretsmanager:eu-west-1:111122223333:secret:*', 'bound by condition to secrets that this stack made for keys'],
  ].map(([resource, reason]) => ({ path: `/Mail/CdkSesDkim/${role}/Resource`, id: 'AwsSolutions-IAM5', appliesTo: [`Resource::${resource}`], reason }))),
  {
    path: '/Mail/CdkSesDkim/Domains/1',
    id: 'AwsSolutions-IAM5',
    appliesTo: ['Resource::arn:*:route53:::hostedzone/Z1'],
    reason: 'the wildcard stands for the partition, of which an account has one',
  },
  {
    path: '/Mail/CdkSesDkim/Domains/1',
    id: 'AwsSolutions-IAM5',
    appliesTo: ['Resource::arn:*:secretsmanager:*:*:secret:dkim/mail2026-??????'],
    reason: 'the wildcards keep the list short: a secret of another account or Region is open only if that lets the function in',
  },
  {
    path: '/Mail/generated/Key/Resource',
    id: 'AwsSolutions-SMG4',
    reason: 'SES has a copy of the key, so a new value in the secret alone would change nothing: `rotation` changes both',
  },
];

function nagged(accepted: Acceptance[]): string[] {
  const mail = new Mail();
  mail.identity({ dns: mail.dns(), mailFrom: { subdomain: 'bounce' }, dmarc: {}, waitForVerification: Duration.minutes(40) }, 'Easy');
  const signedWith = (key: DkimKey, id: string, rotation?: {}) => mail.identity({ domainName: `${id}.example.com`, dns: mail.dns(), dkim: Dkim.byoDkim({ key, rotation }) }, id);
  signedWith(mail.key('mail2026'), 'own');
  signedWith(DkimKey.generate(), 'generated');
  signedWith(DkimKey.generate(), 'rotated', {});
  signedWith(DkimKey.followSecret(Secret.fromSecretCompleteArn(mail.stack, 'Followed', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:dkim-AbCdEf')), 'followed');
  Aspects.of(mail.stack).add(new AwsSolutionsChecks({ verbose: true }));
  for (const { path, ...suppression } of accepted) {
    NagSuppressions.addResourceSuppressionsByPath(mail.stack, path, [suppression]);
  }
  return found(mail);
}

function found({ stack }: Mail): string[] {
  const annotations = Annotations.fromStack(stack);
  const any = Match.stringLikeRegexp('(AwsSolutions|HIPAA\\.Security|NIST\\.800\\.53\\.R5)-.*');
  return [...annotations.findError('*', any), ...annotations.findWarning('*', any)].map(({ id, entry }) => (
    `${id} ${/[\w.]+-\w+(\[[^\]]*\])?/.exec(String(entry.data))![0]}`
  ));
}

test('cdk-nag finds nothing but what is accepted with a reason', () => {
  expect(nagged(ACCEPTED)).toEqual([]);
});

test('nothing is accepted that cdk-nag would not find', () => {
  expect(nagged([])).toHaveLength(ACCEPTED.length);
});

describe.each<[string, IAspect, string]>([
  ['HIPAA', new HIPAASecurityChecks({ verbose: true }), 'HIPAA.Security'],
  ['NIST 800-53 rev 5', new NIST80053R5Checks({ verbose: true }), 'NIST.800.53.R5'],
])('%s', (_, checks, prefix) => {
  // As docs/enterprise.md says.
  const configured = (suppress: boolean) => {
    const mail = new Mail();
    const { stack } = mail;
    const key = kms.Key.fromKeyArn(stack, 'Kms', 'arn:aws:kms:eu-west-1:111122223333:key/k');
    DomainIdentityHandler.configure(stack, {
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-1'] }),
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
      logEncryptionKey: key,
      reservedConcurrentExecutions: 2,
    });
    mail.identity({ dns: mail.dns(), dkim: Dkim.byoDkim({ key: DkimKey.generate({ encryptionKey: key }), rotation: {} }) });
    Aspects.of(stack).add(checks);
    if (suppress) {
      NagSuppressions.addResourceSuppressions(stack.node.findChild('CdkSesDkim'), [
        { id: `${prefix}-LambdaDLQ`, reason: 'CloudFormation waits for `deploy` and fails; the clock repeats what `watch` does' },
        { id: `${prefix}-IAMNoInlinePolicy`, reason: 'the policy is part of the role, and nobody else may have it' },
      ], true);
    }
    return found(mail);
  };

  test('leaves two rules to accept, if the functions are configured', () => {
    expect(configured(false).sort()).toEqual([
      `/Mail/CdkSesDkim/Deploy/Resource ${prefix}-LambdaDLQ`,
      `/Mail/CdkSesDkim/DeployRole/Resource ${prefix}-IAMNoInlinePolicy`,
      `/Mail/CdkSesDkim/Watch/Resource ${prefix}-LambdaDLQ`,
      `/Mail/CdkSesDkim/WatchRole/Resource ${prefix}-IAMNoInlinePolicy`,
    ]);
    expect(configured(true)).toEqual([]);
  });
});
