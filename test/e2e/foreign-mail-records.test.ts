import type { Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { DOMAIN, World } from './world';
import { DmarcPolicy, DomainIdentity, type DomainIdentityProps } from '../../src';

/** SPF, MX and DMARC records of others: never overwritten, merged or weakened, and reported with what they say. */

let world: World;

beforeEach(async () => {
  world = await World.start();
});
afterEach(async () => {
  expect(world.aws.iam.denials).toEqual([]);
  await world.stop();
});

const BOUNCE = `bounce.${DOMAIN}`;
const DMARC = `_dmarc.${DOMAIN}`;
const SPF = '"v=spf1 include:amazonses.com ~all"';
const SES_MX = '10 feedback-smtp.eu-west-1.amazonses.com';

const define = (props: Partial<DomainIdentityProps> = {}) => (stack: Stack) => {
  new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN,
    dns: world.zone(stack),
    mailFrom: { subdomain: 'bounce' },
    dmarc: { policy: DmarcPolicy.QUARANTINE, aggregateReports: [`dmarc@${DOMAIN}`] },
    ...props,
  });
};
const reasons = (outcome: Parameters<World['failures']>[0]) => world.failures(outcome).map(({ reason }) => reason).join('\n');

test.each([
  ['another Region\'s MX', BOUNCE, 'MX', '10 feedback-smtp.us-east-1.amazonses.com',
    'found MX 10 feedback-smtp.us-east-1.amazonses.com, wanted MX 10 feedback-smtp.eu-west-1.amazonses.com; SES needs a MAIL FROM domain with one MX record only'],
  ['a mailbox\'s MX', BOUNCE, 'MX', '10 mail.example.net', 'found MX 10 mail.example.net, wanted MX 10 feedback-smtp'],
  ['a name that is another\'s', BOUNCE, 'CNAME', 'elsewhere.example.net', 'found CNAME elsewhere.example.net, wanted'],
  ['an SPF record without SES', BOUNCE, 'TXT', '"v=spf1 include:_spf.google.com ~all"',
    'found TXT v=spf1 include:_spf.google.com ~all, wanted TXT v=spf1 include:amazonses.com ~all; a name has one SPF record, and this one is not changed'],
  ['a text that is no SPF', BOUNCE, 'TXT', '"site-verification=1"', 'found TXT site-verification=1, wanted TXT v=spf1'],
  ['a weaker DMARC policy', DMARC, 'TXT', '"v=DMARC1; p=none"',
    'found TXT v=DMARC1; p=none, wanted TXT v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com; it is never overwritten'],
  ['a DMARC record that reports elsewhere', DMARC, 'TXT', '"v=DMARC1; p=reject; rua=mailto:other@example.com"', 'found TXT v=DMARC1; p=reject; rua'],
] as const)('%s is reported and left alone, and SES is told of nothing', async (_, name, type, value, expected) => {
  await world.createRecords([{ name, type, value }]);
  const before = await world.recordSets();
  const outcome = await world.deploy(define({}));
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  expect(reasons(outcome)).toContain(`has something else at ${name}: ${expected}`);
  expect(await world.recordSets()).toEqual(before);
  expect(await world.identity()).toBeUndefined();
});

describe('records that say what they should', () => {
  const theirs = [
    { name: BOUNCE, type: 'MX', value: '10 Feedback-SMTP.eu-west-1.amazonses.com.' },
    { name: BOUNCE, type: 'TXT', value: '"v=spf1 include:amazonses.com include:_spf.example.net -all"' },
    { name: DMARC, type: 'TXT', value: `"v=DMARC1; p=reject; rua=mailto:else@example.net,mailto:dmarc@${DOMAIN}"` },
  ] as const;

  test('are accepted and stay as they are, also where the template changes its mind', async () => {
    await world.createRecords(theirs);
    const before = await world.recordSets();
    const written = world.writtenSince();
    const easy = (name: string) => name.includes('_domainkey');
    expect((await world.deploy(define({}))).status).toBe('CREATE_COMPLETE');
    expect(await world.verdict()).toMatchObject({ spf: 'pass', dmarc: 'pass' });
    expect((await world.deploy(define({ dmarc: { policy: DmarcPolicy.REJECT } }))).status).toBe('UPDATE_COMPLETE');
    const refused = await world.deploy(define({ dmarc: { failureReports: [`ruf@${DOMAIN}`] } }));
    expect(reasons(refused)).toContain(`has something else at ${DMARC}`);
    expect((await world.recordSets()).filter(({ Name }) => !easy(Name!))).toEqual(before);
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(await world.recordSets()).toEqual(before);
    expect(written().filter((name) => /bounce|_dmarc/.test(name))).toEqual([]);
  });
});

