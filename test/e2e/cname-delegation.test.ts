import { CancelRotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Stack } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { RotatedKey } from './rotated-key';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DmarcPolicy, DomainDns, DomainIdentity, type DomainIdentityProps, type KeyRotationOptions } from '../../src';

/*
 * A domain whose DNS is elsewhere, and has a CNAME for each of two selectors that point to a zone of ours.
 */

const OURS = 'dkim.example.net';
const DAY = 24 * 60 * 60_000;

let world: World;
let key: RotatedKey;

beforeEach(async () => {
  world = await World.start({ ses: { byoFollowsCname: true } }); // without it nobody can delegate by CNAMEs
  key = new RotatedKey(world);
  await world.createZone(OURS);
});
afterEach(async () => {
  const { denials } = world.aws.iam;
  await world.stop();
  expect(denials).toEqual([]);
});

const at = (selector: string, zone = '') => `${selector}._domainkey.${DOMAIN}${zone}`;
const CNAMES = ['ses1', 'ses2'].map((selector) => ({ name: at(selector), type: 'CNAME' as const, value: at(selector, `.${OURS}`) }));
const delegated = (stack: Stack) => DomainDns.delegatedByCname(
  route53.HostedZone.fromHostedZoneAttributes(stack, 'Ours', { hostedZoneId: world.zoneId(OURS), zoneName: OURS }),
);
const identity = (props: Partial<DomainIdentityProps> = {}, rotation: KeyRotationOptions = {}) => (stack: Stack) => new DomainIdentity(stack, 'Identity', {
  domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation }), dns: delegated(stack), ...props,
});
const ownZone = (stack: Stack) => identity({ dns: world.zone(stack) })(stack);
const late = (define: (stack: Stack) => DomainIdentity) => (stack: Stack) => {
  new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(define(stack)); // exists, so that it fails
};
const puts = () => world.aws.requests.all({ operation: 'PutEmailIdentityDkimSigningAttributes' }).filter(({ outcome }) => outcome === 'ok');
const ours = async () => (await world.records(OURS)).sort();
const txt = (...selectors: string[]) => selectors.map((selector) => `TXT ${at(selector, `.${OURS}`)}.`);

test('two CNAMEs are published once, and keys rotate behind them, each selector in its turn', async () => {
  await world.createRecords(CNAMES);
  const theirs = await world.recordSets();
  const first = await key.deploy(identity());
  expect(first.selector).toBe('ses1');
  expect(await ours()).toEqual(txt('ses1'));
  expect(await world.verdict()).toMatchObject({ selector: 'ses1', dkim: 'pass' });

  let underWay = await world.send();
  const seen = [first.publicKey];
  for (const selector of ['ses2', 'ses1', 'ses2']) {
    const next = await key.rotate();
    expect(next.selector).toBe(selector);
    seen.push(next.publicKey);
    expect(await world.verdictNow()).toMatchObject({ selector, dkim: 'pass' });
    await key.pass(13 * DAY);
    expect(await world.judge(underWay)).toMatchObject({ dkim: 'pass' });
    await key.pass(17 * DAY);
    expect(await ours()).toEqual(txt(selector));
    underWay = await world.send();
  }
  expect(new Set(seen).size).toBe(4);
  expect(puts()).toHaveLength(4);
  expect(await world.recordSets()).toEqual(theirs);

  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await ours()).toEqual([]);
  expect(await world.recordSets()).toEqual(theirs);
});

test('the stack\'s output has the two CNAMEs, and the records of MAIL FROM and DMARC, which are the domain\'s own', async () => {
  const props = { mailFrom: { subdomain: 'bounce' }, dmarc: { policy: DmarcPolicy.REJECT } };
  const outcome = await world.deploy(identity(props));
  const [output] = Object.values(outcome.outputs);
  const records = output.split('\n').map((line) => line.split(' ')).map(([type, name, ...value]) => ({ name, type: type as 'TXT', value: value.join(' ') }));
  expect(records.slice(0, 2)).toEqual(CNAMES);
  await world.createRecords(records.map(({ type, value, ...record }) => ({ ...record, type, value: type === 'TXT' ? `"${value}"` : value })));
  const theirs = await world.recordSets();
  const passes = { selector: 'ses1', dkim: 'pass', spf: 'pass', dmarc: 'pass' };
  expect(await world.verdict()).toMatchObject(passes);
  expect((await world.deploy(late(identity({ ...props, feedbackForwarding: false })))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await world.verdict()).toMatchObject(passes);
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await ours()).toEqual([]);
  expect(await world.recordSets()).toEqual(theirs);
});

test('a key whose CNAME is missing is not given to SES, and is when the CNAME is there', async () => {
  await world.createRecords([CNAMES[0]]);
  const before = await key.deploy(identity());
  expect(await key.rotate()).toEqual(before);
  expect(puts()).toHaveLength(1);
  expect(key.logged('failed')).toContainEqual(expect.stringMatching(
    /do not serve the key that was published at ses2\._domainkey\.example\.com: check that each of them is a CNAME of the same name below example\.com\.dkim\.example\.net/,
  ));
  await world.createRecords([CNAMES[1]]);
  await key.pass(2 * DAY);
  expect((await key.rotate()).selector).toBe('ses2');
  expect(await world.verdict()).toMatchObject({ selector: 'ses2', dkim: 'pass' });
});

