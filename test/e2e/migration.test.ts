import { CfnOutput, RemovalPolicies, type Stack } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import { DOMAIN, World } from './world';
import { DomainDns, DomainIdentity, ExistingIdentity } from '../../src';

/** The README's walk from `ses.EmailIdentity`, by the real CDK CLI: never a mail without its signature. */

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

const zone = (stack: Stack) => (
  route53.PublicHostedZone.fromPublicHostedZoneAttributes(stack, 'Zone', { hostedZoneId: world.zoneId(), zoneName: DOMAIN })
);
const former = (retain: boolean) => (stack: Stack) => {
  const identity = new ses.EmailIdentity(stack, 'Former', { identity: ses.Identity.publicHostedZone(zone(stack)) });
  if (retain) {
    RemovalPolicies.of(identity).retain();
  }
};
/** What is left of a stack whose only identity has left it. */
const nothing = (stack: Stack) => {
  new CfnOutput(stack, 'Domain', { value: DOMAIN });
  new ses.ConfigurationSet(stack, 'Set');
};
const adopting = (stack: Stack) => {
  new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dns: DomainDns.hostedZone(zone(stack)), existingIdentity: ExistingIdentity.ADOPT,
  });
};
const tokens = async () => (await world.identity())!.DkimAttributes!.Tokens!;

test('from ses.EmailIdentity, retained, to DomainIdentity, and out of the stack again', async () => {
  expect(await world.deployByCli(former(false))).toMatchObject({ code: 0 });
  const [selector] = await tokens();
  const records = await world.recordSets();
  expect(await world.verdict()).toMatchObject({ selector, dkim: 'pass' });
  const since = world.aws.requests.since();
  const written = world.writtenSince();

  for (const step of [former(true), nothing, adopting]) {
    expect(await world.deployByCli(step)).toMatchObject({ code: 0 });
    expect(await world.verdictNow()).toMatchObject({ selector, dkim: 'pass' });
    expect(await world.recordSets()).toEqual(records);
  }
  expect(await world.destroyByCli(adopting)).toMatchObject({ code: 0 });
  expect(await world.verdictNow()).toMatchObject({ selector, dkim: 'pass' });
  expect(await world.recordSets()).toEqual(records);

  const writes = since({ service: 'ses' }).filter(({ outcome }) => outcome === 'ok').map(({ operation }) => operation).filter((operation) => !/^(Get|Send)/.test(operation));
  expect(writes).toEqual(['TagResource', 'UntagResource']);
  expect(written()).toEqual([]);
  expect(world.aws.iam.denials).toEqual([]);
}, 180_000);

test('in one step it is refused, for CloudFormation would delete what is taken over', async () => {
  const other = await World.start();
  try {
    const records = { hostedZoneId: other.zoneId(), zoneName: DOMAIN };
    const native = (stack: Stack) => new ses.EmailIdentity(stack, 'Former', {
      identity: ses.Identity.publicHostedZone(route53.PublicHostedZone.fromPublicHostedZoneAttributes(stack, 'Zone', records)),
    });
    await other.deploy((stack) => void native(stack));
    const outcome = await other.deploy((stack) => void new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN, dns: other.zone(stack), existingIdentity: ExistingIdentity.ADOPT,
    }));
    expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(other.failures(outcome).at(-1)!.reason).toContain('this stack has the identity example.com as an AWS::SES::EmailIdentity');
    expect(await other.verdict()).toMatchObject({ dkim: 'pass' });
  } finally {
    await other.stop();
  }
});
