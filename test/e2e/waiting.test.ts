import { Aws, CfnOutput, Duration, type Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import type { LocalAwsOptions } from '../../local-aws';
import { Dkim, DomainDns, DomainIdentity, type DomainIdentityProps } from '../../src';

/** A deployment that is over when SES has seen the records, and one that fails because it has not. */

const MINUTE = 60_000;
/** Not a zone of Route 53: its DNS is wherever the test publishes. */
const ELSEWHERE = 'elsewhere.example';
const key = new TestKey();
let world: World;

async function start(options: Partial<LocalAwsOptions> = {}): Promise<void> {
  world = await World.start(options);
  await world.createSecret('dkim/mail', key.pem());
}
afterEach(async () => {
  const { denials } = world.aws.iam;
  await world.stop();
  expect(denials).toEqual([]);
});

const define = (props: (stack: Stack) => Partial<DomainIdentityProps>) => (stack: Stack) => {
  const identity = new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, waitForVerification: Duration.minutes(10), ...props(stack) });
  new CfnOutput(stack, 'Status', { value: identity.dkimStatus });
  // Something that depends on the identity.
  new logs.CfnLogGroup(stack, 'Dependant', { logGroupName: `/dependant/${Aws.STACK_NAME}` }).node.addDependency(identity);
};
const byo = (stack: Stack) => Dkim.byoDkim({ key: world.key(stack, 'mail') });

/** The one reason why a deployment failed, and how long it took to know it. */
async function failure(props: (stack: Stack) => Partial<DomainIdentityProps>, status = 'ROLLBACK_COMPLETE') {
  const began = world.aws.clock.now().getTime();
  const outcome = await world.deploy(define(props));
  const failed = outcome.events.find(({ ResourceStatus, ResourceType }) => ResourceType === 'Custom::SesDomainIdentity' && /_FAILED$/.test(ResourceStatus));
  expect(world.failures(outcome).map(({ type }) => type)).toEqual(['Custom::SesDomainIdentity']);
  expect(outcome.status).toBe(status);
  return { reason: failed!.ResourceStatusReason!, afterMs: failed!.Timestamp.getTime() - began };
}

test('a deployment ends with a domain that signs, and what depends on it comes after', async () => {
  await start();
  const outcome = await world.deploy(define((stack) => ({ dns: world.zone(stack) })));
  expect(outcome.status).toBe('CREATE_COMPLETE');
  expect(outcome.outputs).toEqual({ Status: 'SUCCESS' });
  expect(await world.verdictNow()).toMatchObject({ dkim: 'pass' });
  const order = outcome.events.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`);
  const verified = order.findIndex((event) => /^Identity\w+ CREATE_COMPLETE$/.test(event));
  expect(verified).toBeGreaterThan(0);
  expect(order.findIndex((event) => event === 'Dependant CREATE_IN_PROGRESS')).toBeGreaterThan(verified);

  // Another way to sign is waited for as well.
  const changed = await world.deploy(define((stack) => ({ dns: world.zone(stack), dkim: byo(stack) })));
  expect(changed.outputs).toEqual({ Status: 'SUCCESS' });
  expect(await world.verdictNow()).toMatchObject({ selector: 'mail', dkim: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
});

test('it fails as soon as SES gives up', async () => {
  await start({ ses: { giveUpMs: 5 * MINUTE, refusesReplicas: 'later' } });
  const { reason, afterMs } = await failure(() => ({
    waitForVerification: Duration.minutes(40), dkim: Dkim.deterministicEasyDkim({ parentRegion: 'us-east-1' }),
  }));
  expect(reason).toContain('SES gave up looking for the DNS records of DKIM; SES reports DKIM FAILED, REPLICATION_PRIMARY_NOT_FOUND: the parent Region has no identity');
  expect(reason).toContain('The records are those of the identity in the parent Region');
  expect(afterMs).toBeLessThan(15 * MINUTE);
});

test('when the time is over it says which records are missing, and in whose zone', async () => {
  await start();
  const { reason, afterMs } = await failure(() => ({ waitForVerification: Duration.minutes(3) }));
  expect(afterMs).toBeGreaterThanOrEqual(3 * MINUTE);
  expect(reason).toContain(`SES identity ${DOMAIN}: not verified within \`waitForVerification\`: DKIM; SES reports DKIM PENDING, HOST_NOT_FOUND: DNS has no such name`);
  expect(reason).toMatch(/SES looked last at 2026-\S+, in the zone of ns-\S+ \(serial 1\)/);
  expect(reason.match(/CNAME \w+\._domainkey\.example\.com\n {2}should be: \w+\.dkim\.amazonses\.com\n {2}name servers answer: there is no such record/g))
    .toHaveLength(3);
  expect(Buffer.byteLength(reason)).toBeLessThan(3_500);
});

