import { CreateSecretCommand, GetSecretValueCommand, ListSecretVersionIdsCommand } from '@aws-sdk/client-secrets-manager';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EVERY, isLook } from './depth';
import { DEPLOY_ROLE, Handler } from './handler';
import { DOMAIN, World } from './world';
import { DomainIdentity } from '../../src';
import { DEFAULT_OVERLAP_DAYS, type DomainIdentityRequest } from '../../src/contract/domain-identity';

/*
 * A handler that dies after any of its calls while it makes a key, and is run again with the same event: one key for each
 * thing that was asked for, no version that nobody asked for, and SES has the key that the secret has.
 */

let world: World;
let handler: Handler;
let secretArn: string;
let secrets = 0;

beforeAll(async () => {
  world = await World.start();
  handler = await Handler.of(world, (stack) => {
    const { node } = new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack) }).stack;
    const [role] = node.findAll().filter((construct): construct is iam.Role => construct instanceof iam.Role && construct.node.id === 'DeployRole');
    // A secret for each run, where a stack has one for each key.
    role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map((action) => `secretsmanager:${action}`),
      resources: ['*'],
    }));
  });
});
afterAll(async () => {
  await handler.stop();
  await world.stop();
});

type Length = 1024 | 2048;

const wants = (keyLength: Length): DomainIdentityRequest => ({
  domainName: DOMAIN,
  signing: { mode: 'BYODKIM', key: { kind: 'GENERATED', secretId: secretArn, keyLength, replicaRegions: [] }, alsoPublish: [] },
  place: { kind: 'HOSTED_ZONE', hostedZoneId: world.zoneId(), zoneName: DOMAIN },
  signingEnabled: true,
  existingIdentity: 'FAIL',
  overlapDays: DEFAULT_OVERLAP_DAYS,
  tags: {},
});

/** The steps before the event, and the event; each by the length that is asked for. */
const SCENARIOS: Array<[string, { readonly before: Length[]; readonly versions: number }, Length]> = [
  ['the first key', { before: [], versions: 1 }, 2048],
  ['another length', { before: [2048], versions: 2 }, 1024],
  ['the way back', { before: [2048, 1024], versions: 2 }, 2048],
];

const event = (length: Length, former?: Length) => (
  handler.event(former === undefined ? 'Create' : 'Update', wants(length), former === undefined ? undefined : wants(former))
);

/** A secret after the steps before, and the event; the names of the records that the keys had until then. */
async function prepare(before: readonly Length[], length: Length) {
  await handler.forget();
  secretArn = (await world.secrets.send(new CreateSecretCommand({ Name: `made/${++secrets}` }))).ARN!;
  await world.shown();
  const names: string[] = [];
  for (const [index, earlier] of before.entries()) {
    names.push((await handler.runWell(event(earlier, before[index - 1]))).DkimName1);
  }
  return { given: event(length, before.at(-1)), names };
}

async function check({ DkimName1: name }: Record<string, string>, names: readonly string[], versions: number, length: Length): Promise<void> {
  const current = await world.secrets.send(new GetSecretValueCommand({ SecretId: secretArn }));
  const { selector, publicKey, keyLength } = JSON.parse(current.SecretString!);
  expect([`${selector}._domainkey.${DOMAIN}`, keyLength]).toEqual([name, length]);
  const { Versions } = await world.secrets.send(new ListSecretVersionIdsCommand({ SecretId: secretArn, IncludeDeprecated: true }));
  expect(Versions).toHaveLength(versions);
  expect(names.includes(name)).toBe(names.length === versions); // the former key, if none is new

  expect(world.selector()).toBe(selector);
  expect(await world.dig(name)).toEqual([`v=DKIM1; k=rsa; p=${publicKey}`]);
  const former = names.filter((other) => other !== name).map((other) => `TXT ${other}. (retired)`);
  expect((await world.records()).sort()).toEqual([`TXT ${name}.`, ...former].sort());
}

/** Without what SES has found out since. */
const lasting = ({ DkimStatus, ...others }: Record<string, string>) => others;

test.each(SCENARIOS)('%s', async (_, { before, versions }, length) => {
  const undisturbed = await prepare(before, length);
  const calls = world.aws.requests.since();
  await check(await handler.runWell(undisturbed.given), undisturbed.names, versions, length);
  // How often the state of the stack is asked for depends on the time that passes.
  const operations = calls().filter(({ principal, operation }) => principal.roleName?.includes(DEPLOY_ROLE) && operation !== 'DescribeStacks')
    .map(({ operation }) => operation);
  expect(operations).toEqual(expect.arrayContaining([
    // A new key, or the former one once more.
    versions > before.length ? 'PutSecretValue' : 'UpdateSecretVersionStage', 'ChangeResourceRecordSets', 'PutEmailIdentityDkimSigningAttributes',
  ]));

  // The gate tries kills after looks in memory. Of looks that follow one another the first says as much as the others.
  const isTried = (operation: string, last?: string) => !isLook(operation) || (EVERY && (last === undefined || !isLook(last)));
  const steps = [...operations.entries()].filter(([index, operation]) => isTried(operation, operations[index - 1]));
  for (const [index, operation] of steps) {
    const { given, names: earlier } = await prepare(before, length);
    const nth = operations.slice(0, index + 1).filter((other) => other === operation).length;
    world.aws.faults.add({ operation, nth, role: DEPLOY_ROLE, fault: { kind: 'kill-after' } });
    expect(`${operation} ${(await handler.run(given)).error}`).toMatch(/signal: killed/);
    expect(world.aws.faults.remaining()).toEqual([]);
    const answer = await handler.runWell(given);
    await check(answer, earlier, versions, length);
    expect(lasting(await handler.runWell(given))).toEqual(lasting(answer)); // and once more, as a late delivery
  }
});
