import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { type ReplicaRegion, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Mail } from './fixture';
import { Dkim, DkimKey, DomainDns, DomainIdentity, type GeneratedDkimKeyOptions } from '../../src';

/* Two stacks of one app, in two Regions or two accounts. */

const [HERE, THERE] = ['eu-west-1', 'us-east-1'];
const ACCOUNT = '111122223333';
let app: App;
beforeEach(() => {
  app = new App();
});
const stackIn = (region: string, { account = ACCOUNT, scope = app as Construct, ...props } = {}) => (
  new Stack(scope, `In-${region}-${account}`, { env: { account, region }, ...props })
);
const zoneOf = (stack: Stack) => DomainDns.hostedZone(route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }));
const first = (stack: Stack, options: GeneratedDkimKeyOptions) => new DomainIdentity(stack, 'Identity', {
  domainName: 'example.com', dns: zoneOf(stack), dkim: Dkim.byoDkim({ key: DkimKey.generate(options), rotation: {} }),
});
const second = (stack: Stack, { generatedKeySecret }: DomainIdentity) => new DomainIdentity(stack, 'Identity', {
  domainName: 'example.com', dkim: Dkim.byoDkimReplica({ secret: generatedKeySecret! }),
});
const replicated = (region: ReplicaRegion['region'] = THERE): GeneratedDkimKeyOptions => ({ secretName: 'dkim/example.com', replicaRegions: [{ region }] });
const signingOf = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('Custom::SesDomainIdentity'))[0].Properties.Signing;

describe('the secret of another Region', () => {
  test('leads to its replica, if it has a name, and that stack is deployed first', () => {
    const [one, other] = [stackIn(HERE), stackIn(THERE)];
    second(other, first(one, replicated()));
    expect(other.dependencies).toEqual([one]);
    expect(signingOf(other)).toEqual({ Mode: 'BYODKIM_REPLICA', SecretId: 'dkim/example.com' });
    const byHand = new Mail({ env: { account: ACCOUNT, region: THERE } });
    byHand.identity({ dkim: Dkim.byoDkimReplica({ secret: Secret.fromSecretNameV2(byHand.stack, 'Replica', 'dkim/example.com') }) });
    expect(Template.fromStack(other).findResources('AWS::IAM::ManagedPolicy'))
      .toEqual(byHand.template().findResources('AWS::IAM::ManagedPolicy'));
  });

  test('leads to its replica in another stage, where nothing has an order', () => {
    const [one, other] = ['One', 'Other'].map((id, index) => stackIn([HERE, THERE][index], { scope: new Stage(app, id) }));
    second(other, first(one, replicated()));
    expect(other.dependencies).toEqual([]);
    expect(signingOf(other)).toMatchObject({ SecretId: 'dkim/example.com' });
  });

  test('leads to the KMS key of the replica', () => {
    const [one, other] = [stackIn(HERE), stackIn(THERE)];
    const keyArn = `arn:aws:kms:${THERE}:${ACCOUNT}:key/there`;
    const replicaRegions = [{ region: THERE, encryptionKey: kms.Key.fromKeyArn(one, 'Key', keyArn) }];
    second(other, first(one, { secretName: 'dkim/example.com', replicaRegions }));
    expect(JSON.stringify(Template.fromStack(other).findResources('AWS::IAM::ManagedPolicy'))).toContain(`"kms:Decrypt","Resource":["${keyArn}"]`);
  });

  test.each<[string, GeneratedDkimKeyOptions, string]>([
    [
      'without a name', { replicaRegions: [{ region: THERE }] },
      '`Dkim.byoDkimReplica` needs a secret whose name both Regions know, got one that CloudFormation names: give `DkimKey.generate` a `secretName`, at',
    ],
    [
      'that is replicated elsewhere', replicated('eu-north-1'),
      '`replicaRegions` of `DkimKey.generate` must have the Region of this stack, \'us-east-1\', got [\'eu-north-1\'], at',
    ],
    [
      'that is not replicated', { secretName: 'dkim/example.com' },
      '`replicaRegions` of `DkimKey.generate` must have the Region of this stack, \'us-east-1\', got [], at',
    ],
  ])('is refused %s', (_, options, message) => {
    const identity = first(stackIn(HERE), options);
    expect(() => second(stackIn(THERE), identity)).toThrow(message);
  });

  test('is refused if its replica has a KMS key by an alias', () => {
    const [one, other] = [stackIn(HERE), stackIn(THERE)];
    const key = kms.Alias.fromAliasName(other, 'Key', 'alias/there');
    const identity = first(one, { secretName: 'dkim/example.com', replicaRegions: [{ region: THERE, encryptionKey: key }] });
    expect(() => second(other, identity)).toThrow('import the replica by `Secret.fromSecretAttributes`, with `encryptionKey`');
  });

  test.each<[string, (stack: Stack) => kms.IKey]>([
    ['of the stack', (stack) => new kms.Key(stack, 'Kms')],
    ['imported', (stack) => kms.Key.fromKeyArn(stack, 'Kms', `arn:aws:kms:${HERE}:${ACCOUNT}:key/1`)],
    ['imported by its alias', (stack) => kms.Alias.fromAliasName(stack, 'Kms', 'alias/dkim')],
  ])('has no replica with a KMS key of its own Region: %s', (_, keyIn) => {
    const stack = stackIn(HERE);
    const options = { secretName: 'dkim/example.com', replicaRegions: [{ region: THERE, encryptionKey: keyIn(stack) }] };
    expect(() => first(stack, options)).toThrow('`replicaRegions[0].encryptionKey` needs a KMS key in the Region of the replica, '
      + '\'us-east-1\', got one in \'eu-west-1\', at');
  });

  test.each<[string, (stack: Stack) => kms.IKey]>([
    ['a KMS key', (stack) => new kms.Key(stack, 'Kms')],
    ['an alias', (stack) => new kms.Alias(stack, 'Alias', { aliasName: 'dkim', targetKey: new kms.Key(stack, 'Kms') })],
  ])('is not encrypted with %s of a stack there, even if the stacks may refer to each other', (_, keyIn) => {
    const [one, other] = [HERE, THERE].map((region) => stackIn(region, { crossRegionReferences: true } as object));
    expect(() => first(one, { encryptionKey: keyIn(other) }))
      .toThrow('`encryptionKey` needs a KMS key in the Region of the stack, \'eu-west-1\', got one in \'us-east-1\'');
  });

  test('is refused in another account, where it has no replica', () => {
    const identity = first(stackIn(HERE), replicated());
    expect(() => second(stackIn(THERE, { account: '444455556666' }), identity)).toThrow('got a secret of \'111122223333\', and replicas stay in an account');
  });
});

