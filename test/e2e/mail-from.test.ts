import { CreateEmailIdentityCommand, PutEmailIdentityMailFromAttributesCommand } from '@aws-sdk/client-sesv2';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DmarcPolicy, DomainIdentity, type DomainIdentityProps, ExistingIdentity } from '../../src';

/** A MAIL FROM domain of the domain's own, which lets DMARC pass by SPF, and the DMARC record. */

const keys = { a: new TestKey(), b: new TestKey() };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
let world: World;

beforeEach(async () => {
  world = await World.start();
  await world.createSecret('dkim/a', keys.a.pem());
  await world.createSecret('dkim/b', keys.b.pem());
});
afterEach(async () => {
  expect(world.aws.iam.denials).toEqual([]);
  await world.stop();
});

/** So that there is time to look before SES does. */
const assumeSesTakesAMinute = () => world.aws.ses.assume({ checkDelayMs: MINUTE, oldKeySignsMeanwhile: false });

type Props = Partial<DomainIdentityProps>;
const BOUNCE: Props = { mailFrom: { subdomain: 'bounce' } };
const STRICT: Props = { dmarc: { policy: DmarcPolicy.REJECT, aggregateReports: [`dmarc@${DOMAIN}`] } };

const define = (props: Props, selector?: 'a' | 'b') => (stack: Stack) => {
  const dkim = selector && Dkim.byoDkim({ key: world.key(stack, selector) });
  new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), dkim, ...props });
};
/** The same, in a deployment that fails when the identity has been changed. */
const failing = (props: Props) => (stack: Stack) => {
  define(props)(stack);
  new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(stack.node.findChild('Identity'));
};
/** Bounces of mail in transit come there, and receivers look there whether SES may send. */
const RETIRED = ['MX', 'TXT'].map((type) => `${type} bounce.${DOMAIN}. (retired)`);
const mailFrom = async () => (await world.identity())?.MailFromAttributes;
const mailRecords = async () => (await world.records()).filter((record) => !record.includes('_domainkey'));
const putMailFrom = (MailFromDomain: string) => world.ses.send(new PutEmailIdentityMailFromAttributesCommand({
  EmailIdentity: DOMAIN, MailFromDomain, BehaviorOnMxFailure: 'REJECT_MESSAGE',
}));

test('mail passes by DKIM, by SPF and so by DMARC, and nothing is left of it all after the stack', async () => {
  expect((await world.deploy(define({ ...BOUNCE, ...STRICT }))).status).toBe('CREATE_COMPLETE');
  expect(await mailRecords()).toEqual([`TXT _dmarc.${DOMAIN}.`, `MX bounce.${DOMAIN}.`, `TXT bounce.${DOMAIN}.`]);
  // A new domain sends no mail yet that could need the MX record: nobody waits for it before SES is told.
  const [change, put] = ['ChangeResourceRecordSets', 'PutEmailIdentityMailFromAttributes'].map((operation) => world.aws.requests.all({ operation })[0]);
  expect(change.sequence).toBeLessThan(put.sequence);
  expect(await world.verdict()).toMatchObject({ dkim: 'pass', spf: 'pass', dmarc: 'pass' });
  expect(await world.dig(`_dmarc.${DOMAIN}`)).toEqual([`v=DMARC1; p=reject; rua=mailto:dmarc@${DOMAIN}`]);
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
  expect(await world.identity()).toBeUndefined();
});

test('DMARC passes by SPF while SES checks a new key, and mail has no signature of the domain', async () => {
  assumeSesTakesAMinute();
  await world.deploy(define({ ...BOUNCE, ...STRICT }, 'a'));
  expect(await world.verdict()).toMatchObject({ selector: 'a', dmarc: 'pass' });
  await world.deploy(define({ ...BOUNCE, ...STRICT }, 'b'));
  expect(await world.verdictNow()).toEqual({ selector: undefined, dkim: 'none', spf: 'pass', dmarc: 'pass' });
  expect(await world.verdict()).toMatchObject({ selector: 'b', dkim: 'pass', spf: 'pass', dmarc: 'pass' });
});

test('without a MAIL FROM domain the same mail fails', async () => {
  assumeSesTakesAMinute();
  await world.deploy(define(STRICT, 'a'));
  await world.verdict();
  await world.deploy(define(STRICT, 'b'));
  expect(await world.verdictNow()).toMatchObject({ dkim: 'none', spf: undefined, dmarc: 'fail' });
});

