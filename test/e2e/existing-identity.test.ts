import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DomainIdentity, type DomainIdentityProps, ExistingIdentity } from '../../src';

/** What was there before a stack, and what stays after it. */

let world: World;

beforeEach(async () => {
  world = await World.start();
  await world.createSecret('dkim/mail', new TestKey().pem());
});
afterEach(async () => {
  expect(world.aws.iam.denials).toEqual([]);
  await world.stop();
});

const define = (props: (stack: Stack) => Partial<DomainIdentityProps> = () => ({})) => (stack: Stack) => {
  new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), ...props(stack) });
};
const byo = (stack: Stack) => ({ dkim: Dkim.byoDkim({ key: world.key(stack, 'mail') }) });
const adopt = { existingIdentity: ExistingIdentity.ADOPT };

const register = () => world.ses.send(new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN, Tags: [{ Key: 'theirs', Value: '1' }] }));
const tokens = async () => (await world.identity())!.DkimAttributes!.Tokens!;
const writesSince = () => {
  const since = world.aws.requests.since();
  return () => since({ service: 'ses' }).map(({ operation }) => operation).filter((operation) => !/^(Get|Send)/.test(operation));
};

test('a foreign identity is not touched, and the error says how to take it over', async () => {
  await register();
  const before = await world.identity();
  const writes = writesSince();
  const outcome = await world.deploy(define());
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  expect(world.failures(outcome)[0].reason).toMatch(/SES identity example\.com: SES has this identity already; to take it over set `existingIdentity/);
  expect(writes()).toEqual([]);
  expect(await world.identity()).toMatchObject({ DkimAttributes: { Tokens: before!.DkimAttributes!.Tokens }, Tags: before!.Tags });
  await world.destroy();
  expect(await world.identity()).toBeDefined();
});

test('another stack\'s identity is named as such', async () => {
  await world.deploy(define(), 'First');
  const outcome = await world.deploy(define(), 'Second');
  expect(world.failures(outcome)[0].reason).toContain('made by resource Identity2D60E2CC of the stack First');
  await world.destroy('Second');
  expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
});

test('an adopted identity of the same mode keeps its tokens, gets no new key, and outlives the stack with its records', async () => {
  await register();
  const before = await tokens();
  const writes = writesSince();
  expect((await world.deploy(define(() => adopt))).status).toBe('CREATE_COMPLETE');
  expect(writes()).toEqual([]);
  expect(await tokens()).toEqual(before);
  expect(await world.verdict()).toMatchObject({ selector: before[0], dkim: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector: before[0], dkim: 'pass' });
  expect((await world.identity())!.Tags).toEqual([{ Key: 'theirs', Value: '1' }]);
});

test('an adopted identity with a key of ours goes on signing with it after the stack is gone', async () => {
  await register();
  await world.deploy(define((stack) => ({ ...adopt, ...byo(stack) })));
  expect(await world.verdict()).toMatchObject({ selector: 'mail', dkim: 'pass' });
  await world.destroy();
  expect(await world.verdict()).toMatchObject({ selector: 'mail', dkim: 'pass' });
});

test('a key that is refused leaves an identity that should be adopted as it was', async () => {
  await register();
  await world.putSecret('dkim/mail', 'not a key');
  const before = await tokens();
  const writes = writesSince();
  expect((await world.deploy(define((stack) => ({ ...adopt, ...byo(stack) })))).status).toBe('ROLLBACK_COMPLETE');
  expect(writes()).toEqual([]);
  expect(await tokens()).toEqual(before);
});

test.each([['Easy DKIM', () => ({})], ['BYODKIM', byo]])('a retained identity outlives the stack with its records: %s', async (_, dkim) => {
  await world.deploy(define((stack) => ({ removalPolicy: RemovalPolicy.RETAIN, ...dkim(stack) })));
  const before = await world.records();
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual(before);
  expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
});

test('a retained identity is the stack\'s own again when the stack comes back', async () => {
  const retained = () => ({ removalPolicy: RemovalPolicy.RETAIN, dns: undefined });
  await world.deploy(define(retained));
  const before = await tokens();
  await world.destroy();
  expect((await world.deploy(define(retained))).status).toBe('CREATE_COMPLETE');
  expect(await tokens()).toEqual(before);
});

test('a creation that fails elsewhere takes the identity and the records with it', async () => {
  const outcome = await world.deploy((stack) => {
    define(byo)(stack);
    new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(stack.node.findChild('Identity'));
  });
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  expect(await world.identity()).toBeUndefined();
  expect(await world.records()).toEqual([]);
});

describe('another domain is another identity', () => {
  const domain = (domainName: string, also?: (stack: Stack) => void) => (stack: Stack) => {
    define((scope) => ({ domainName, ...byo(scope) }))(stack);
    also?.(stack);
  };

  test('the new one is there before the old one goes', async () => {
    await world.deploy(domain(`old.${DOMAIN}`));
    const outcome = await world.deploy(domain(`new.${DOMAIN}`));
    expect(outcome.status).toBe('UPDATE_COMPLETE');
    expect(await world.identity(`old.${DOMAIN}`)).toBeUndefined();
    expect(await world.verdict(`info@new.${DOMAIN}`)).toMatchObject({ selector: 'mail', dkim: 'pass' });
    expect(await world.records()).toEqual([`TXT mail._domainkey.new.${DOMAIN}.`]);
  });

  test('in a rollback the old one has not lost a signed mail', async () => {
    await world.deploy(domain(`old.${DOMAIN}`));
    await world.verdict(`info@old.${DOMAIN}`);
    const writes = writesSince();
    const outcome = await world.deploy(domain(`new.${DOMAIN}`, (stack) => {
      new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: `old.${DOMAIN}` }).node.addDependency(stack.node.findChild('Identity'));
    }));
    expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await world.verdictNow(`info@old.${DOMAIN}`)).toMatchObject({ selector: 'mail', dkim: 'pass' });
    expect(writes()).toEqual(['CreateEmailIdentity', 'PutEmailIdentityDkimSigningAttributes', 'DeleteEmailIdentity']);
    expect(await world.identity(`new.${DOMAIN}`)).toBeUndefined();
    expect(await world.records()).toEqual([`TXT mail._domainkey.old.${DOMAIN}.`]);
  });
});
