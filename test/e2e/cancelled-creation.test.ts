import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { DOMAIN, World } from './world';
import { DomainIdentity, type DomainIdentityProps } from '../../src';

const DMARC = { name: `_dmarc.${DOMAIN}`, type: 'TXT', value: '"v=DMARC1; p=none"' } as const;
const OTHER_MX = { name: `bounce.${DOMAIN}`, type: 'MX', value: '10 mail.example.org' } as const;

/*
 * A Create that CloudFormation cancels, or refuses, gets a Delete: what others had before stays.
 */

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => world.stop());

const define = (props: Partial<DomainIdentityProps>) => (stack: Stack) => (
  new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), ...props })
);
const both = { mailFrom: { subdomain: 'bounce' }, dmarc: {} };

test('a first deployment that is refused leaves the DMARC record that was there', async () => {
  await world.createRecords([DMARC, OTHER_MX]);
  expect((await world.deploy(define(both))).status).toBe('ROLLBACK_COMPLETE'); // because of the MX
  expect(await world.records()).toContain(`TXT _dmarc.${DOMAIN}.`);
});

test('so does an update', async () => {
  await world.createRecords([DMARC, OTHER_MX]);
  await world.deploy(define({}));
  expect((await world.deploy(define(both))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await world.records()).toContain(`TXT _dmarc.${DOMAIN}.`);
});

test('a second stack of the same domain, refused, leaves the records of the first', async () => {
  const deploy = (stackName: string) => world.deploy(define(both), stackName);
  expect((await deploy('One')).status).toBe('CREATE_COMPLETE');
  const before = await world.records();
  expect((await deploy('Two')).status).toBe('ROLLBACK_COMPLETE');
  expect(await world.records()).toEqual(before);
});

test('a construct that gets another id, refused, leaves the records of the live one', async () => {
  const named = (id: string) => (stack: Stack) => new DomainIdentity(stack, id, { domainName: DOMAIN, dns: world.zone(stack), ...both });
  await world.deploy(named('Identity'));
  const before = await world.records();
  expect((await world.deploy(named('Renamed'))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await world.records()).toEqual(before);
});

test('a retained identity stays, with its records, if its stack is deployed again and a sibling fails', async () => {
  const retained = define({ ...both, removalPolicy: RemovalPolicy.RETAIN });
  await world.deploy(retained);
  expect(await world.verdict()).toMatchObject({ dkim: 'pass', spf: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  const before = [await world.identity(), await world.recordSets()];
  const outcome = await world.deploy((stack) => {
    new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(retained(stack)); // exists, so that it fails
  });
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  const [identity, records] = [await world.identity(), await world.recordSets()];
  expect([identity?.DkimAttributes?.Tokens, records]).toEqual([(before[0] as typeof identity)?.DkimAttributes?.Tokens, before[1]]);
  expect(await world.verdict()).toMatchObject({ dkim: 'pass', spf: 'pass' });
});
