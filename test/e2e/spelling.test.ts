import { CfnParameter, type Stack } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainDns, DomainIdentity, type DomainIdentityProps } from '../../src';

/** Zones and secrets are found however they are spelled. */

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => world.stop());

test.each<[string, Partial<DomainIdentityProps>]>([
  ['Easy DKIM', {}], // works
  ['a generated key', { dkim: Dkim.byoDkim({ key: DkimKey.generate() }) }],
  ['MAIL FROM and DMARC', { mailFrom: { subdomain: 'bounce' }, dmarc: {} }],
])('%s: /hostedzone/Z… is an id of a zone', async (_, props) => {
  const outcome = await world.deploy((stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN,
    dns: DomainDns.hostedZone(route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
      hostedZoneId: `/hostedzone/${world.zoneId()}`, zoneName: DOMAIN,
    })),
    ...props,
  }));
  expect([outcome.status, world.failures(outcome)]).toEqual(['CREATE_COMPLETE', []]);
});

test('/hostedzone/Z… is an id of a zone also in a parameter', async () => {
  const outcome = await world.deploy((stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN,
    dns: DomainDns.hostedZone(route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
      hostedZoneId: new CfnParameter(stack, 'ZoneId', { default: `/hostedzone/${world.zoneId()}` }).valueAsString, zoneName: DOMAIN,
    })),
  }));
  expect([outcome.status, world.failures(outcome)]).toEqual(['CREATE_COMPLETE', []]);
});

test('keys go to a delegation zone whose name is spelt with capitals', async () => {
  await world.createZone('dkim.example.net');
  const outcome = await world.deploy((stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN,
    dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }),
    dns: DomainDns.delegatedByCname(route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
      hostedZoneId: world.zoneId('dkim.example.net'), zoneName: 'DKIM.example.net',
    })),
  }));
  expect([outcome.status, world.failures(outcome)]).toEqual(['CREATE_COMPLETE', []]);
});

// The ARN of a secret without its random end does not find one whose name ends in a hyphen and six characters.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
test.each<[string, (secret: ReturnType<typeof Secret.fromSecretNameV2>) => DkimKey]>([
  ['read', (secret) => DkimKey.fromSecret(secret, { selector: 'a' })],
  ['followed', (secret) => DkimKey.followSecret(secret)],
])('a secret called dkim-202611 is %s', async (_, keyOf) => {
  const privateKey = new TestKey().pem();
  await world.createSecret('dkim-202611', _ === 'read' ? privateKey : JSON.stringify({ selector: 'a', privateKey }));
  const outcome = await world.deploy((stack: Stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dkim: Dkim.byoDkim({ key: keyOf(Secret.fromSecretNameV2(stack, 'Secret', 'dkim-202611')) }), dns: world.zone(stack),
  }));
  expect([outcome.status, world.failures(outcome)]).toEqual(['CREATE_COMPLETE', []]);
});