test('a selector is not used again as long as the former key\'s record is served, with the key or without', async () => {
  await world.createRecords(CNAMES);
  await key.deploy(identity());
  await key.pass(DAY);
  const second = await key.rotate();
  for (const days of [10, 10]) {
    await key.pass(days * DAY);
    expect(await key.rotate()).toEqual(second);
    expect(await world.verdictNow()).toMatchObject({ selector: 'ses2', dkim: 'pass' });
  }
  expect(key.logged('failed')).toContainEqual(expect.stringMatching(/the selectors ses1 and ses2 of example\.com are both in use/));
  expect(puts()).toHaveLength(2);
  await key.pass(11 * DAY);
  expect((await key.rotate()).selector).toBe('ses1');
  expect(await world.verdict()).toMatchObject({ selector: 'ses1', dkim: 'pass' });
});

test('a deployment does not take the selector that an unfinished rotation has for its key', async () => {
  await world.createRecords(CNAMES);
  const before = await key.deploy(identity());
  await key.pass(DAY);
  world.aws.faults.add({ operation: 'PutEmailIdentityDkimSigningAttributes', every: true, role: 'WatchRole', fault: { kind: 'kill-before' } });
  expect(await key.rotate()).toEqual(before);
  world.aws.faults.clear();
  const shorter = (stack: Stack) => identity({ dkim: Dkim.byoDkim({ key: DkimKey.generate({ keyLength: 1024 }), rotation: {} }) })(stack);
  const outcome = await world.deploy(shorter);
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.failures(outcome).map(({ reason }) => reason)).toContainEqual(expect.stringContaining('its schedule or key length cannot be changed now'));
  expect(await world.verdict()).toMatchObject({ selector: 'ses1', dkim: 'pass' });
  await world.secrets.send(new CancelRotateSecretCommand({ SecretId: key.secretArn }));
  await key.pass(30 * DAY, 5 * DAY); // the record of the key that SES never had goes
  expect(await key.deploy(shorter)).toMatchObject({ selector: 'ses2', keyLength: 1024 });
  expect(await world.verdict()).toMatchObject({ selector: 'ses2', dkim: 'pass' });
});

test('a foreign record where a key\'s goes is left alone, and the other selector taken', async () => {
  await world.createRecords(CNAMES);
  const foreign = { name: at('ses1', `.${OURS}`), type: 'TXT' as const, value: '"somebody else\'s"' };
  await world.createRecords([foreign], OURS);
  expect((await key.deploy(identity())).selector).toBe('ses2');
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await ours()).toEqual([`TXT ${foreign.name}.`]);
});

describe('a move', () => {
  const PASSES = { dkim: 'pass', dmarc: 'pass' };

  beforeEach(async () => {
    await world.createRecords([...CNAMES, { name: `_dmarc.${DOMAIN}`, type: 'TXT', value: '"v=DMARC1; p=reject"' }]);
  });

  test('from the domain\'s own zone, which first fails, gives SES another key', async () => {
    const before = await key.deploy(ownZone);
    expect(await world.verdict()).toMatchObject({ selector: before.selector, ...PASSES });

    expect((await world.deploy(late(identity()))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await key.held()).toEqual(before);
    expect(await world.verdict()).toMatchObject({ selector: before.selector, ...PASSES });
    expect(await ours()).toEqual([`${txt('ses1')[0]} (retired)`]); // SES signed with it

    const after = await key.deploy(identity());
    expect(['ses1', 'ses2']).toContain(after.selector);
    expect(await world.verdict()).toMatchObject({ selector: after.selector, ...PASSES });
    await key.pass(30 * DAY, 5 * DAY);
    expect((await world.records()).filter((record) => record.includes(before.selector))).toEqual([]);
    await key.rotate();
    expect(await world.verdict()).toMatchObject(PASSES);
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(await ours()).toEqual([]);
  });

  test('to the domain\'s own zone, which first fails', async () => {
    await key.deploy(identity());
    expect((await world.deploy(late(ownZone))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await world.verdict()).toMatchObject({ selector: 'ses1', ...PASSES });

    const after = await key.deploy(ownZone);
    expect(await world.records()).toContain(`TXT ${at(after.selector)}.`);
    expect(await world.verdict()).toMatchObject({ selector: after.selector, ...PASSES });
    expect(await ours()).toEqual([`${txt('ses1')[0]} (retired)`]);
    await key.rotate();
    expect(await world.verdict()).toMatchObject(PASSES);
  });

  test('between it and a key of the user\'s whose record is published by hand', async () => {
    const own = new TestKey();
    await world.createSecret('dkim/mail', own.pem());
    const byHand = (stack: Stack) => identity({ dkim: Dkim.byoDkim({ key: world.key(stack, 'mail') }), dns: DomainDns.manual() })(stack);
    await world.createRecords([{ name: at('mail'), type: 'TXT', value: own.record.replace(/.{1,255}/g, '"$&" ').trim() }]);
    expect((await world.deploy(byHand)).status).toBe('CREATE_COMPLETE');
    expect(await world.verdict()).toMatchObject({ selector: 'mail', ...PASSES });
    await key.deploy(identity());
    expect(await world.verdict()).toMatchObject({ selector: 'ses1', ...PASSES });
    expect((await world.deploy(byHand)).status).toBe('UPDATE_COMPLETE');
    expect(await world.verdict()).toMatchObject({ selector: 'mail', ...PASSES });
    expect(await ours()).toEqual([`${txt('ses1')[0]} (retired)`]);
    await key.pass(30 * DAY, 5 * DAY);
    expect(await ours()).toEqual([]);
  });
});
