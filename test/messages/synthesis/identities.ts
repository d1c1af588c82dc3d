import { CfnOutput, Duration, Tags } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Program } from './program';
import { Dkim, DkimKey, DomainAlarm, DomainIdentity } from '../../../src';
import { KEY_LINE, type Mistakes, PEM } from '../mistakes';

export const domains: Mistakes<Program> = {
  'no properties': (program) => program.untyped(undefined),
  'properties that are a string': (program) => program.untyped('example.com'),
  'no domain': (program) => program.untyped({}),
  'a domain under another name': (program) => program.untyped({ domain: 'example.com' }),
  'a domain that is a number': (program) => program.untyped({ domainName: 1 }),
  'a domain that is a list': (program) => program.untyped({ domainName: ['example.com'] }),
  'an empty domain': (program) => program.untyped({ domainName: '' }),
  'a blank domain': (program) => program.untyped({ domainName: '  ' }),
  'capitals': (program) => program.untyped({ domainName: 'Mail.Example.com' }),
  'a trailing dot': (program) => program.untyped({ domainName: 'example.com.' }),
  'a leading dot': (program) => program.untyped({ domainName: '.example.com' }),
  'blanks around it': (program) => program.untyped({ domainName: ' example.com ' }),
  'a new line at its end': (program) => program.untyped({ domainName: 'example.com\n' }),
  'a URL': (program) => program.untyped({ domainName: 'https://example.com/path' }),
  'a mail address': (program) => program.untyped({ domainName: 'info@example.com' }),
  'letters that are not ASCII': (program) => program.untyped({ domainName: 'bücher.example' }),
  'an IP address': (program) => program.untyped({ domainName: '192.0.2.1' }),
  'a wildcard': (program) => program.untyped({ domainName: '*.example.com' }),
  'an underscore': (program) => program.untyped({ domainName: '_domainkey.example.com' }),
  'a label that is too long': (program) => program.untyped({ domainName: `${'a'.repeat(64)}.com` }),
  'one label': (program) => program.untyped({ domainName: 'localhost' }),
  'two dots': (program) => program.untyped({ domainName: 'example..com' }),
  'a private key as the domain': (program) => program.untyped({ domainName: PEM }),
  'a private key in base64 as the domain': (program) => program.untyped({ domainName: KEY_LINE }),
  'a name that is too long for Easy DKIM': (program) => program.untyped({ domainName: `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(30)}.com` }),
  'the same domain twice': (program) => [program.having({}), program.untyped({ domainName: 'example.com' }, 'Again')],
  'an import without a domain': ({ stack }) => DomainIdentity.fromDomainName(stack, 'Imported', undefined as never),
  'an import in capitals': ({ stack }) => DomainIdentity.fromDomainName(stack, 'Imported', 'Example.com'),
};

export const settings: Mistakes<Program> = {
  '`dkim` that is options': (program) => program.having({ dkim: { key: DkimKey.generate() } }),
  '`dkim` that is a key': (program) => program.having({ dkim: DkimKey.generate() }),
  '`dkim` that is null': (program) => program.having({ dkim: null }),
  '`dkim` that is made by hand': (program) => program.having({ dkim: { _bind: () => ({}) } }),
  '`dns` that is a zone': (program) => program.having({ dns: program.zoneOfDomain }),
  '`dns` that is a string': (program) => program.having({ dns: 'route53' }),
  '`existingIdentity` in small letters': (program) => program.having({ existingIdentity: 'adopt' }),
  '`existingIdentity` that is unknown': (program) => program.having({ existingIdentity: 'REPLACE' }),
  '`existingIdentity` that is a token': (program) => program.having({ existingIdentity: program.parameter().valueAsString }),
  '`signingEnabled` that is a string': (program) => program.having({ signingEnabled: 'false' }),
  '`signingEnabled` that is a token': (program) => program.having({ signingEnabled: program.parameter() }),
  '`feedbackForwarding` that is a number': (program) => program.having({ feedbackForwarding: 0 }),
  'a configuration set that is a string': (program) => program.having({ configurationSet: 'mine' }),
  'a configuration set without a name': (program) => (
    program.having({ configurationSet: ses.ConfigurationSet.fromConfigurationSetName(program.stack, 'Set', ' ') })
  ),
  'a configuration set with a blank in its name': (program) => (
    program.having({ configurationSet: ses.ConfigurationSet.fromConfigurationSetName(program.stack, 'Set', 'my set') })
  ),
  '`overlap` that is a number': (program) => program.having({ overlap: 14 }),
  '`overlap` of NaN': (program) => program.having({ overlap: Duration.days(NaN) }),
  '`overlap` without an end': (program) => program.having({ overlap: Duration.days(Infinity) }),
  '`overlap` of a part of a day': (program) => program.having({ overlap: Duration.hours(25) }),
  '`overlap` that is too long': (program) => program.having({ overlap: Duration.days(1001) }),
  '`overlap` that is a token': (program) => program.having({ overlap: Duration.days(program.number()) }),
  'no wait at all': (program) => program.having({ waitForVerification: Duration.seconds(0) }),
  'a wait that is too long': (program) => program.having({ waitForVerification: Duration.minutes(41) }),
  'a wait of NaN': (program) => program.having({ waitForVerification: Duration.minutes(NaN) }),
  'a wait that is a number': (program) => program.having({ waitForVerification: 600 }),
  'a wait that is a token in minutes': (program) => program.having({ waitForVerification: Duration.minutes(program.number()) }),
  '`removalPolicy` in words': (program) => program.having({ removalPolicy: 'delete' }),
  '`removalPolicy` in capitals': (program) => program.having({ removalPolicy: 'RETAIN' }),
  '`removalPolicy` with a snapshot': (program) => program.having({ removalPolicy: 'snapshot' }),
};