test('another subdomain has its records before SES is told, and those of the former one are removed after the overlap', async () => {
  await world.deploy(define(BOUNCE));
  expect(await world.verdict()).toMatchObject({ spf: 'pass' });
  expect((await world.deploy(define({ mailFrom: { subdomain: 'return.mail' } }))).status).toBe('UPDATE_COMPLETE');
  const [, put] = world.aws.requests.all({ operation: 'PutEmailIdentityMailFromAttributes' });
  expect(world.aws.route53.servedAt(`return.mail.${DOMAIN}`, 'MX', put.time)).toHaveLength(1);
  const present = [`MX return.mail.${DOMAIN}.`, `TXT return.mail.${DOMAIN}.`];
  expect((await mailRecords()).sort()).toEqual([...present, ...RETIRED].sort());
  expect(await world.verdict()).toMatchObject({ spf: 'pass' });
  expect((await world.send()).mailFrom).toMatch(/@return\.mail\.example\.com$/);
  await world.pass(13 * DAY);
  expect((await mailRecords()).sort()).toEqual([...present, ...RETIRED].sort());
  await world.pass(2 * DAY);
  expect(await mailRecords()).toEqual(present);
});

test('an update that fails goes back to the former subdomain and policy, whose records are still there', async () => {
  await world.deploy(define({ ...BOUNCE, ...STRICT }));
  await world.verdict();
  const before = await world.recordSets();
  const outcome = await world.deploy(failing({ mailFrom: { subdomain: 'return' }, dmarc: { policy: DmarcPolicy.NONE } }));
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await world.recordSets()).filter(({ Name }) => !Name!.startsWith('return.'))).toEqual(before);
  expect((await world.records()).filter((line) => line.includes(' return.'))).toEqual(['MX', 'TXT'].map((type) => `${type} return.${DOMAIN}. (retired)`));
  expect(await mailFrom()).toMatchObject({ MailFromDomain: `bounce.${DOMAIN}` });
  expect(await world.verdict()).toMatchObject({ dkim: 'pass', spf: 'pass', dmarc: 'pass' });
});

