import { ACCOUNT, AccountUnderTest, document, type Granted } from './account-under-test';

/*
 * What a role may do, its policies being resources of a stack. [DOC IAM: policy evaluation logic; JSON policy elements]
 */

const account = new AccountUnderTest();
const IDENTITY = `arn:aws:ses:eu-west-1:${ACCOUNT}:identity/example.com`;

test.each<[string, Granted[], boolean]>([
  ['the action and the resource', [{ Action: 'ses:PutIt', Resource: IDENTITY }], true],
  ['actions without regard to case', [{ Action: 'SES:putit' }], true],
  ['patterns', [{ Action: 'ses:Put*', Resource: 'arn:aws:ses:*:*:identity/exampl?.com' }], true],
  ['one of several', [{ Action: ['ses:Get', 'ses:PutIt'], Resource: ['arn:other', IDENTITY] }], true],
  ['another action', [{ Action: 'ses:PutItAll' }], false],
  ['another resource', [{ Action: 'ses:PutIt', Resource: `${IDENTITY}.evil` }], false],
  ['a dot is a dot', [{ Action: 'ses:PutIt', Resource: IDENTITY.replace('.com', 'xcom') }], false],
  ['NotAction', [{ NotAction: 'ses:Delete*' }], true],
  ['NotAction that names it', [{ NotAction: 'ses:Put*' }], false],
  ['NotResource', [{ Action: 'ses:PutIt', NotResource: 'arn:aws:s3:::*' }], true],
  ['NotResource that names it', [{ Action: 'ses:PutIt', NotResource: IDENTITY }], false],
  ['a deny besides', [{ Action: '*' }, { Effect: 'Deny', Action: 'ses:Put*' }], false],
  ['a deny of something else', [{ Action: '*' }, { Effect: 'Deny', Action: 'ses:Get*' }], true],
  ['nothing', [], false],
])('%s', async (_, statements, allowed) => {
  expect(account.decision(await account.role(...statements), 'ses:PutIt', IDENTITY) === 'allowed').toBe(allowed);
});

test('a refusal says who, what, on what and why, and is remembered', async () => {
  const role = await account.role({ Action: 'ses:Get*' });
  const before = account.iam.denials.length;
  expect(account.decision(role, 'ses:PutIt', IDENTITY)).toBe(
    `User: arn:aws:sts::${ACCOUNT}:assumed-role/${role}/session is not authorized to perform: ses:PutIt on resource: ${IDENTITY} `
    + 'because no identity-based policy allows the ses:PutIt action',
  );
  expect(account.iam.denials.slice(before)).toEqual([expect.objectContaining({ action: 'ses:PutIt', resource: IDENTITY })]);
});