export const methods: Mistakes<Program> = {
  '`applyRemovalPolicy` with a snapshot': (program) => program.having({}).applyRemovalPolicy('snapshot' as never),
  '`applyRemovalPolicy` with a wrong word': (program) => program.having({}).applyRemovalPolicy('keep' as never),
  '`grantSendEmail` to nobody': (program) => program.having({}).grantSendEmail(undefined as never),
  '`grantSendEmail` to an ARN': (program) => program.having({}).grantSendEmail('arn:aws:iam::111122223333:role/mailer' as never),
  '`grantSendEmail` of an import to nobody': ({ stack }) => DomainIdentity.fromDomainName(stack, 'Imported', 'example.com').grantSendEmail(undefined as never),
  '`grantReadKey` without a generated key': (program) => program.having({}).grantReadKey(program.account),
  '`grantReadKey` to an ARN': (program) => program.generated({}).grantReadKey('arn:aws:iam::111122223333:role/mailer' as never),
};

export const monitoring: Mistakes<Program> = {
  'a metric of a MAIL FROM domain that there is not': (program) => program.having({}).metricMailFromVerified(),
  'a metric of DMARC that is not asked for': (program) => program.having({}).metricDmarcServed(),
  'a metric with a period that is a number': (program) => program.having({}).metricDkimVerified({ period: 300 as never }),
  'a metric with a statistic that is a number': (program) => program.having({}).metricDkimVerified({ statistic: 99 as never }),
  'a metric with options that are a string': (program) => program.having({}).metricKeyAge('Maximum' as never),
  'a sum that there is not': (program) => DomainIdentity.metricAll(program.having({}), 'Errors'),
  'no sum': (program) => DomainIdentity.metricAll(program.having({}), undefined as never),
  'alarms that are a topic': (program) => program.having({}).addAlarms('arn:aws:sns:eu-west-1:111122223333:on-call' as never),
  'an action that is an ARN': (program) => program.having({}).addAlarms({ actions: ['arn:aws:sns:eu-west-1:111122223333:on-call' as never] }),
  'an action that is no list': (program) => program.having({}).addAlarms({ okActions: {} as never }),
  'an alarm that there is not': (program) => program.having({}).addAlarms({ alarms: ['keyTooOld' as never] }),
  'an alarm that the identity cannot have': (program) => program.having({}).addAlarms({ alarms: [DomainAlarm.MAIL_FROM_NOT_VERIFIED] }),
  'an alarm on the age of a key that nobody rotates': (program) => program.having({}).addAlarms({ alarms: [DomainAlarm.KEY_TOO_OLD] }),
  'an age of a part of a day': (program) => program.having({}).addAlarms({ longestKeyAge: Duration.hours(5) }),
  'an age that is a number': (program) => program.having({}).addAlarms({ longestKeyAge: 90 as never }),
  'alarms twice': (program) => {
    const identity = program.having({});
    return [identity.addAlarms(), identity.addAlarms()];
  },
};

export const tags: Mistakes<Program> = {
  'a tag of the library': (program) => Tags.of(program.having({})).add('cdk-ses-dkim:owner', 'me'),
  'a tag of AWS': (program) => Tags.of(program.having({})).add('AWS:owner', 'me'),
  'a tag without a key': (program) => Tags.of(program.having({})).add('', 'me'),
  'a key that is too long': (program) => Tags.of(program.having({})).add('k'.repeat(129), 'me'),
  'a value that is too long': (program) => Tags.of(program.having({})).add('team', 'v'.repeat(257)),
  'a character that AWS refuses': (program) => Tags.of(program.having({})).add('team', 'a;b'),
  'too many tags': (program) => {
    const identity = program.having({});
    Array.from({ length: 31 }, (_, index) => Tags.of(identity).add(`tag-${index}`, 'x'));
  },
};

export const ids: Mistakes<Program> = {
  'something else under the id of the functions': (program) => [new Bucket(program.stack, 'CdkSesDkim'), program.having({})],
  'an identity under the id of the functions': (program) => program.untyped({ domainName: 'example.com' }, 'CdkSesDkim'),
  'something else under the id of `emailIdentity`': (program) => {
    const identity = program.having({});
    new CfnOutput(identity, 'EmailIdentity', { value: 'mine' });
    return identity.emailIdentity;
  },
  'one generated key for two identities': (program) => {
    const dkim = Dkim.byoDkim({ key: DkimKey.generate() });
    return [program.having({ dkim }), program.untyped({ domainName: 'example.org', dkim }, 'Other')];
  },
};
