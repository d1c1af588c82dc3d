import { CreateSecretCommand, GetSecretValueCommand, ListSecretVersionIdsCommand } from '@aws-sdk/client-secrets-manager';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Handler } from './handler';
import { DOMAIN, World } from './world';
import { DomainIdentity } from '../../src';
import type { DkimKeyRequest } from '../../src/contract/dkim-key';

/*
 * A handler that dies after any of its calls while it makes a key, and is run again with the same event: one key for each
 * thing that was asked for, and no version that nobody asked for.
 */

let world: World;
let handler: Handler;
let secretArn: string;
let secrets = 0;

beforeAll(async () => {
  world = await World.start();
  handler = await Handler.of(world, (stack) => {
    const { node } = new DomainIdentity(stack, 'Identity', { domainName: DOMAIN }).stack;
    const [role] = node.findAll().filter((construct): construct is iam.Role => construct instanceof iam.Role && construct.node.id === 'Role');
    // A secret for each run, where a stack has one for each key.
    role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map((action) => `secretsmanager:${action}`),
      resources: ['*'],
    }));
  });
});
afterAll(() => world.stop());

const wants = (keyLength: 1024 | 2048): DkimKeyRequest => ({ kind: 'generated', domainName: DOMAIN, secretArn, keyLength, isRotated: false });

/** The steps before the event, and the event; each by the length that is asked for. */
const SCENARIOS: Array<[string, { readonly before: Array<1024 | 2048>; readonly versions: number }, 1024 | 2048]> = [
  ['the first key', { before: [], versions: 1 }, 2048],
  ['another length', { before: [2048], versions: 2 }, 1024],
  ['the way back', { before: [2048, 1024], versions: 2 }, 2048],
];

/** A secret after the steps before, and the event. */
async function prepare(before: ReadonlyArray<1024 | 2048>, length: 1024 | 2048) {
  secretArn = (await world.secrets.send(new CreateSecretCommand({ Name: `made/${++secrets}` }))).ARN!;
  const answers = [];
  for (const [index, earlier] of before.entries()) {
    answers.push(await handler.runWell(handler.keyEvent(index === 0 ? 'Create' : 'Update', wants(earlier), index === 0 ? undefined : wants(before[index - 1]))));
  }
  const event = handler.keyEvent(before.length === 0 ? 'Create' : 'Update', wants(length), before.length === 0 ? undefined : wants(before.at(-1)!));
  return { event, answers };
}

async function check(answer: Record<string, string>, answers: Array<Record<string, string>>, versions: number, length: number): Promise<void> {
  const current = await world.secrets.send(new GetSecretValueCommand({ SecretId: secretArn }));
  expect(JSON.parse(current.SecretString!)).toMatchObject({ selector: answer.Selector, keyLength: length });
  expect(current.VersionId).toBe(answer.SecretVersionId);
  const { Versions } = await world.secrets.send(new ListSecretVersionIdsCommand({ SecretId: secretArn, IncludeDeprecated: true }));
  expect(Versions).toHaveLength(versions);
  expect(answers.some(({ Selector }) => Selector === answer.Selector)).toBe(answers.length === versions); // the former key, if none is new
}

test.each(SCENARIOS)('%s', async (_, { before, versions }, length) => {
  const undisturbed = await prepare(before, length);
  const calls = world.aws.requests.since();
  await check(await handler.runWell(undisturbed.event), undisturbed.answers, versions, length);
  const operations = calls({ service: 'secretsmanager' }).filter(({ principal }) => principal.roleName).map(({ operation }) => operation);
  expect(operations.length).toBeGreaterThan(1);

  for (const [index, operation] of operations.entries()) {
    const { event, answers } = await prepare(before, length);
    const nth = operations.slice(0, index + 1).filter((other) => other === operation).length;
    world.aws.faults.add({ operation, nth, role: 'CdkSesDkimRole', fault: { kind: 'kill-after' } });
    expect(`${operation} ${(await handler.run(event)).error}`).toMatch(/signal: killed/);
    expect(world.aws.faults.remaining()).toEqual([]);
    const answer = await handler.runWell(event);
    await check(answer, answers, versions, length);
    expect(await handler.runWell(event)).toEqual(answer); // and once more, as a late delivery
  }
});
