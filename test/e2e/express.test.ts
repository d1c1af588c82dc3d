import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import type { Stack } from 'aws-cdk-lib';
import { CfnEmailIdentity } from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { ObservedMail } from './observed-mail';
import { DOMAIN, World } from './world';
import { Dkim, DomainIdentity } from '../../src';

/*
 * `cdk deploy --express`: CloudFormation waits for no record set, and leaves a stack that failed as it is.
 */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let world: World;
let mail: ObservedMail;
beforeEach(async () => {
  world = await World.start({ propagationMs: 3 * MINUTE });
  mail = new ObservedMail(world, 14);
  for (const selector of ['one', 'two']) {
    await world.createSecret(`dkim/${selector}`, new TestKey().pem());
  }
});
afterEach(() => world.stop());

/** @param brokenBy somebody else's identity, which fails the deployment when ours is done */
const signing = (selector: string, brokenBy?: string) => (stack: Stack) => {
  const identity = new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dkim: Dkim.byoDkim({ key: world.key(stack, selector) }), dns: world.zone(stack) });
  if (brokenBy !== undefined) {
    new CfnEmailIdentity(stack, 'Broken', { emailIdentity: brokenBy }).node.addDependency(identity);
  }
};
const express = (define: (stack: Stack) => void) => world.deploy(define, undefined, { express: true });

test('SES gets the next key only when its record is served, and mail in transit keeps the previous one', async () => {
  expect((await express(signing('one'))).status).toBe('CREATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector: 'one', dkim: 'pass' });
  await mail.every(20_000);
  expect((await express(signing('two'))).status).toBe('UPDATE_COMPLETE');
  mail.stop();
  expect(await world.verdict()).toMatchObject({ selector: 'two', dkim: 'pass' });
  await world.pass(13 * DAY, 13 * DAY);
  await mail.judgeAgain();
  expect(mail.violations).toEqual([]);
  expect(mail.signed).toBeGreaterThan(0);
});

test('a deployment that fails leaves mail signed, and the next one goes on', async () => {
  await world.ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'taken.example' }));
  expect((await express(signing('one'))).status).toBe('CREATE_COMPLETE');
  await world.verdict();
  await mail.every(20_000);
  expect((await express(signing('two', 'taken.example'))).status).toBe('UPDATE_FAILED');
  mail.stop();
  expect(await world.verdict()).toMatchObject({ selector: 'two', dkim: 'pass' });
  expect((await express(signing('one'))).status).toBe('UPDATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector: 'one', dkim: 'pass' });
  await mail.judgeAgain();
  expect(mail.violations).toEqual([]);
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
});
