import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DomainIdentity } from '../../src';

/** A walk through all the ways of signing by the real CDK CLI; every move of them all is in `moves.test.ts`. */

const PARENT_REGION = 'us-east-1';

let world: World;
let foreign: string[];

beforeAll(async () => {
  world = await World.start();
  await world.createSecret('dkim/mail', new TestKey().pem());
  const parent = world.patient(new SESv2Client(world.aws.clientConfig({ region: PARENT_REGION })));
  const { DkimAttributes: { Tokens, SigningHostedZone } = {} } = await parent.send(new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN }));
  await world.createRecords(Tokens!.map((token) => ({ name: `${token}._domainkey.${DOMAIN}`, type: 'CNAME', value: `${token}.${SigningHostedZone}` })));
  foreign = await world.records();
});
afterAll(() => world.stop());

const define = (dkim: (stack: Stack) => Dkim, late = false) => (stack: Stack) => {
  const identity = new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), dkim: dkim(stack) });
  if (late) {
    new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(identity); // exists, so that it fails
  }
};
const easy = () => Dkim.easyDkim();
const byo = (stack: Stack) => Dkim.byoDkim({ key: world.key(stack, 'mail') });
const replica = () => Dkim.deterministicEasyDkim({ parentRegion: PARENT_REGION });

test('Easy DKIM, BYODKIM, a failing move and its rollback, Deterministic Easy DKIM, Easy DKIM, nothing', async () => {
  const origin = async () => (await world.identity())!.DkimAttributes!.SigningAttributesOrigin;
  for (const [dkim, expected, records] of [[easy, 'AWS_SES', 3], [byo, 'EXTERNAL', 1], [replica, 'AWS_SES_US_EAST_1', 0], [easy, 'AWS_SES', 3]] as const) {
    if (dkim === replica) {
      const { code, output } = await world.deployByCli(define(dkim, true));
      expect([code, output]).toEqual([1, expect.stringContaining('UPDATE_ROLLBACK_COMPLET | AWS::CloudFormation::Stack')]);
      expect([await origin(), (await world.verdict()).selector]).toEqual(['EXTERNAL', 'mail']);
    }
    expect(await world.deployByCli(define(dkim))).toMatchObject({ code: 0 });
    expect(await origin()).toBe(expected);
    expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
    expect((await world.records()).filter((line) => !line.endsWith(' (retired)'))).toHaveLength(foreign.length + records);
  }
  expect(await world.destroyByCli(define(easy))).toMatchObject({ code: 0 });
  expect(await world.identity()).toBeUndefined();
  expect(await world.records()).toEqual(foreign);
}, 300_000);
