import { SESClient, VerifyDomainDkimCommand } from '@aws-sdk/client-ses';
import {
  CreateEmailIdentityCommand, PutEmailIdentityConfigurationSetAttributesCommand, PutEmailIdentityDkimSigningAttributesCommand, UntagResourceCommand,
} from '@aws-sdk/client-sesv2';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { ACCOUNT, DOMAIN, REGION, World } from './world';
import { Dkim, DomainIdentity, type DomainIdentityProps, ExistingIdentity } from '../../src';

/** What was there before a stack, and what stays after it. */

const key = new TestKey();
const HOUR = 60 * 60_000;
let world: World;

beforeEach(async () => {
  world = await World.start();
  await world.createSecret('dkim/mail', key.pem());
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
  return () => since({ service: 'ses' }).filter(({ outcome }) => outcome === 'ok').map(({ operation }) => operation).filter((operation) => !/^(Get|Send)/.test(operation));
};

test('a foreign identity is not touched, and the error says how to take it over', async () => {
  await register();
  const before = await world.identity();
  const writes = writesSince();
  const outcome = await world.deploy(define());
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  expect(world.failures(outcome)[0].reason).toMatch(/SES has this identity already; to take it over set `existingIdentity/);
  expect(writes()).toEqual([]);
  expect(await world.identity()).toMatchObject({ DkimAttributes: { Tokens: before!.DkimAttributes!.Tokens }, Tags: before!.Tags });
  await world.destroy();
  expect(await world.identity()).toBeDefined();
});

test('another stack\'s identity is named as such', async () => {
  await world.deploy(define(), 'First');
  const outcome = await world.deploy(define(), 'Second');
  expect(world.failures(outcome)[0].reason).toContain('made by the resource Identity2D60E2CC of the stack First');
  await world.destroy('Second');
  expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
});

test('an adopted identity of the same mode keeps its tokens, gets no new key, and outlives the stack with its records', async () => {
  await register();
  const before = await tokens();
  const writes = writesSince();
  expect((await world.deploy(define(() => adopt))).status).toBe('CREATE_COMPLETE');
  expect(writes()).toEqual(['TagResource']);
  expect(await tokens()).toEqual(before);
  expect(await world.verdict()).toMatchObject({ selector: before[0], dkim: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(writes()).toEqual(['TagResource', 'UntagResource']);
  expect(await world.verdict()).toMatchObject({ selector: before[0], dkim: 'pass' });
  expect((await world.identity())!.Tags).toEqual([{ Key: 'theirs', Value: '1' }]);
});

describe('an adopted identity is given back as it was found', () => {
  const OTHER_SETTINGS = { signingEnabled: false, feedbackForwarding: false };
  const withSet = (stack: Stack) => ({ configurationSet: ses.ConfigurationSet.fromConfigurationSetName(stack, 'Set', 'tracking') });
  const found = async () => {
    const { DkimAttributes: dkim, ConfigurationSetName, FeedbackForwardingStatus, Tags } = (await world.identity())!;
    const { SigningAttributesOrigin, NextSigningKeyLength, SigningEnabled, Tokens } = dkim!;
    return { SigningAttributesOrigin, NextSigningKeyLength, SigningEnabled, Tokens, ConfigurationSetName, FeedbackForwardingStatus, Tags };
  };

  /** Verified before the stack, with records that somebody else published. They are good for the former tokens only. */
  beforeEach(async () => {
    world.aws.ses.assume({ keepsTokens: true });
    await register();
    await world.createConfigurationSet('tracking');
    await world.createConfigurationSet('theirs');
    await world.ses.send(new PutEmailIdentityConfigurationSetAttributesCommand({ EmailIdentity: DOMAIN, ConfigurationSetName: 'theirs' }));
    await world.publishEasyDkim();
    expect(await world.verdict()).toMatchObject({ selector: (await tokens())[0], dkim: 'pass' });
  });

  test('with the stack', async () => {
    const before = await found();
    const records = await world.records();
    await world.deploy(define((stack) => ({ ...adopt, ...byo(stack), ...withSet(stack), ...OTHER_SETTINGS })));
    expect(await found()).toMatchObject({ SigningAttributesOrigin: 'EXTERNAL', ConfigurationSetName: 'tracking', SigningEnabled: false });
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(await found()).toEqual(before);
    expect(await world.records()).toEqual(records);
    expect(await world.verdict()).toMatchObject({ selector: before.Tokens![0], dkim: 'pass' });
  });

  test('by a creation that fails elsewhere', async () => {
    const before = await found();
    const outcome = await world.deploy((stack) => {
      define((scope) => ({ ...adopt, ...byo(scope) }))(stack);
      new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(stack.node.findChild('Identity'));
    });
    expect(outcome.status).toBe('ROLLBACK_COMPLETE');
    expect(await found()).toEqual(before);
  });

  test('by its own creation, when it fails half way', async () => {
    const before = await found();
    world.aws.faults.add({
      operation: 'PutEmailIdentityDkimSigningAttributes', role: 'CdkSesDkimDeployRole', fault: { kind: 'error', code: 'BadRequestException', message: 'no' },
    });
    expect((await world.deploy(define((stack) => ({ ...adopt, ...byo(stack), ...OTHER_SETTINGS })))).status).toBe('ROLLBACK_COMPLETE');
    expect(await found()).toEqual(before);
  });

  test('even after the first attempt at it was killed', async () => {
    const before = await found();
    await world.deploy(define((stack) => ({ ...adopt, ...byo(stack), ...OTHER_SETTINGS })));
    world.aws.faults.add({ operation: 'PutEmailIdentityDkimSigningAttributes', role: 'CdkSesDkimDeployRole', fault: { kind: 'kill-after' } });
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE'); // Lambda delivers the event again
    expect(world.aws.faults.remaining()).toEqual([]);
    expect(await found()).toEqual(before);
  });

  test('but for a key length that SES does not take back on the same day', async () => {
    await world.deploy(define((stack) => ({ ...adopt, ...byo(stack) })));
    world.aws.faults.add({
      operation: 'PutEmailIdentityDkimSigningAttributes', role: 'CdkSesDkimDeployRole', fault: { kind: 'error', code: 'BadRequestException', message: 'no' },
    });
    const gone = await world.destroy();
    expect([gone.status, world.failures(gone)]).toEqual(['DELETE_COMPLETE', []]);
    expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
  });
});

test('an identity that SES\'s first API made is taken over as it is', async () => {
  const v1 = world.patient(new SESClient(world.aws.clientConfig()));
  const { DkimTokens } = await v1.send(new VerifyDomainDkimCommand({ Domain: DOMAIN }));
  expect((await world.deploy(define(() => adopt))).status).toBe('CREATE_COMPLETE');
  expect(await tokens()).toEqual(DkimTokens);
  expect(await world.verdict()).toMatchObject({ selector: DkimTokens![0], dkim: 'pass' });
});

test('an identity with a key of its own, which SES never tells, goes on with the stack\'s key', async () => {
  await register();
  await world.ses.send(new PutEmailIdentityDkimSigningAttributesCommand({
    EmailIdentity: DOMAIN,
    SigningAttributesOrigin: 'EXTERNAL',
    SigningAttributes: { DomainSigningSelector: 'theirs', DomainSigningPrivateKey: new TestKey().der('pkcs1').toString('base64') },
  }));
  await world.deploy(define((stack) => ({ ...adopt, ...byo(stack) })));
  expect(await world.verdict()).toMatchObject({ selector: 'mail', dkim: 'pass' });
  await world.destroy();
  expect(await world.verdict()).toMatchObject({ selector: 'mail', dkim: 'pass' });
});

describe('an identity that another stack takes over', () => {
  beforeEach(async () => {
    await world.deploy(define(), 'First');
    expect((await world.deploy(define(() => adopt), 'Second')).status).toBe('CREATE_COMPLETE');
  });

  test('is not deleted with the first', async () => {
    const before = await tokens();
    expect((await world.destroy('First')).status).toBe('DELETE_COMPLETE');
    expect(await tokens()).toEqual(before);
  });

  test('is not changed by the first any more, which says why', async () => {
    const outcome = await world.deploy(define(() => ({ signingEnabled: false })), 'First');
    expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.failures(outcome)[0].reason).toContain('the resource Identity2D60E2CC of the stack Second has taken over the identity; remove it from one');
    expect((await world.identity())!.DkimAttributes!.SigningEnabled).toBe(true);
  });

  test('is left alone by the clock of the first, which is no error', async () => {
    const before = await world.identity();
    await world.pass(HOUR, HOUR);
    const lines = world.aws.logs.everything();
    expect(lines).toContainEqual(expect.stringMatching(/"WARN","message":"left a domain alone".*the resource Identity2D60E2CC of the stack Second has taken it over/));
    expect(lines.filter((line) => line.includes('"level":"ERROR"'))).toEqual([]);
    expect((await world.identity())!.Tags).toEqual(before!.Tags);
  });
});

describe('tags that somebody removed', () => {
  const OWNER = ['stack-id', 'logical-id', 'owner', 'request-id'].map((name) => `cdk-ses-dkim:${name}`);
  const untag = async (TagKeys: string[]) => world.ses.send(new UntagResourceCommand({ ResourceArn: `arn:aws:ses:${REGION}:${ACCOUNT}:identity/${DOMAIN}`, TagKeys }));
  const tags = async () => Object.fromEntries((await world.identity())!.Tags!.map(({ Key, Value }) => [Key, Value]));

  test('are there again within an hour, if the zone proves whose they are', async () => {
    await world.deploy(define());
    const before = await tags();
    await untag(OWNER);
    await world.pass(HOUR, HOUR);
    expect(await tags()).toEqual({ ...before, 'cdk-ses-dkim:request-id': expect.stringMatching(/^restored \d+$/) });
    expect((await world.deploy(define(() => ({ feedbackForwarding: false })))).status).toBe('UPDATE_COMPLETE');
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  });

  test('come back with a deployment, if the settings are lost too', async () => {
    await world.deploy(define());
    const before = await tags();
    await untag(Object.keys(before));
    await world.pass(HOUR, HOUR);
    expect(world.aws.logs.everything()).toContainEqual(expect.stringMatching(
      /has lost tags of its owner .* and the settings are lost with them: deploy the identity with any change/,
    ));
    expect(await tags()).toEqual({});
    expect((await world.deploy(define(() => ({ feedbackForwarding: false })))).status).toBe('UPDATE_COMPLETE');
    expect(Object.keys(await tags())).toEqual(expect.arrayContaining(OWNER));
  });
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
    // The tag tells the old one's clock that the rollback wants it.
    expect(writes()).toEqual(['CreateEmailIdentity', 'PutEmailIdentityDkimSigningAttributes', 'TagResource', 'DeleteEmailIdentity']);
    expect(await world.identity(`new.${DOMAIN}`)).toBeUndefined();
    expect(await world.records()).toEqual([`TXT mail._domainkey.old.${DOMAIN}.`]);
  });
});
