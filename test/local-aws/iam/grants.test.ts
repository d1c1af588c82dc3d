import { AccountUnderTest, document } from './account-under-test';

/*
 * Roles and policies as resources of a stack, and the grants that no call needed.
 */

const POLICY = 'AWS::IAM::Policy';
const MANAGED = 'AWS::IAM::ManagedPolicy';
const ROLE = 'AWS::IAM::Role';
const BASIC = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

let account: AccountUnderTest;
beforeEach(() => {
  account = new AccountUnderTest();
});

const unused = () => account.iam.unusedGrants().map(({ action, resource }) => `${action} ${resource}`).sort();

test('what Ref and GetAtt give, in each partition', async () => {
  const { physicalId, attributes } = await account.create(ROLE, 'HandlerRole', { Path: '/mail/' });
  expect(physicalId).toMatch(/^Mail-HandlerRole-[A-Z0-9]{12}$/);
  expect(attributes).toEqual({ Arn: `arn:aws:iam::111122223333:role/mail/${physicalId}`, RoleId: expect.stringMatching(/^AROA/) });
  expect((await account.create(ROLE, 'R', {}, 'us-gov-west-1')).attributes.Arn).toMatch(/^arn:aws-us-gov:iam::/);
  expect((await account.create(ROLE, 'L'.repeat(80), {})).physicalId).toHaveLength(64);
});

test('an action on a resource is used by a call that it allows, one by one', async () => {
  const role = await account.role({ Action: ['ses:Get', 'ses:Put'], Resource: ['arn:a', 'arn:b'] });
  expect(unused()).toHaveLength(4);
  expect(account.decision(role, 'ses:Get', 'arn:a')).toBe('allowed');
  account.decision(role, 'ses:Delete', 'arn:a');
  expect(unused()).toEqual(['ses:Get arn:b', 'ses:Put arn:a', 'ses:Put arn:b']);
});

test('equal grants under different conditions are two', async () => {
  const grant = { Action: 'ses:Get', Resource: 'arn:a' };
  const role = await account.role({ ...grant, Condition: { StringEquals: { k: '1' } } }, { ...grant, Condition: { StringEquals: { k: '2' } } });
  account.decision(role, 'ses:Get', 'arn:a', { k: '1' });
  expect(unused()).toEqual(['ses:Get arn:a']);
});

test('what was never needed is still known when the stack is gone', async () => {
  const { physicalId: Role } = await account.create(ROLE, 'Role', { ManagedPolicyArns: [BASIC] });
  const properties = { PolicyName: 'p', Roles: [Role], PolicyDocument: document({ Action: ['ses:Get', 'ses:Put'] }) };
  const { physicalId } = await account.create(POLICY, 'Policy', properties);
  expect(account.decision(Role, 'ses:Get')).toBe('allowed');
  expect(account.decision(Role, 'logs:PutLogEvents')).toBe('allowed');
  await account.delete(POLICY, 'Policy', physicalId, properties);
  expect(account.decision(Role, 'ses:Get')).toContain('because no identity-based policy');
  await account.delete(ROLE, 'Role', Role, { ManagedPolicyArns: [BASIC] });
  expect(unused()).toEqual(['ses:Put *']);
  expect(() => account.decision(Role, 'ses:Get')).toThrow('The security token included in the request is invalid.');
});

test('an updated policy allows what it says now', async () => {
  const { physicalId: Role } = await account.create(ROLE, 'Role', {});
  const properties = (Action: string, PolicyName = 'p') => ({ PolicyName, Roles: [Role], PolicyDocument: document({ Action }) });
  const { physicalId } = await account.create(POLICY, 'Policy', properties('ses:Get'));
  await account.update(POLICY, 'Policy', physicalId, properties('ses:Get'), properties('ses:Put', 'renamed'));
  expect([account.decision(Role, 'ses:Put'), account.decision(Role, 'ses:Get') === 'allowed']).toEqual(['allowed', false]);
  expect(unused()).toEqual(['ses:Get *']);
});

test('a managed policy, and its new version', async () => {
  const { physicalId: Role } = await account.create(ROLE, 'Role', {});
  const properties = (Action: string) => ({ Roles: [Role], PolicyDocument: document({ Action }) });
  const { physicalId } = await account.create(MANAGED, 'Policy', properties('ses:Get'));
  expect(physicalId).toMatch(/^arn:aws:iam::111122223333:policy\/Mail-Policy-/);
  expect(account.decision(Role, 'ses:Get')).toBe('allowed');
  await account.update(MANAGED, 'Policy', physicalId, properties('ses:Get'), properties('ses:Put'));
  expect(account.decision(Role, 'ses:Get')).toContain('is not authorized');
  expect(unused()).toEqual(['ses:Put *']);
});

test('a role that somebody put a policy on cannot be deleted; one that is gone is deleted', async () => {
  const { physicalId: Role } = await account.create(ROLE, 'Role', {});
  const properties = { PolicyName: 'p', Roles: [Role], PolicyDocument: document({ Action: 'ses:Get' }) };
  await account.create(POLICY, 'Policy', properties);
  await expect(account.delete(ROLE, 'Role', Role, {})).rejects.toThrow('must detach all policies first');
  await expect(account.delete(ROLE, 'Role', 'gone', {})).resolves.toBeUndefined();
  await expect(account.delete(POLICY, 'Policy', 'gone', { ...properties, Roles: ['gone'] })).resolves.toBeUndefined();
});

test('a managed policy of AWS that the engine does not know', async () => {
  const { physicalId: Role } = await account.create(ROLE, 'Role', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/Whatever'] });
  expect(() => account.decision(Role, 'ses:Get')).toThrow('does not implement the managed policy arn:aws:iam::aws:policy/Whatever');
});