test('an administrator may do anything', () => {
  const principal = { account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/administrator`, accessKeyId: 'A' };
  const call = { requestId: '1', account: ACCOUNT, region: 'eu-west-1', principal };
  expect(() => account.iam.authorize(call, [{ action: 'ses:PutIt', resource: '*' }])).not.toThrow();
});

type Context = Record<string, string | string[]>;
test.each<[boolean, NonNullable<Granted['Condition']>, Context]>([
  [true, { StringEquals: { 'aws:requestedregion': ['us-east-1', 'eu-west-1'] } }, {}],
  [false, { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }, {}],
  [true, { StringLike: { k: 'a*' } }, { k: 'abc' }],
  [false, { StringLike: { k: 'a*' } }, {}],
  [true, { StringNotEquals: { k: 'a' } }, {}],
  [false, { StringNotLike: { k: ['x', 'a*'] } }, { k: 'abc' }],
  [true, { StringEqualsIgnoreCase: { k: 'ABC' } }, { k: 'abc' }],
  [true, { StringEqualsIfExists: { k: 'a' } }, {}],
  [false, { StringEqualsIfExists: { k: 'a' } }, { k: 'b' }],
  [true, { ArnLike: { k: 'arn:aws:sns:*:*:a*' } }, { k: 'arn:aws:sns:eu-west-1:1:a:b' }],
  [false, { ArnLike: { k: 'arn:aws:sns:*' } }, { k: 'arn:aws:sns:eu-west-1:1:b' }], // assumed: a pattern has all six parts
  [false, { ArnLike: { k: 'arn:aws:*:b' } }, { k: 'arn:aws:sns:eu-west-1:1:b' }],
  [false, { ArnNotEquals: { k: 'arn:aws:sns:eu-west-1:1:b' } }, { k: 'arn:aws:sns:eu-west-1:1:b' }],
  [true, { Bool: { k: true } }, { k: 'true' }],
  [false, { Bool: { k: 'true' } }, {}],
  [true, { Null: { k: 'true' } }, {}],
  [false, { Null: { k: 'true' } }, { k: 'x' }],
  [true, { Null: { k: false } as never }, { k: 'x' }],
  [true, { 'ForAllValues:StringEquals': { k: ['A', 'B'] } }, { k: ['A', 'B'] }],
  [false, { 'ForAllValues:StringEquals': { k: ['A', 'B'] } }, { k: ['A', 'C'] }],
  [true, { 'ForAllValues:StringLike': { k: '*._domainkey.example.com' } }, { k: ['a._domainkey.example.com'] }],
  [true, { 'ForAllValues:StringEquals': { k: 'A' } }, {}],
  [true, { 'ForAnyValue:StringEquals': { k: 'A' } }, { k: ['B', 'A'] }],
  [false, { 'ForAnyValue:StringEquals': { k: 'A' } }, {}],
  [false, { 'ForAnyValue:StringNotEquals': { k: 'A' } }, {}],
  [false, { StringEquals: { k: 'a' }, StringLike: { other: 'b' } }, { k: 'a', other: 'c' }],
])('%s: %j in %j', async (holds, Condition, context) => {
  const role = await account.role({ Action: 'x:Y', Condition });
  expect(account.decision(role, 'x:Y', '*', context) === 'allowed').toBe(holds);
});

test.each([
  [{ NumericLessThan: { k: '1' } }, 'NumericLessThan'],
  [{ 'What:Ever': { k: '1' } }, 'What:Ever'],
  [{ StringEquals: { k: '${aws:username}' } }, '${aws:username}'],
])('what is not imitated fails loudly: %j', async (Condition, named) => {
  const role = await account.role({ Action: 'x:Y', Condition });
  expect(() => account.decision(role, 'x:Y', '*', { k: '1' })).toThrow(`does not implement the IAM ${named.startsWith('$') ? 'policy variable in' : 'condition operator'} ${named}`);
});

describe('a permissions boundary', () => {
  const boundary = async (...statements: Granted[]) => {
    const { physicalId } = await account.create('AWS::IAM::ManagedPolicy', 'Boundary', { PolicyDocument: document(...statements) });
    const role = await account.create('AWS::IAM::Role', 'Role', {
      PermissionsBoundary: physicalId, Policies: [{ PolicyName: 'p', PolicyDocument: document({ Action: 'ses:*' }) }],
    });
    return role.physicalId;
  };

  test('allows nothing by itself', async () => {
    const role = await boundary({ Action: ['ses:Get', 's3:*'] });
    expect(account.decision(role, 'ses:Get')).toBe('allowed');
    expect(account.decision(role, 's3:Get')).toContain('because no identity-based policy allows');
    expect(account.decision(role, 'ses:Put')).toContain('because no permissions boundary allows the ses:Put action');
  });

  test('denies', async () => {
    const role = await boundary({ Action: '*' }, { Effect: 'Deny', Action: 'ses:Put' });
    expect(account.decision(role, 'ses:Put')).toContain('with an explicit deny in a permissions boundary');
  });
});

describe('IAM\'s quotas', () => {
  const long = (characters: number) => document({ Action: `ses:${'a'.repeat(characters)}` });
  const policy = (characters: number) => ({ PolicyName: `p${characters}`, PolicyDocument: long(characters) });

  test('bound what a role has in itself', async () => {
    await account.create('AWS::IAM::Role', 'Fits', { Policies: [policy(5_000), policy(5_001)] });
    await expect(account.create('AWS::IAM::Role', 'Full', { Policies: [policy(5_100), policy(5_101)] })).rejects.toThrow('Maximum policy size of 10240 bytes exceeded');
  });

  test('bound a managed policy, and how many of them a role has', async () => {
    await expect(account.create('AWS::IAM::ManagedPolicy', 'Large', { PolicyDocument: long(6_100) })).rejects.toThrow('Cannot exceed quota for PolicySize: 6144');
    const role = await account.role();
    const attach = (index: number) => account.create('AWS::IAM::ManagedPolicy', `Number${index}`, { PolicyDocument: long(6_000), Roles: [role] });
    await Promise.all(Array.from({ length: 10 }, (_, index) => attach(index)));
    await expect(attach(10)).rejects.toThrow('Cannot exceed quota for PoliciesPerRole: 10');
  });
});

test('a role may connect a function to a VPC if it has all that Lambda needs for that', async () => {
  const connects = async (...statements: Granted[]) => account.iam.mayConnect(`arn:aws:iam::${ACCOUNT}:role/${await account.role(...statements)}`, 'eu-west-1');
  expect(await connects({ Action: 'ec2:*' })).toBe(true);
  expect(await connects({ Action: ['ec2:Create*', 'ec2:Describe*', 'ec2:Delete*'] })).toBe(false);
});