test('a move to a subdomain that is taken fails, and goes back to the records of before', async () => {
  await world.deploy(define({}));
  await world.createRecords([{ name: `taken.${DOMAIN}`, type: 'MX', value: '10 mail.example.net' }]);
  const before = await world.recordSets();
  const outcome = await world.deploy(define({ mailFrom: { subdomain: 'taken' } }));
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(reasons(outcome)).toContain('found MX 10 mail.example.net');
  expect(await world.recordSets()).toEqual(before);
  await world.destroy();
  expect(await world.records()).toEqual([`MX taken.${DOMAIN}.`]);
});

test.each([
  ['that is taken', 'taken'],
  ['when something else fails', 'free'],
])('what was found is remembered on the way back from a subdomain %s', async (_, subdomain) => {
  const taken = { name: `taken.${DOMAIN}`, type: 'MX', value: '10 mail.example.net' } as const;
  await world.createRecords([taken, { name: BOUNCE, type: 'MX', value: SES_MX }, { name: BOUNCE, type: 'TXT', value: SPF }]);
  const before = await world.records();
  await world.deploy(define({}));
  const outcome = await world.deploy((stack) => {
    define({ mailFrom: { subdomain } })(stack);
    new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(stack.node.findChild('Identity'));
  });
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  await world.destroy();
  expect(await world.records()).toEqual(before);
});

test('what somebody made of our records since is left to them', async () => {
  await world.deploy(define());
  await world.destroyRecord(DMARC, 'TXT');
  await world.createRecords([{ name: DMARC, type: 'TXT', value: `"v=DMARC1; p=reject; rua=mailto:dmarc@${DOMAIN}"` }]);
  expect((await world.deploy(define({ dmarc: { policy: DmarcPolicy.NONE } }))).status).toBe('UPDATE_COMPLETE');
  await world.destroy();
  expect(await world.dig(DMARC)).toEqual([`v=DMARC1; p=reject; rua=mailto:dmarc@${DOMAIN}`]);
});

describe('a policy that a domain has from the one above it', () => {
  const news = (policy: DmarcPolicy) => define({ domainName: `news.${DOMAIN}`, dmarc: { policy } });

  test('is not weakened by a record of its own', async () => {
    await world.createRecords([{ name: DMARC, type: 'TXT', value: '"v=DMARC1; p=reject; sp=quarantine"' }]);
    const outcome = await world.deploy(news(DmarcPolicy.NONE));
    expect(outcome.status).toBe('ROLLBACK_COMPLETE');
    expect(reasons(outcome)).toContain(`a DMARC record of news.${DOMAIN} would be less strict than the one that it has from ${DMARC}: `
      + 'found "v=DMARC1; p=reject; sp=quarantine", wanted "v=DMARC1; p=none"');
    const stricter = await world.deploy(news(DmarcPolicy.QUARANTINE));
    expect([stricter.status, reasons(stricter)]).toEqual(['CREATE_COMPLETE', '']);
    expect((await world.deploy(news(DmarcPolicy.NONE))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await world.dig(`_dmarc.news.${DOMAIN}`)).toEqual(['v=DMARC1; p=quarantine']);
  });
});

test('a handler that was killed after it wrote goes on with the next delivery, and its records are the stack\'s own', async () => {
  world.aws.faults.add({ operation: 'ChangeResourceRecordSets', role: 'DeployRole', fault: { kind: 'kill-after' } });
  expect((await world.deploy(define())).status).toBe('CREATE_COMPLETE');
  expect(world.aws.faults.remaining()).toEqual([]);
  expect(await world.verdict()).toMatchObject({ spf: 'pass', dmarc: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
});
