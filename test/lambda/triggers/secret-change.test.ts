import { linesOfLog, occasionWith } from './occasion';
import { onSecretChange } from '../../../lambda/triggers/secret-change';

const lines = linesOfLog();

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:mail/dkim-AbCdEf';

async function tended(secret: string, of: ReadonlyArray<{ domain: string; secret: string }>) {
  const occasion = occasionWith();
  await onSecretChange({ followed: { secret, of } }, occasion);
  return occasion.reconciler.tend.mock.calls.map(([, , { domainName }]) => domainName).sort();
}

test.each([
  ['its ARN', ARN],
  ['an ARN without the end', ARN.slice(0, -7)],
  ['its name', 'mail/dkim'],
])('the domains of the secret are looked after: by %s', async (_, secret) => {
  expect(await tended(ARN, [{ domain: 'a', secret }, { domain: 'b', secret: 'other' }, { domain: 'c', secret }])).toEqual(['a', 'c']);
});

test('a name that ends like an ARN is a name', async () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:dkim-202611-AbCdEf';
  expect(await tended(arn, [{ domain: 'a', secret: 'dkim-202611' }, { domain: 'b', secret: 'dkim' }])).toEqual(['a']);
});

test('a secret of nobody is nothing to do', async () => {
  expect(await tended(`${ARN.slice(0, -1)}x`, [{ domain: 'a', secret: ARN }])).toEqual([]);
});

test('what fails counts as an error of the domain and of the stack', async () => {
  const occasion = occasionWith();
  occasion.reconciler.tend.mockRejectedValue(new Error('no record'));
  const failing = onSecretChange({ followed: { secret: ARN, of: [{ domain: 'example.com', secret: ARN }] } }, occasion);
  await expect(failing).rejects.toThrow('1 of 1 domains: example.com: no record');
  expect(lines).toMatchObject([{ domainName: 'example.com', error: 'no record' }, { StackName: 'Mail', ReconcileErrors: 1 }]);
});
