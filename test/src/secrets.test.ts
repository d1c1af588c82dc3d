import { Stack } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { allowing, Mail } from './fixture';
import { Dkim, DkimKey } from '../../src';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:dkim-202611-AbCdEf';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});
const signWith = (secret: ISecret) => mail.identity({ dkim: Dkim.byoDkim({ key: DkimKey.fromSecret(secret, { selector: 'mail' }) }) });

/* A partial ARN does not find a secret whose name ends with a hyphen and six characters. */
test.each<[string, (stack: Stack) => ISecret, string, string]>([
  ['its name', (stack) => Secret.fromSecretNameV2(stack, 'S', 'dkim-202611'), 'dkim-202611', 'arn:*:secretsmanager:*:*:secret:dkim-202611-??????'],
  ['a partial ARN', (stack) => Secret.fromSecretPartialArn(stack, 'S', ARN.slice(0, -7)), 'dkim-202611', 'arn:*:secretsmanager:*:*:secret:dkim-202611-??????'],
  ['its whole ARN', (stack) => Secret.fromSecretCompleteArn(stack, 'S', ARN), ARN, ARN],
])('a secret that is imported by %s is read by what finds it', (_, secretOf, secretId, resource) => {
  signWith(secretOf(mail.stack));
  expect(mail.properties().Signing.Key.SecretId).toBe(secretId);
  expect(allowing(mail.listed('Deploy'), 'secretsmanager:GetSecretValue').map(({ Resource }) => Resource)).toEqual([[resource]]);
});

test('a secret of the stack is read by its whole ARN', () => {
  signWith(new Secret(mail.stack, 'Own'));
  const ref = { Ref: mail.only('AWS::SecretsManager::Secret')[0] };
  expect(mail.properties().Signing.Key.SecretId).toEqual(ref);
  expect(allowing(mail.listed('Deploy'), 'secretsmanager:GetSecretValue').map(({ Resource }) => Resource)).toEqual([[ref]]);
});

test('a secret of another account is read by its whole ARN', () => {
  const there = ARN.replace('111122223333', '999999999999');
  signWith(Secret.fromSecretCompleteArn(mail.stack, 'S', there));
  expect(mail.properties().Signing.Key.SecretId).toBe(there);
});

test.each<[string, (stack: Stack) => ISecret, string]>([
  [
    'in another Region, by its ARN', (stack) => Secret.fromSecretCompleteArn(stack, 'S', ARN.replace('eu-west-1', 'us-east-1')),
    '`DkimKey.fromSecret` needs a secret in the Region of the stack, \'eu-west-1\', got one in \'us-east-1\'',
  ],
  [
    'in another partition', (stack) => Secret.fromSecretCompleteArn(stack, 'S', ARN.replace('aws', 'aws-cn')),
    '`DkimKey.fromSecret` must be in the stack\'s partition \'aws\', got \'arn:aws-cn:',
  ],
  [
    'of another service', (stack) => Secret.fromSecretCompleteArn(stack, 'S', 'arn:aws:ssm:eu-west-1:111122223333:parameter/dkim-AbCdEf'),
    '`DkimKey.fromSecret` must be a secret of Secrets Manager, got \'arn:aws:ssm:eu-west-1:111122223333:parameter/dkim-AbCdEf\'',
  ],
  [
    'of a stack in another Region', (stack) => new Secret(new Stack(stack.node.root as any, 'There', { env: { account: '111122223333', region: 'us-east-1' } }), 'S'),
    '`DkimKey.fromSecret` needs a secret in the Region of the stack, \'eu-west-1\', got one in \'us-east-1\'',
  ],
  [
    'of another account, by a part of its ARN', (stack) => Secret.fromSecretPartialArn(stack, 'S', ARN.slice(0, -7).replace('111122223333', '999999999999')),
    '`DkimKey.fromSecret` needs a secret in the account of the stack, \'111122223333\', got one in \'999999999999\'',
  ],
  ['without a name', (stack) => Secret.fromSecretNameV2(stack, 'S', ''), '`DkimKey.fromSecret` must be a secret whose name has 1 to 512 characters, which may be letters, digits and any of \'/_+=.@-!\', got \'\''],
])('a secret %s is refused', (_, secretOf, problem) => {
  expect(() => signWith(secretOf(mail.stack))).toThrow(problem);
});

test('a replica in another Region is refused', () => {
  const secret = Secret.fromSecretCompleteArn(mail.stack, 'S', ARN.replace('eu-west-1', 'us-east-1'));
  expect(() => mail.identity({ dkim: Dkim.byoDkimReplica({ secret }) })).toThrow('`Dkim.byoDkimReplica` needs a secret in the Region of the stack');
});
