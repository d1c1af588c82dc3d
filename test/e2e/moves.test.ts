import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Handler } from './handler';
import { TestKey } from './keys';
import { ACCOUNT, DOMAIN, REGION, World } from './world';
import { Dkim, DomainIdentity } from '../../src';
import type { SesDomainIdentityRequest, Signing } from '../../src/contract/ses-domain-identity';

/*
 * From every way of signing to every other, at the handler: forwards by one Put, and back from a Put that SES refused
 * without any.
 */

const PARENT_REGION = 'us-east-1';
const keys = { one: new TestKey(), two: new TestKey() };

const byo = (key: keyof typeof keys, selector: string): Signing => ({
  mode: 'BYODKIM',
  selector,
  fingerprint: keys[key].fingerprint,
  location: { secretArn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:dkim/${key}` },
});

const MODES: Record<string, Signing> = {
  'Easy DKIM, 1024 bits': { mode: 'EASY_DKIM', keyLength: 'RSA_1024_BIT' },
  'Easy DKIM, 2048 bits': { mode: 'EASY_DKIM', keyLength: 'RSA_2048_BIT' },
  'key one, selector a': byo('one', 'a'),
  'key one, selector b': byo('one', 'b'),
  'key two, selector b': byo('two', 'b'),
  'Deterministic Easy DKIM': { mode: 'DETERMINISTIC_EASY_DKIM', parentRegion: PARENT_REGION },
};
const PAIRS = Object.keys(MODES).flatMap((from) => Object.keys(MODES).filter((to) => to !== from).map((to) => [from, to] as const));

let world: World;
let handler: Handler;

beforeAll(async () => {
  world = await World.start();
  await new SESv2Client(world.aws.clientConfig({ region: PARENT_REGION })).send(new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN }));
  for (const [name, key] of Object.entries(keys)) {
    await world.createSecret(`dkim/${name}`, key.pem());
  }
  handler = await Handler.of(world, (stack: Stack) => {
    // One stack for all modes: a template with a BYODKIM key would have the grant below from its construct.
    const replica = new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dkim: Dkim.deterministicEasyDkim({ parentRegion: PARENT_REGION }) });
    const [role] = replica.stack.node.findAll().filter((construct): construct is iam.Role => construct instanceof iam.Role && construct.node.id === 'Role');
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: ['*'] }));
  });
});
afterAll(() => world.stop());

const wants = (mode: string): SesDomainIdentityRequest => (
  { domainName: DOMAIN, signing: MODES[mode], signingEnabled: true, existingIdentity: 'FAIL', tags: {} }
);

/** What SES holds when it signs in a mode, whatever it signed with before. */
async function freshly(mode: string): Promise<unknown> {
  await handler.forget();
  await handler.runWell(handler.event('Create', wants(mode)));
  return handler.state();
}

function sesCalls(): () => string[] {
  const since = world.aws.requests.since();
  return () => since({ service: 'ses' }).filter(({ principal }) => principal.roleName).map(({ operation }) => operation);
}

const MOVE = ['GetEmailIdentity', 'PutEmailIdentityDkimSigningAttributes'];

test.each(PAIRS)('from %s to %s', async (from, to) => {
  const wanted = await freshly(to);
  const before = await freshly(from);

  // SES refuses; CloudFormation rolls back; nothing has changed and nothing is put.
  world.aws.faults.add({ operation: MOVE[1], role: 'CdkSesDkimRole', fault: { kind: 'error', code: 'BadRequestException', message: 'no' } });
  expect((await handler.run(handler.event('Update', wants(to), wants(from)))).error).toMatch(/example\.com: BadRequestException: no/);
  const back = sesCalls();
  await handler.runWell(handler.event('Update', wants(from), wants(to)));
  // The same selector may stand for another key now: SES does not tell, so only then it is put again.
  const sameSelector = from.slice(-1) === 'b' && to.slice(-1) === 'b';
  expect(back()).toEqual(sameSelector && from.slice(0, 7) !== to.slice(0, 7) ? MOVE : ['GetEmailIdentity']);
  expect(await handler.state()).toEqual(before);

  const forwards = sesCalls();
  const attributes = await handler.runWell(handler.event('Update', wants(to), wants(from)));
  expect(forwards()).toEqual(MOVE);
  expect(await handler.state()).toEqual(wanted);
  expect(Object.keys(attributes)).toHaveLength(9);

  // Once more, as a second delivery of the same event would be.
  const again = sesCalls();
  await handler.runWell(handler.event('Update', wants(to), wants(to)));
  expect(again()).toEqual(['GetEmailIdentity']);
});