test('when the time is over it says which record is wrong, and nothing of a key that was published by mistake', async () => {
  await start({ ses: { checkDelayMs: MINUTE } }); // SES looks before the time is over
  const published = key.der('pkcs1').toString('base64');
  world.aws.route53.dns.publish(`mail._domainkey.${ELSEWHERE}`, 'TXT', [`v=DKIM1; p=${published}`, 'a note']);
  const { reason } = await failure((stack) => ({
    domainName: ELSEWHERE, dns: DomainDns.manual(), waitForVerification: Duration.minutes(2), dkim: byo(stack),
  }));
  expect(reason).toContain('INVALID_VALUE: the record has another value than SES wants');
  expect(reason).toContain(`TXT mail._domainkey.${ELSEWHERE}\n  should be: v=DKIM1; k=rsa; p=MII`);
  expect(reason).toMatch(/name servers answer: v=DKIM1; p=\S{13}… \(\d+ characters\), and a note/);
  expect(key.traces.filter((trace) => reason.includes(trace))).toEqual([]);
});

test('a rollback to a domain that SES has not verified does not fail', async () => {
  await start({ ses: { keepsTokens: false } });
  const manual = (props: Partial<DomainIdentityProps> = {}) => () => (
    { dns: DomainDns.manual(), waitForVerification: Duration.minutes(2), ...props }
  );
  await world.deploy(define(manual({ waitForVerification: undefined })));
  for (const token of (await world.identity())!.DkimAttributes!.Tokens!) {
    await world.createRecords([{ name: `${token}._domainkey.${DOMAIN}`, type: 'CNAME', value: `${token}.dkim.amazonses.com` }]);
  }
  await world.aws.clock.advance(10 * MINUTE);
  expect((await world.deploy(define(manual()))).status).toBe('UPDATE_COMPLETE');

  // The way back gives the domain new tokens, which nobody has published.
  await failure((stack) => manual({ dkim: byo(stack) })(), 'UPDATE_ROLLBACK_COMPLETE');
  expect((await world.identity())!.DkimAttributes!.Status).toBe('PENDING');
});

test('a function that is killed while it waits goes on with the next delivery', async () => {
  await start();
  world.aws.faults.add({ operation: 'GetEmailIdentity', role: 'DeployRole', fault: { kind: 'kill-after' } });
  const outcome = await world.deploy(define((stack) => ({ dns: world.zone(stack) })));
  expect([outcome.status, outcome.outputs]).toEqual(['CREATE_COMPLETE', { Status: 'SUCCESS' }]);
  expect(world.aws.faults.remaining()).toEqual([]);
});

test('SES may be too busy to answer for a while', async () => {
  await start();
  world.aws.faults.add({ operation: 'GetEmailIdentity', role: 'DeployRole', fault: { kind: 'error', code: 'TooManyRequestsException', status: 429 } });
  expect((await world.deploy(define((stack) => ({ dns: world.zone(stack) })))).status).toBe('CREATE_COMPLETE');
  expect(world.aws.faults.remaining()).toEqual([]);
});

test('it waits for the MAIL FROM domain too', async () => {
  await start();
  const outcome = await world.deploy(define((stack) => ({ dns: world.zone(stack), mailFrom: { subdomain: 'bounce' } })));
  expect(outcome.status).toBe('CREATE_COMPLETE');
  expect((await world.identity())!.MailFromAttributes!.MailFromDomainStatus).toBe('SUCCESS');
  expect(await world.verdictNow()).toMatchObject({ dkim: 'pass', spf: 'pass' });
});

test('it says which of the two is missing, with its records only', async () => {
  await start();
  await world.deploy(define(() => ({ dns: DomainDns.manual(), waitForVerification: undefined })));
  await world.publishEasyDkim();
  await world.aws.clock.advance(10 * MINUTE);
  const { reason } = await failure(() => (
    { dns: DomainDns.manual(), waitForVerification: Duration.minutes(3), mailFrom: { subdomain: 'bounce' } }
  ), 'UPDATE_ROLLBACK_COMPLETE');
  expect(reason).toContain(`not verified within \`waitForVerification\`: the MAIL FROM domain bounce.${DOMAIN}; `
    + `SES reports the MAIL FROM domain bounce.${DOMAIN} PENDING`);
  expect(reason).toContain(`MX bounce.${DOMAIN}\n  should be: 10 feedback-smtp.eu-west-1.amazonses.com\n  name servers answer: there is no such record`);
  expect(reason).toContain(`TXT bounce.${DOMAIN}\n  should be: v=spf1 include:amazonses.com ~all\n`);
  expect(reason).not.toContain('_domainkey');
});

test('if SES is told not to sign, it waits for the MAIL FROM domain only', async () => {
  await start();
  // Nobody publishes the DKIM records.
  await world.createRecords([{ name: `bounce.${DOMAIN}`, type: 'MX', value: '10 feedback-smtp.eu-west-1.amazonses.com' }]);
  const silent = { dns: DomainDns.manual(), signingEnabled: false };
  expect((await world.deploy(define(() => silent))).status).toBe('CREATE_COMPLETE');
  expect((await world.deploy(define(() => ({ ...silent, mailFrom: { subdomain: 'bounce' } })))).status).toBe('UPDATE_COMPLETE');
  expect((await world.identity())!.MailFromAttributes!.MailFromDomainStatus).toBe('SUCCESS');
  expect((await world.identity())!.DkimAttributes!.Status).toBe('PENDING');
});

test('a stack may stop waiting', async () => {
  await start();
  await world.deploy(define((stack) => ({ dns: world.zone(stack) })));
  expect((await world.deploy(define((stack) => ({ dns: world.zone(stack), waitForVerification: undefined })))).status).toBe('UPDATE_COMPLETE');
});
