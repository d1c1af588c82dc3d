import { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type { Program } from './program';
import { DomainDns, DomainDnsRole } from '../../../src';
import type { Mistakes } from '../mistakes';

const inZone = (program: Program, zone: unknown) => program.having({ dns: DomainDns.hostedZone(zone as never) });

export const zones: Mistakes<Program> = {
  'a zone that is an id': (program) => inZone(program, 'Z0123456789ABC'),
  'no zone': (program) => inZone(program, undefined),
  'a zone that is imported without a name': (program) => inZone(program, route53.HostedZone.fromHostedZoneId(program.stack, 'NoName', 'Z1')),
  'a zone of another domain': (program) => inZone(program, program.named('example.org')),
  'a zone that only ends alike': (program) => inZone(program, program.named('ample.com')),
  'a zone with an empty name': (program) => inZone(program, program.named('')),
  'a zone with blanks around its name': (program) => inZone(program, program.named(' example.com')),
  'a private zone': (program) => (
    inZone(program, new route53.PrivateHostedZone(program.stack, 'Private', { zoneName: 'example.com', vpc: new Vpc(program.stack, 'Vpc') }))
  ),
  'a zone that becomes private': (program) => {
    const zone = new route53.HostedZone(program.stack, 'Zone', { zoneName: 'example.com' });
    inZone(program, zone);
    zone.addVpc(new Vpc(program.stack, 'Vpc'));
  },
  'a zone of another account': (program) => {
    const dns = new Stack(program.stack.node.root, 'Dns', { env: { account: '444455556666', region: 'eu-west-1' } });
    return inZone(program, new route53.PublicHostedZone(dns, 'Zone', { zoneName: 'example.com' }));
  },
  'the id of a VPC': (program) => inZone(program, program.zone('example.com', 'vpc-0123456789')),
  'an ARN as the id': (program) => inZone(program, program.zone('example.com', 'arn:aws:route53:::hostedzone/Z0123456789ABC')),
  'an id in small letters': (program) => inZone(program, program.zone('example.com', 'z0123456789abc')),
  'an id with a blank': (program) => inZone(program, program.zone('example.com', 'Z0123456789ABC ')),
  'an empty id': (program) => inZone(program, program.zone('example.com', '')),
  'a MAIL FROM domain in a zone of `_domainkey`': (program) => (
    program.having({ dns: DomainDns.hostedZone(program.named('_domainkey.example.com')), mailFrom: { subdomain: 'bounce' } })
  ),
  'an output that is a string': (program) => program.having({ dns: DomainDns.manual({ output: 'no' } as never) }),
  'manual records with options that are `false`': (program) => program.having({ dns: DomainDns.manual(false as never) }),
};

export const otherAccounts: Mistakes<Program> = {
  'no options': (program) => program.having({ dns: DomainDns.crossAccountHostedZone(undefined as never) }),
  'no id': (program) => program.elsewhere({ hostedZoneId: undefined }),
  'an empty id': (program) => program.elsewhere({ hostedZoneId: '' }),
  'no name': (program) => program.elsewhere({ zoneName: undefined }),
  'a name with letters that are not ASCII': (program) => (
    program.untyped({
      domainName: 'xn--bcher-kva.example',
      dns: DomainDns.crossAccountHostedZone({
        hostedZoneId: 'Z1', zoneName: 'bücher.example', role: iam.Role.fromRoleArn(program.stack, 'Role', 'arn:aws:iam::444455556666:role/cdk-ses-dkim-x'),
      }),
    })
  ),
  'a role that is an ARN': (program) => program.elsewhere({ role: 'arn:aws:iam::444455556666:role/dns' }),
  'a role with an empty name': (program) => program.elsewhere({ role: iam.Role.fromRoleName(program.stack, 'Nameless', '') }),
  'a role in another partition': (program) => program.elsewhere({ role: iam.Role.fromRoleArn(program.stack, 'China', 'arn:aws-cn:iam::444455556666:role/dns') }),
  'the role\'s construct instead of the role': (program) => program.elsewhere({ role: program.role() }),
  'a role without properties': ({ stack }) => new DomainDnsRole(stack, 'MailDns', undefined as never),
  'a role without a zone': (program) => program.role({ zone: undefined }),
  'a role with a zone that is an id': (program) => program.role({ zone: 'Z1' }),
  'a role with a zone of another domain': (program) => program.role({ domainName: 'example.org' }),
  'a role for a domain in capitals': (program) => program.role({ domainName: 'Example.com' }),
  'a role that trusts an account id': (program) => program.role({ trusted: '111122223333' }),
  'a role that trusts a pattern of roles': (program) => program.role({ trusted: new iam.ArnPrincipal('arn:aws:iam::111122223333:role/platform/*') }),
  'a role that trusts with a condition of its own': (program) => program.role({
    trusted: program.account.withConditions({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/deploy' } }),
  }),
  'a role for DMARC in a zone of `_domainkey`': (program) => program.role({ zone: program.named('_domainkey.example.com'), dmarc: true }),
  'a role that trusts everybody': (program) => program.role({ trusted: new iam.AnyPrincipal() }),
  'a role that trusts an account of four digits': (program) => program.role({ trusted: new iam.AccountPrincipal('1234') }),
  'a role that trusts what is no ARN': (program) => program.role({ trusted: new iam.ArnPrincipal('deploy') }),
  'a user as the role': (program) => (
    program.elsewhere({ role: iam.Role.fromRoleArn(program.stack, 'User', 'arn:aws:iam::444455556666:user/me') })
  ),
  'a role in an account of four digits': (program) => (
    program.elsewhere({ role: iam.Role.fromRoleArn(program.stack, 'Short', 'arn:aws:iam::1234:role/dns') })
  ),
  'a role that trusts a service': (program) => program.role({ trusted: new iam.ServicePrincipal('lambda.amazonaws.com') }),
  'a role with a name that IAM refuses': (program) => program.role({ roleName: 'dns role' }),
  'a role with a name that is too long': (program) => program.role({ roleName: 'r'.repeat(65) }),
  'a role with a name from a long domain': (program) => program.role({ domainName: `${'a'.repeat(60)}.example.com` }),
  'a role with `dmarc` that is options': (program) => program.role({ dmarc: {} }),
  'a role with a whole name as the subdomain': (program) => program.role({ mailFromSubdomain: 'bounce.example.com' }),
  'a role with a pattern as the subdomain': (program) => program.role({ mailFromSubdomain: '*' }),
};

export const delegation: Mistakes<Program> = {
  'no zone': (program) => program.delegated(undefined),
  'a zone of the domain': (program) => program.delegated(program.zoneOfDomain),
  'a zone without a name behind CNAMEs': (program) => program.delegated(program.named('')),
  'options that are selectors': (program) => program.delegated(program.named('example.net'), ['a', 'b']),
  'one selector': (program) => program.delegated(program.named('example.net'), { selectors: ['a'] }),
  'selectors that are a string': (program) => program.delegated(program.named('example.net'), { selectors: 'a,b' }),
  'selectors that are a token': (program) => program.delegated(program.named('example.net'), { selectors: program.list() }),
  'the same selector twice': (program) => program.delegated(program.named('example.net'), { selectors: ['a', 'A'] }),
  'a selector with a dot': (program) => program.delegated(program.named('example.net'), { selectors: ['a', 'b.c'] }),
  'a selector that is null': (program) => program.delegated(program.named('example.net'), { selectors: ['a', null] }),
  'a selector as generated keys have them': (program) => program.delegated(program.named('example.net'), { selectors: ['a', 's0123456789abcdef'] }),
  'Easy DKIM': (program) => program.having({ dns: DomainDns.delegatedByCname(program.named('example.net')) }),
};

export const mail: Mistakes<Program> = {
  'a MAIL FROM domain that is a string': (program) => program.having({ mailFrom: 'bounce' }),
  'a MAIL FROM domain that is null': (program) => program.having({ mailFrom: null }),
  'no subdomain': (program) => program.having({ mailFrom: {} }),
  'an empty subdomain': (program) => program.having({ mailFrom: { subdomain: '' } }),
  'a whole name as the subdomain': (program) => program.having({ mailFrom: { subdomain: 'bounce.example.com' } }),
  'a subdomain with a dot at its end': (program) => program.having({ mailFrom: { subdomain: 'bounce.' } }),
  'a subdomain in capitals': (program) => program.having({ mailFrom: { subdomain: 'Bounce' } }),
  'a subdomain with a blank': (program) => program.having({ mailFrom: { subdomain: 'bounce ' } }),
  'the domain itself': (program) => program.having({ mailFrom: { subdomain: 'example.com' } }),
  'a behavior in small letters': (program) => program.having({ mailFrom: { subdomain: 'bounce', behaviorOnMxFailure: 'reject_message' } }),
  'a behavior that is unknown': (program) => program.having({ mailFrom: { subdomain: 'bounce', behaviorOnMxFailure: 'RETRY' } }),
  'DMARC that is `true`': (program) => program.having({ dmarc: true }),
  'DMARC that is a record': (program) => program.having({ dmarc: 'v=DMARC1; p=none' }),
  'a policy in capitals': (program) => program.having({ dmarc: { policy: 'Reject' } }),
  'a policy that is unknown': (program) => program.having({ dmarc: { policy: 'block' } }),
  'a policy for subdomains that is a number': (program) => program.having({ dmarc: { subdomainPolicy: 1 } }),
  'one address without a list': (program) => program.having({ dmarc: { aggregateReports: 'dmarc@example.com' } }),
  'an address with `mailto:`': (program) => program.having({ dmarc: { aggregateReports: ['mailto:dmarc@example.com'] } }),
  'an address with a name': (program) => program.having({ dmarc: { failureReports: ['Reports <dmarc@example.com>'] } }),
  'an address with a comma': (program) => program.having({ dmarc: { aggregateReports: ['a@example.com,b@example.com'] } }),
  'an address that is a number': (program) => program.having({ dmarc: { aggregateReports: [1] } }),
  'addresses that are a token': (program) => program.having({ dmarc: { aggregateReports: program.list() } }),
  'too many addresses': (program) => program.having({ dmarc: { aggregateReports: Array.from({ length: 60 }, (_, index) => `address-${index}@example.com`) } }),
};
