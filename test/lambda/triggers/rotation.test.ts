import { linesOfLog, me, occasionWith, REQUEST, STACK_ID } from './occasion';
import { onRotation } from '../../../lambda/triggers/rotation';
import { SECRET_DOMAIN_TAG } from '../../../src/contract/tags';

const lines = linesOfLog();

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf';
const OURS = { [SECRET_DOMAIN_TAG]: 'example.com', 'aws:cloudformation:stack-id': STACK_ID };

const rotate = (occasion: ReturnType<typeof occasionWith>, Step: string, tags: Record<string, string> | undefined = OURS) => (
  onRotation({ Step, SecretId: SECRET, ClientRequestToken: 'v2' }, { ...occasion, secretTags: async () => tags })
);

test.each([
  ['createSecret', 'createSecret'], ['setSecret', 'setSecret'], ['testSecret', 'testSecret'], ['finishSecret', 'finishSecret'],
  ['create_secret', 'createSecret'], ['set_secret', 'setSecret'], ['test_secret', 'testSecret'], ['finish_secret', 'finishSecret'],
])('the step %s, for the domain of the secret', async (Step, step) => {
  const occasion = occasionWith();
  await rotate(occasion, Step);
  expect(occasion.reconciler.rotate.mock.calls[0].slice(1)).toEqual([me(), { ...REQUEST }, { step, versionId: 'v2', deadline: occasion.deadline }]);
});

test('fails with an unknown step', async () => {
  await expect(rotate(occasionWith(), 'deleteSecret')).rejects.toThrow(`unknown rotation step 'deleteSecret' of the secret ${SECRET}`);
});

test.each<[string, Record<string, string>]>([
  ['another stack', { ...OURS, 'aws:cloudformation:stack-id': `${STACK_ID}0` }],
  ['no stack', { [SECRET_DOMAIN_TAG]: 'example.com' }],
  ['somebody who has no domain for it', { 'aws:cloudformation:stack-id': STACK_ID }],
  ['nobody', {}],
])('fails with a secret of %s', async (_, tags) => {
  const occasion = occasionWith();
  await expect(rotate(occasion, 'createSecret', tags)).rejects.toThrow('is not a generated key of the stack');
  expect(occasion.identities.get).not.toHaveBeenCalled();
});

test('fails if the identity is not there, or belongs to somebody else', async () => {
  const gone = occasionWith();
  gone.identities.get.mockResolvedValue(undefined);
  await expect(rotate(gone, 'setSecret')).rejects.toThrow('there is no SES identity example.com in eu-west-1; deploy the stack again');
  const taken = occasionWith();
  taken.reconciler.otherOwner.mockReturnValue('the resource Identity of the stack Other');
  await expect(rotate(taken, 'setSecret')).rejects.toThrow('does not belong to this stack any more: the resource Identity of the stack Other has taken it over');
  const untagged = occasionWith();
  untagged.reconciler.settingsOf.mockReturnValue(undefined);
  await expect(rotate(untagged, 'setSecret')).rejects.toThrow('has lost tags of its owner; the hourly clock writes them again if it can');
  expect(untagged.reconciler.lostOwnerTags).not.toHaveBeenCalled();
});

test('what fails counts as an error of the domain and of the stack', async () => {
  const occasion = occasionWith();
  await rotate(occasion, 'setSecret');
  expect(lines).toEqual([]);
  occasion.reconciler.rotate.mockRejectedValue(new Error('no record'));
  await expect(rotate(occasion, 'setSecret')).rejects.toThrow('no record');
  expect(lines).toMatchObject([{ level: 'ERROR', Domain: 'example.com', ReconcileErrors: 1, error: 'no record' }, { StackName: 'Mail', ReconcileErrors: 1 }]);
});
