import { CreateSecretCommand, DeleteSecretCommand, GetSecretValueCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { type Experiment, known, unknown } from '../experiment';
import type { Laboratory } from '../laboratory';
import { functionWith } from '../roles';
import { outputOf } from '../stacks';

const MINUTE = 60_000;
const STEP_MS = 13 * MINUTE;
/** How exactly the times of attempts can be compared. */
const ABOUT_MS = 5 * MINUTE;
const LOOK_MS = 15_000;
const LONGEST_MS = 120 * MINUTE;

/** Notes in a secret when it was called, waits as long as the description of that secret says, and fails. */
const PREAMBLE = `
const { SecretsManagerClient, DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
const client = new SecretsManagerClient({});
`;
const HANDLER = `
  const SecretId = process.env.AWS_LAMBDA_FUNCTION_NAME;
  const times = JSON.parse((await client.send(new GetSecretValueCommand({ SecretId }))).SecretString);
  const { Description } = await client.send(new DescribeSecretCommand({ SecretId }));
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify([...times, Date.now()]) }));
  await new Promise((resolve) => setTimeout(resolve, Number(Description)));
  throw new Error('as asked');
`;

export const longStep: Experiment = {
  id: 'long-step',
  question: 'What does Secrets Manager do with a step of a rotation that takes long?',
  settles: ['secretsManager.stepTimeoutMs'],
  minutes: 60,
  run: async (laboratory) => {
    const waits = await secondAttempt(laboratory, 0);
    const takesLong = await secondAttempt(laboratory, STEP_MS);
    if (waits === undefined || takesLong === undefined) {
      return [unknown('secretsManager.stepTimeoutMs', 'there was no second attempt in two hours')];
    }
    const limit = Math.round((takesLong - waits) / ABOUT_MS) * ABOUT_MS;
    return [known('secretsManager.stepTimeoutMs', limit + ABOUT_MS > STEP_MS ? 0 : limit)];
  },
};

/** How long after the first attempt the second one comes, if a step takes so long and fails then. */
async function secondAttempt(laboratory: Laboratory, stepMs: number): Promise<number | undefined> {
  const { clients, stacks, newName, delayUntil } = laboratory;
  const secrets = clients.secrets();
  const statements = [
    { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue'], Resource: '*' },
  ];
  const stack = await stacks.create({
    ...functionWith(PREAMBLE, HANDLER, statements),
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: { Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'Function' }, Principal: 'secretsmanager.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' } },
    },
  }, { Name: { Ref: 'Function' }, Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } });
  const create = async (Name: string, text: string) => {
    await secrets.send(new CreateSecretCommand({ Name, SecretString: text, Description: String(stepMs) }));
    laboratory.willRemove(`the secret ${Name}`, () => secrets.send(new DeleteSecretCommand({ SecretId: Name, ForceDeleteWithoutRecovery: true })));
  };
  const [log, rotated] = [outputOf(stack, 'Name'), newName()];
  await create(log, '[]');
  await create(rotated, 'nothing');
  await secrets.send(new RotateSecretCommand({ SecretId: rotated, RotationLambdaARN: outputOf(stack, 'Arn'), RotationRules: { AutomaticallyAfterDays: 30 } }));
  let times: number[] = [];
  await delayUntil(async () => {
    times = JSON.parse((await secrets.send(new GetSecretValueCommand({ SecretId: log }))).SecretString!) as number[];
    return times.length > 1;
  }, LOOK_MS, LONGEST_MS);
  const [first, second] = times;
  return second === undefined ? undefined : second - first;
}