test('a first MAIL FROM domain whose deployment fails is taken back, and its records after the overlap', async () => {
  await world.deploy(define({}));
  expect((await world.deploy(failing({ ...BOUNCE, ...STRICT }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await mailFrom())!.MailFromDomain).toBeUndefined();
  expect(await mailRecords()).toEqual(RETIRED);
  await world.pass(15 * DAY);
  expect(await mailRecords()).toEqual([]);
});

test('what leaves the template is taken back, and SES is told only of what changes', async () => {
  await world.deploy(define({ ...BOUNCE, ...STRICT }));
  await world.deploy(define({ ...BOUNCE, dmarc: { policy: DmarcPolicy.QUARANTINE } }));
  await world.aws.clock.advance(60_000); // until DNS serves it
  expect(await world.dig(`_dmarc.${DOMAIN}`)).toEqual(['v=DMARC1; p=quarantine']);
  expect(world.aws.requests.all({ operation: 'PutEmailIdentityMailFromAttributes' })).toHaveLength(1);
  expect((await world.deploy(define({}))).status).toBe('UPDATE_COMPLETE');
  expect((await mailFrom())!.MailFromDomain).toBeUndefined();
  expect(await mailRecords()).toEqual(RETIRED);
  await world.pass(15 * DAY);
  expect(await mailRecords()).toEqual([]);
});

test('another domain takes its records along', async () => {
  await world.deploy(define({ ...BOUNCE, ...STRICT }));
  expect((await world.deploy(define({ ...BOUNCE, ...STRICT, domainName: `news.${DOMAIN}` }))).status).toBe('UPDATE_COMPLETE');
  expect(await mailRecords()).toEqual([`TXT _dmarc.news.${DOMAIN}.`, `MX bounce.news.${DOMAIN}.`, `TXT bounce.news.${DOMAIN}.`]);
  expect(await world.identity()).toBeUndefined();
});

describe('an MX record that somebody removed', () => {
  const remove = () => world.destroyRecord(`bounce.${DOMAIN}`, 'MX');
  /** Nobody repairs anything. */
  const forbid = (operation: string) => world.aws.faults.add({
    operation, role: 'WatchRole', every: true, fault: { kind: 'error', code: 'InvalidInput', status: 400 },
  });

  beforeEach(async () => {
    await world.deploy(define(BOUNCE));
    await world.verdict();
  });

  test('is there again within the hour', async () => {
    await remove();
    await world.pass(HOUR);
    expect(await world.records()).toContain(`MX bounce.${DOMAIN}.`);
    await world.pass(HOUR); // SES looks again
    expect(await world.verdict()).toMatchObject({ spf: 'pass' });
  });

  test('until SES has given up, is told to SES again within the hour after it is there', async () => {
    await remove();
    forbid('ChangeResourceRecordSets');
    await world.pass(80 * HOUR, 20 * HOUR);
    expect(await mailFrom()).toMatchObject({ MailFromDomainStatus: 'FAILED' });
    world.aws.faults.clear();
    await world.pass(2 * HOUR, HOUR);
    expect(await world.verdict()).toMatchObject({ spf: 'pass' });
  });

  test('until SES has given up, is told to SES again by the next deployment that changes the identity', async () => {
    await remove();
    forbid('ChangeResourceRecordSets');
    forbid('PutEmailIdentityMailFromAttributes');
    await world.pass(80 * HOUR, 20 * HOUR);
    expect(await mailFrom()).toMatchObject({ MailFromDomainStatus: 'FAILED' });
    await world.createRecords([{ name: `bounce.${DOMAIN}`, type: 'MX', value: '10 feedback-smtp.eu-west-1.amazonses.com' }]);
    await world.deploy(define({ ...BOUNCE, feedbackForwarding: false }));
    expect(await world.verdict()).toMatchObject({ spf: 'pass' });
  });
});

test('with REJECT_MESSAGE no mail leaves without it', async () => {
  assumeSesTakesAMinute();
  const mx = { mailFrom: { subdomain: 'bounce', behaviorOnMxFailure: ses.MailFromBehaviorOnMxFailure.REJECT_MESSAGE } };
  await world.deploy(define({}));
  await world.verdict();
  await world.deploy(define(mx));
  await expect(world.send()).rejects.toMatchObject({ name: 'MailFromDomainNotVerifiedException' });
  expect(await world.verdict()).toMatchObject({ spf: 'pass' });
});

describe('an adopted identity', () => {
  const ADOPT = { existingIdentity: ExistingIdentity.ADOPT };
  const found = { MailFromDomain: `theirs.${DOMAIN}`, BehaviorOnMxFailure: 'REJECT_MESSAGE' };

  beforeEach(async () => {
    await world.ses.send(new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN }));
    await putMailFrom(`theirs.${DOMAIN}`);
  });

  test('keeps its MAIL FROM domain where none is asked for', async () => {
    await world.deploy(define(ADOPT));
    expect(await mailFrom()).toMatchObject(found);
    await world.destroy();
    expect(await mailFrom()).toMatchObject(found);
    expect(world.aws.requests.all({ operation: 'PutEmailIdentityMailFromAttributes' })).toHaveLength(1);
  });

  test('gets it back with the stack, and our records go', async () => {
    await world.deploy(define({ ...ADOPT, ...BOUNCE, ...STRICT }));
    expect(await mailFrom()).toMatchObject({ MailFromDomain: `bounce.${DOMAIN}` });
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(await mailFrom()).toMatchObject(found);
    expect((await world.identity())!.Tags).toEqual([]);
    expect(await mailRecords()).toEqual([]);
  });

  test.each([
    ['an update that fails', async () => (await world.deploy(failing({ ...ADOPT, ...BOUNCE }))).status, 'UPDATE_ROLLBACK_COMPLETE'],
    ['an update that no longer asks for one', async () => {
      await world.deploy(define({ ...ADOPT, ...BOUNCE }));
      return (await world.deploy(define(ADOPT))).status;
    }, 'UPDATE_COMPLETE'],
  ])('gets it back by %s', async (_, update, status) => {
    await world.deploy(define(ADOPT));
    expect(await update()).toBe(status);
    expect(await mailFrom()).toMatchObject(found);
  });
});

test('a retained identity keeps the records that it uses, and its policy', async () => {
  const retained = { ...BOUNCE, ...STRICT, removalPolicy: RemovalPolicy.RETAIN };
  await world.deploy(define(retained));
  await world.destroy();
  expect(await mailRecords()).toHaveLength(3);
  await world.aws.clock.advance(600_000);
  expect(await mailFrom()).toMatchObject({ MailFromDomain: `bounce.${DOMAIN}`, MailFromDomainStatus: 'SUCCESS' });
});

test('the handler killed after telling SES comes to the same end when the event is delivered again', async () => {
  await world.deploy(define({}));
  world.aws.faults.add({ operation: 'PutEmailIdentityMailFromAttributes', role: 'DeployRole', fault: { kind: 'kill-after' } });
  expect((await world.deploy(define(BOUNCE))).status).toBe('UPDATE_COMPLETE');
  expect(world.aws.faults.remaining()).toEqual([]);
  expect(await world.verdict()).toMatchObject({ spf: 'pass' });
});