describe('a secret that another stack makes', () => {
  const key = (secret: Secret) => (stack: Stack, make: (secret: Secret) => DkimKey) => () => new DomainIdentity(stack, 'Identity', {
    domainName: 'example.com', dns: zoneOf(stack), dkim: Dkim.byoDkim({ key: make(secret) }),
  });
  const fromSecret = (secret: Secret) => DkimKey.fromSecret(secret, { selector: 'a' });
  const followSecret = (secret: Secret) => DkimKey.followSecret(secret);

  test('in the same account and Region is referred to', () => {
    const one = new Stack(app, 'One', { env: { account: ACCOUNT, region: HERE } });
    const other = stackIn(HERE);
    key(new Secret(one, 'Secret'))(other, fromSecret)();
    expect(signingOf(other).Key.SecretId).toEqual({ 'Fn::ImportValue': expect.stringContaining('One:') });
  });

  test.each<[string, (secret: Secret) => DkimKey, string]>([
    ['DkimKey.fromSecret', fromSecret, 'got one in \'us-east-1\': replicate it to the stack\'s Region, and import the replica by its name, at'],
    ['DkimKey.followSecret', followSecret, 'got one in \'us-east-1\': EventBridge tells of new versions in its own Region only: have the identity there, at'],
  ])('in another Region is refused by %s', (_, make, message) => {
    expect(key(new Secret(stackIn(THERE), 'Secret'))(stackIn(HERE), make)).toThrow(message);
  });

  test.each<[string, (secret: Secret) => DkimKey, string]>([
    ['DkimKey.fromSecret', fromSecret, 'got one in \'444455556666\': import it by its whole ARN, with `Secret.fromSecretCompleteArn`, and let'],
    ['DkimKey.followSecret', followSecret, 'got one in \'444455556666\': EventBridge tells of new versions in its own account only'],
  ])('in another account is refused by %s', (_, make, message) => {
    const theirs = new Secret(stackIn(HERE, { account: '444455556666' }), 'Secret', { secretName: 'dkim' });
    expect(key(theirs)(stackIn(HERE), make)).toThrow(message);
  });
});

describe('a zone that another stack makes', () => {
  const identityWith = (zone: route53.IHostedZone, stack: Stack) => new DomainIdentity(stack, 'Identity', { domainName: 'example.com', dns: DomainDns.hostedZone(zone) });

  const between = (props: object) => {
    const [one, other] = [HERE, THERE].map((region) => stackIn(region, props));
    identityWith(new route53.PublicHostedZone(one, 'Zone', { zoneName: 'example.com' }), other);
    return Object.values(Template.fromStack(other).findResources('Custom::SesDomainIdentity'))[0].Properties.Dns;
  };
  const ID = { 'Fn::GetAtt': [expect.stringContaining('ExportsReader'), expect.any(String)] };

  test('in another Region is referred to, if the stacks may', () => {
    expect(between({ crossRegionReferences: true })).toMatchObject({ Kind: 'HOSTED_ZONE', HostedZoneId: ID });
  });

  test('in another Region is refused by the CDK otherwise, which says what to do; a newer CDK refers to it all the same', () => {
    let outcome: unknown;
    try {
      outcome = between({}).HostedZoneId;
    } catch (error) {
      outcome = (error as Error).message;
    }
    expect([ID, expect.stringContaining('crossRegionReferences')]).toContainEqual(outcome);
  });

  test('in another account is refused, with the way to it', () => {
    const theirs = new route53.PublicHostedZone(stackIn(HERE, { account: '444455556666' }), 'Zone', { zoneName: 'example.com' });
    expect(() => identityWith(theirs, stackIn(HERE))).toThrow('use `DomainDns.crossAccountHostedZone()`, with a `DomainDnsRole` in that account');
  });
});
