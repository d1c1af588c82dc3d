import { Duration } from 'aws-cdk-lib';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Program } from './program';
import { Dkim, DkimKey, DomainDns } from '../../../src';
import { KEY_LINE, type Mistakes, PEM } from '../mistakes';

const parent = (program: Program, parentRegion: unknown) => program.having({ dkim: Dkim.deterministicEasyDkim({ parentRegion } as never) });

export const signing: Mistakes<Program> = {
  'Easy DKIM with options that are a string': (program) => program.easy('RSA_2048_BIT'),
  'Easy DKIM with a length in bits': (program) => program.easy({ signingKeyLength: 2048 }),
  'Easy DKIM with a length of the wrong name': (program) => program.easy({ signingKeyLength: 'rsa-2048-bit' }),
  'BYODKIM without options': (program) => program.byo(undefined),
  'BYODKIM without a key': (program) => program.byo({}),
  'BYODKIM with a secret as its key': (program) => program.byo({ key: program.secret }),
  'BYODKIM with a private key as its key': (program) => program.byo({ key: PEM }),
  'one key as `alsoPublish`': (program) => program.byo({ key: program.key('a'), alsoPublish: program.key('b') }),
  'a secret in `alsoPublish`': (program) => program.byo({ key: program.key('a'), alsoPublish: [program.secret] }),
  'too many keys in `alsoPublish`': (program) => program.byo({ key: program.key('a'), alsoPublish: ['b', 'c', 'd', 'e', 'f'].map((name) => program.key(name)) }),
  'one selector twice': (program) => program.byo({ key: program.key('mail'), alsoPublish: [program.key('Mail')] }),
  'two generated keys': (program) => program.byo({ key: DkimKey.generate(), alsoPublish: [DkimKey.generate()] }),
  'a followed key beside another': (program) => program.byo({ key: program.key('a'), alsoPublish: [DkimKey.followSecret(program.secret)] }),
  'a replica that is a name': (program) => program.having({ dkim: Dkim.byoDkimReplica({ secret: 'dkim' as never }) }),
  'a replica of another Region': (program) => program.having({
    dkim: Dkim.byoDkimReplica({ secret: Secret.fromSecretCompleteArn(program.stack, 'There', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:dkim-AbCdEf') }),
  }),
  'a parent that is nowhere': (program) => parent(program, undefined),
  'a parent that is empty': (program) => parent(program, ''),
  'a parent that is this Region': (program) => parent(program, 'eu-west-1'),
  'a parent by the name of a city': (program) => parent(program, 'Ireland'),
  'a parent with swapped letters': (program) => parent(program, 'eu-wset-1'),
  'a parent with a missing letter': (program) => parent(program, 'us-eat-1'),
  'a parent in capitals': (program) => parent(program, 'US-EAST-1'),
  'a parent that is an availability zone': (program) => parent(program, 'us-east-1a'),
  'a parent with underscores': (program) => parent(program, 'us_east_1'),
  'a parent in another partition': (program) => parent(program, 'cn-north-1'),
};

export const storedKeys: Mistakes<Program> = {
  'a private key as the secret': (program) => program.stored(PEM, { selector: 'mail' }),
  'no secret': (program) => program.stored(undefined, { selector: 'mail' }),
  'no options': (program) => program.stored(program.secret, undefined),
  'a selector as the options': (program) => program.stored(program.secret, 'mail'),
  'no selector': (program) => program.stored(program.secret, {}),
  'an empty selector': (program) => program.stored(program.secret, { selector: '' }),
  'a selector with blanks': (program) => program.stored(program.secret, { selector: ' mail ' }),
  'a selector with an underscore': (program) => program.stored(program.secret, { selector: 'my_selector' }),
  'the whole name as the selector': (program) => program.stored(program.secret, { selector: 'mail._domainkey.example.com' }),
  'two labels as the selector': (program) => program.stored(program.secret, { selector: 'a.b' }),
  'a private key as the selector': (program) => program.stored(program.secret, { selector: KEY_LINE }),
  'a selector that is too long': (program) => program.stored(program.secret, { selector: 's'.repeat(64) }),
  'a selector that is a number': (program) => program.stored(program.secret, { selector: 2026 }),
  'an empty `jsonField`': (program) => program.stored(program.secret, { selector: 'mail', jsonField: '' }),
  'a `jsonField` that is a number': (program) => program.stored(program.secret, { selector: 'mail', jsonField: 1 }),
  'a blank `versionId`': (program) => program.stored(program.secret, { selector: 'mail', versionId: ' ' }),
  'a staging label as the `versionId`': (program) => program.stored(program.secret, { selector: 'mail', versionId: 'AWSCURRENT' }),
  'a secret whose name no secret has': (program) => program.stored(Secret.fromSecretNameV2(program.stack, 'Blank', 'my key'), { selector: 'mail' }),
  'a secret without a name': (program) => program.stored(Secret.fromSecretNameV2(program.stack, 'Empty', ''), { selector: 'mail' }),
  'a secret of another Region': (program) => program.stored(
    Secret.fromSecretCompleteArn(program.stack, 'There', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:dkim-AbCdEf'), { selector: 'mail' },
  ),
  'a KMS key by its alias': (program) => program.stored(Secret.fromSecretAttributes(program.stack, 'Sealed', {
    secretCompleteArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:dkim-AbCdEf',
    encryptionKey: Alias.fromAliasName(program.stack, 'Alias', 'alias/dkim'),
  }), { selector: 'mail' }),
  'a KMS key of another Region': (program) => program.stored(Secret.fromSecretAttributes(program.stack, 'Sealed', {
    secretCompleteArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:dkim-AbCdEf',
    encryptionKey: Key.fromKeyArn(program.stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/one'),
  }), { selector: 'mail' }),
};

export const followedKeys: Mistakes<Program> = {
  'a private key to follow': (program) => program.followed(PEM),
  'options that are a string': (program) => program.followed(program.secret, 'privateKey'),
  'an empty `selectorField`': (program) => program.followed(program.secret, { selectorField: '' }),
  'one field for both': (program) => program.followed(program.secret, { jsonField: 'selector' }),
  'a secret of another account': (program) => program.followed(
    Secret.fromSecretCompleteArn(program.stack, 'There', 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:dkim-AbCdEf'),
  ),
  'nobody to publish the next key': (program) => program.followed(program.secret, {}, {}),
  'a rotation of its own': (program) => program.byo({ key: DkimKey.followSecret(program.secret), rotation: {} }),
};

export const generatedKeys: Mistakes<Program> = {
  'options that are a number': (program) => program.generated(2048),
  'a length that SES does not take': (program) => program.generated({ keyLength: 4096 }),
  'a length that is a string': (program) => program.generated({ keyLength: '2048' }),
  'a length of NaN': (program) => program.generated({ keyLength: NaN }),
  'a length that is a token': (program) => program.generated({ keyLength: program.number() }),
  'a KMS key that is an ARN': (program) => program.generated({ encryptionKey: 'arn:aws:kms:eu-west-1:111122223333:key/1' }),
  'an empty name of the secret': (program) => program.generated({ secretName: '' }),
  'a name that Secrets Manager refuses': (program) => program.generated({ secretName: 'my dkim' }),
  'a wrong `removalPolicy`': (program) => program.generated({ removalPolicy: 'snapshot' }),
  'a Region without a list': (program) => program.generated({ replicaRegions: 'us-east-1' }, {}),
  'Regions that are strings': (program) => program.generated({ replicaRegions: ['us-east-1'] }, {}),
  'the Region of the stack': (program) => program.generated({ replicaRegions: [{ region: 'eu-west-1' }] }, {}),
  'a Region twice': (program) => program.generated({ replicaRegions: [{ region: 'us-east-1' }, { region: 'us-east-1' }] }, {}),
  'a Region that is misspelled': (program) => program.generated({ replicaRegions: [{ region: 'us-esat-1' }] }, {}),
  'a KMS key that is not in the Region of its replica': (program) => program.generated({
    replicaRegions: [{ region: 'us-east-1', encryptionKey: new Key(program.stack, 'Kms') }],
  }, {}),
  'Regions that are a token': (program) => program.generated({ replicaRegions: program.list() }, {}),
  'Regions without a rotation': (program) => program.generated({ replicaRegions: [{ region: 'us-east-1' }] }),
};

export const rotation: Mistakes<Program> = {
  'a rotation that is `true`': (program) => program.rotated(true),
  'a rotation that is null': (program) => program.rotated(null),
  '`every` that is a number': (program) => program.rotated({ every: 90 }),
  '`every` of a part of a day': (program) => program.rotated({ every: Duration.hours(12) }),
  '`every` of NaN': (program) => program.rotated({ every: Duration.days(NaN) }),
  '`every` that is too long': (program) => program.rotated({ every: Duration.days(1001) }),
  '`every` that is a token': (program) => program.rotated({ every: Duration.days(program.number()) }),
  '`every` that needs more records than there is room for': (program) => program.rotated({ every: Duration.days(1) }, { overlap: Duration.days(30) }),
  'two selectors, and a rotation that comes too early': (program) => (
    program.rotated({ every: Duration.days(1) }, { overlap: Duration.days(1), dns: DomainDns.delegatedByCname(program.named('example.net')) })
  ),
  '`rotateImmediatelyOnUpdate` that is a string': (program) => program.rotated({ rotateImmediatelyOnUpdate: 'yes' }),
  'a rotation of a stored key': (program) => program.byo({ key: program.key('mail'), rotation: {} }),
  'a rotation without a zone': (program) => program.byo({ key: DkimKey.generate(), rotation: {} }, {}),
};
