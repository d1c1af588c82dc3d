import { App, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DomainDns } from '../../src';

const stack = new Stack(new App(), 'Mail');
const secret = Secret.fromSecretNameV2(stack, 'Secret', 'dkim');
const zone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z123', zoneName: 'example.com' });
const role = Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::444455556666:role/dns');

describe('a choice says what was chosen', () => {
  test.each([
    [Dkim.easyDkim(), 'EASY_DKIM'],
    [Dkim.byoDkim({ key: DkimKey.generate() }), 'BYODKIM'],
    [Dkim.byoDkimReplica({ secret }), 'BYODKIM_REPLICA'],
    [Dkim.deterministicEasyDkim({ parentRegion: 'eu-west-1' }), 'DETERMINISTIC_EASY_DKIM'],
  ])('how mail is signed: %#', (dkim, method) => expect(dkim.signingMethod).toBe(method));

  test.each([
    [DkimKey.fromSecret(secret, { selector: 'mail2026' }), 'mail2026'],
    [DkimKey.generate(), undefined],
    [DkimKey.followSecret(secret), undefined],
  ])('the selector of a key: %#', (key, selector) => expect(key.selector).toBe(selector));

  test.each([
    [DomainDns.hostedZone(zone), 'example.com'],
    [DomainDns.crossAccountHostedZone({ hostedZoneId: 'Z456', zoneName: 'example.net', role }), 'example.net'],
    [DomainDns.delegatedByCname(zone), 'example.com'],
    [DomainDns.manual(), undefined],
  ])('the zone that records are written to: %#', (dns, zoneName) => expect(dns.recordsZoneName).toBe(zoneName));
});
