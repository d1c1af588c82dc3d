import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { ONE, SecretsUnderTest, STACK, THREE, TWO } from './secrets-under-test';
import { DeployedFunction } from '../lambda/deployed-function';

const PRINT = 'exports.handler = async (event) => { console.log(JSON.stringify(event)); };';

let secrets: SecretsUnderTest;
let listener: DeployedFunction;

beforeEach(async () => {
  secrets = await SecretsUnderTest.start();
});
afterEach(() => secrets.aws.stop());

/** A rule for the secret, and a function that prints what it is told. */
async function listen(code = PRINT): Promise<void> {
  listener = await DeployedFunction.create(secrets.aws, STACK, code);
  const { attributes } = await secrets.aws.events.resources['AWS::Events::Rule'].create({
    stack: STACK,
    logicalId: 'Rule',
    type: 'AWS::Events::Rule',
    tags: {},
    properties: {
      EventPattern: { 'source': ['aws.secretsmanager'], 'detail-type': ['Secret Label Updated'], 'resources': [secrets.arn] },
      Targets: [{ Id: 'Target0', Arn: listener.arn }],
    },
  });
  await listener.permit('events.amazonaws.com', { SourceArn: attributes.Arn });
}

const heard = async () => {
  await secrets.aws.lambda.settled();
  return listener.printed().map(({ detail }) => [detail.labelUpdated, detail.versionId]).sort();
};

test('a new current version is told, with the secret and the version, and its value is not', async () => {
  await listen();
  await secrets.put('two', TWO);
  await secrets.client.send(new CreateSecretCommand({ Name: 'another', SecretString: 'one' }));
  expect(await heard()).toEqual([['AWSCURRENT', TWO]]);
  expect(listener.printed()).toMatchObject([{
    source: 'aws.secretsmanager', region: 'eu-west-1', resources: [secrets.arn], detail: { name: 'dkim/key', labelUpdated: 'AWSCURRENT', versionId: TWO },
  }]);
});

test('every label is told but AWSPENDING and AWSPREVIOUS', async () => {
  await listen();
  await secrets.put('two', TWO, { VersionStages: ['AWSPENDING'] });
  await secrets.put('three', THREE, { VersionStages: ['MINE'] });
  await secrets.move({ MoveToVersionId: TWO, RemoveFromVersionId: ONE });
  expect(await heard()).toEqual([['AWSCURRENT', TWO], ['MINE', THREE]]);
});

test('a label that stays where it is, or is taken off, is not told', async () => {
  await listen();
  await secrets.put('two', TWO);
  await secrets.put('two', TWO);
  await secrets.move({ VersionStage: 'MINE', MoveToVersionId: ONE });
  await secrets.move({ VersionStage: 'MINE', RemoveFromVersionId: ONE });
  expect(await heard()).toEqual([['AWSCURRENT', TWO], ['MINE', ONE]]);
});

test('a function that fails is told again, as Lambda does with any event', async () => {
  await listen(`${PRINT.replace('};', 'throw new Error("no"); };')}`);
  await secrets.put('two', TWO);
  expect(await heard()).toHaveLength(1);
  await secrets.aws.clock.advance(60_000);
  expect(await heard()).toHaveLength(2);
});
