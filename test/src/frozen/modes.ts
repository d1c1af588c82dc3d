import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DmarcPolicy, DomainDns, DomainDnsRole, ExistingIdentity } from '../../../src';
import { DOMAIN, type Mail } from '../fixture';

const generated = (options?: Parameters<typeof DkimKey.generate>[0]) => DkimKey.generate(options);
const secret = ({ stack }: Mail) => Secret.fromSecretNameV2(stack, 'Secret', 'dkim');

/** What users deploy: each makes a stack, in which everything that is frozen has its usual ids. */
export const MODES: Readonly<Record<string, (mail: Mail) => unknown>> = {
  'easy-dkim': (mail) => mail.identity({ dns: mail.dns() }),
  'manual-dns': (mail) => mail.identity(),
  'own-key': (mail) => mail.identity({ dns: mail.dns(), dkim: Dkim.byoDkim({ key: mail.key('mail2027'), alsoPublish: [mail.key('mail2026')] }) }),
  'generated-key': (mail) => mail.identity({ dns: mail.dns(), dkim: Dkim.byoDkim({ key: generated() }) }),
  'rotated-key': (mail) => mail.identity({ dns: mail.dns(), dkim: Dkim.byoDkim({ key: generated(), rotation: {} }) }),
  'rotated-key-of-two-regions': (mail) => mail.identity({
    dns: mail.dns(),
    dkim: Dkim.byoDkim({ key: generated({ secretName: 'dkim/example.com', replicaRegions: [{ region: 'us-east-1' }] }), rotation: {} }),
  }),
  'followed-secret': (mail) => mail.identity({ dns: mail.dns(), dkim: Dkim.byoDkim({ key: DkimKey.followSecret(secret(mail)) }) }),
  'byodkim-replica': (mail) => mail.identity({ dkim: Dkim.byoDkimReplica({ secret: secret(mail) }) }),
  'deterministic-easy-dkim': (mail) => mail.identity({ dkim: Dkim.deterministicEasyDkim({ parentRegion: 'us-east-1' }) }),
  'delegated-by-cname': (mail) => mail.identity({
    dkim: Dkim.byoDkim({ key: generated(), rotation: {} }), dns: DomainDns.delegatedByCname(mail.zone('dkim.example.net')),
  }),
  'cross-account': (mail) => mail.identity({
    dns: DomainDns.crossAccountHostedZone({
      hostedZoneId: 'Z1', zoneName: DOMAIN, role: iam.Role.fromRoleArn(mail.stack, 'DnsRole', 'arn:aws:iam::444455556666:role/dns'),
    }),
  }),
  'domain-dns-role': (mail) => new DomainDnsRole(mail.stack, 'MailDns', {
    zone: mail.zone(), domainName: DOMAIN, trusted: new iam.AccountPrincipal('444455556666'), mailFromSubdomain: 'bounce', dmarc: true,
  }),
  'all-settings': (mail) => mail.identity({
    dns: mail.dns(),
    mailFrom: { subdomain: 'bounce' },
    dmarc: { policy: DmarcPolicy.REJECT, aggregateReports: [`dmarc@${DOMAIN}`] },
    existingIdentity: ExistingIdentity.ADOPT,
    signingEnabled: false,
    feedbackForwarding: false,
    waitForVerification: Duration.minutes(10),
    overlap: Duration.days(7),
    removalPolicy: RemovalPolicy.RETAIN,
  }),
};
