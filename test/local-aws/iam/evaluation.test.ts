import { conditionsHold } from '../../../local-aws/iam/conditions';
import { decide } from '../../../local-aws/iam/evaluation';
import type { Statement } from '../../../local-aws/iam/policy-document';

const ROLE = 'arn:aws:iam::111122223333:role/mail';

describe('a condition', () => {
  type Row = [operator: string, wanted: string | string[] | boolean, actual: string | string[] | undefined, holds: boolean];
  const TABLE: Row[] = [
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', 'a', undefined, false],
    ['StringEqualsIgnoreCase', 'a', 'A', true],
    ['StringNotEquals', 'a', 'b', true],
    ['StringNotEquals', 'a', 'a', false],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', 'a', undefined, true],
    ['StringNotEqualsIgnoreCase', 'a', 'A', false],
    ['StringLike', '*._domainkey.example.com', 'x._domainkey.example.com', true],
    ['StringLike', '*._domainkey.example.com', 'x._domainkeyAexample.com', false],
    ['StringLike', '*._domainkey.example.com', '_dmarc.example.com', false],
    ['StringLike', 'a?c', 'abc', true],
    ['StringLike', 'a?c', 'ac', false],
    ['StringNotLike', 'a*', 'ab', false],
    ['StringNotLike', 'a*', 'b', true],
    ['ArnLike', 'arn:aws:iam::*:role/m*', ROLE, true],
    ['ArnLike', 'arn:aws:iam::*:role/x*', ROLE, false],
    ['ArnLike', 'arn:aws:*', ROLE, false],
    ['ArnLike', 'arn:aws:*:role/mail', ROLE, false],
    ['ArnEquals', 'arn:aws:iam::111122223333:role/*', ROLE, true],
    ['ArnNotLike', 'arn:aws:iam::*:role/m*', ROLE, false],
    ['ArnNotEquals', 'arn:aws:iam::*:role/x*', ROLE, true],
    ['Bool', 'true', 'true', true],
    ['Bool', true, 'true', true],
    ['Bool', 'false', 'true', false],
    ['Bool', 'false', undefined, false],
    ['Null', 'true', undefined, true],
    ['Null', 'true', 'a', false],
    ['Null', 'false', 'a', true],
    ['Null', false, undefined, false],
    ['StringEqualsIfExists', 'a', undefined, true],
    ['StringEqualsIfExists', 'a', 'a', true],
    ['StringEqualsIfExists', 'a', 'b', false],
    ['BoolIfExists', 'true', undefined, true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringEquals', ['a'], [], true],
    ['ForAllValues:StringEquals', ['a'], undefined, true],
    ['ForAllValues:StringLike', ['*.a'], ['x.a', 'y.a'], true],
    ['ForAllValues:StringLike', ['*.a'], ['x.a', 'y.b'], false],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'a'], false],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'c'], true],
    ['ForAnyValue:StringEquals', ['a'], ['b', 'a'], true],
    ['ForAnyValue:StringEquals', ['a'], ['b', 'c'], false],
    ['ForAnyValue:StringEquals', ['a'], undefined, false],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
    ['ForAnyValue:StringNotEquals', ['a'], ['a'], false],
    ['ForAnyValue:StringNotEquals', ['a'], undefined, false],
  ];

  test.each(TABLE)('%s %j of the value %j holds: %j', (operator, wanted, actual, holds) => {
    const statement: Statement = { Effect: 'Allow', Condition: { [operator]: { 'aws:Key': wanted } } };
    expect(conditionsHold(statement, actual === undefined ? {} : { 'aws:key': actual })).toBe(holds);
  });

  test('holds only with all of its operators and keys', () => {
    const statement: Statement = { Effect: 'Allow', Condition: { StringEquals: { one: 'a', two: 'b' }, StringLike: { three: 'c*' } } };
    expect(conditionsHold(statement, { one: 'a', two: 'b', three: 'cd' })).toBe(true);
    expect(conditionsHold(statement, { one: 'a', two: 'x', three: 'cd' })).toBe(false);
    expect(conditionsHold(statement, { one: 'a', two: 'b', three: 'x' })).toBe(false);
  });

  test('that is not implemented is an error, not a yes or a no', () => {
    expect(() => conditionsHold({ Effect: 'Allow', Condition: { NumericLessThan: { 'aws:key': '1' } } }, { 'aws:key': '0' }))
      .toThrow(/IAM condition operator NumericLessThan/);
  });
});

describe('a decision', () => {
  const REQUEST = { action: 'ses:GetEmailIdentity', resource: 'arn:aws:ses:eu-west-1:111122223333:identity/example.com' };
  const ALLOW_ALL: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
  const NO_POLICY = 'because no identity-based policy allows the ses:GetEmailIdentity action';
  const NO_BOUNDARY = 'because no permissions boundary allows the ses:GetEmailIdentity action';

  test.each<[string, Statement[], Statement[] | undefined, string | undefined]>([
    ['no statement at all', [], undefined, NO_POLICY],
    ['an allow', [{ Effect: 'Allow', Action: 'ses:GetEmailIdentity', Resource: REQUEST.resource }], undefined, undefined],
    ['an allow in another case', [{ Effect: 'Allow', Action: 'SES:getemailidentity', Resource: '*' }], undefined, undefined],
    ['an allow with wildcards', [{ Effect: 'Allow', Action: ['s3:*', 'ses:Get*'], Resource: ['x', 'arn:aws:ses:*:*:identity/*'] }], undefined, undefined],
    ['an allow of another action', [{ Effect: 'Allow', Action: 'ses:Delete*', Resource: '*' }], undefined, NO_POLICY],
    ['an allow of another resource', [{ Effect: 'Allow', Action: '*', Resource: `${REQUEST.resource}.org` }], undefined, NO_POLICY],
    ['an allow of the resource in another case', [{ Effect: 'Allow', Action: '*', Resource: REQUEST.resource.toUpperCase() }], undefined, NO_POLICY],
    ['an allow whose condition fails', [{ ...ALLOW_ALL, Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } }], undefined, NO_POLICY],
    ['an allow whose condition holds', [{ ...ALLOW_ALL, Condition: { StringEquals: { 'aws:requestedregion': 'eu-west-1' } } }], undefined, undefined],
    ['a deny beside an allow', [ALLOW_ALL, { Effect: 'Deny', Action: 'ses:Get*', Resource: '*' }], undefined, 'with an explicit deny in an identity-based policy'],
    ['a deny of another action', [ALLOW_ALL, { Effect: 'Deny', Action: 'ses:Delete*', Resource: '*' }], undefined, undefined],
    ['a deny whose condition fails', [ALLOW_ALL, { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { x: 'true' } } }], undefined, undefined],
    ['a NotAction of others', [{ Effect: 'Allow', NotAction: 'ses:Delete*', Resource: '*' }], undefined, undefined],
    ['a NotAction of this', [{ Effect: 'Allow', NotAction: ['s3:*', 'ses:Get*'], Resource: '*' }], undefined, NO_POLICY],
    ['a deny of all but this', [ALLOW_ALL, { Effect: 'Deny', NotAction: 'ses:*', Resource: '*' }], undefined, undefined],
    ['a NotResource of others', [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::*' }], undefined, undefined],
    ['a NotResource of this', [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:ses:*' }], undefined, NO_POLICY],
    ['a boundary that allows it', [ALLOW_ALL], [{ Effect: 'Allow', Action: 'ses:*', Resource: '*' }], undefined],
    ['a boundary that does not', [ALLOW_ALL], [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }], NO_BOUNDARY],
    ['an empty boundary', [ALLOW_ALL], [], NO_BOUNDARY],
    ['a boundary that denies it', [ALLOW_ALL], [ALLOW_ALL, { Effect: 'Deny', Action: 'ses:*', Resource: '*' }], 'with an explicit deny in a permissions boundary'],
    ['a boundary alone', [], [ALLOW_ALL], NO_POLICY],
  ])('with %s', (_, identity, boundary, reason) => {
    const decision = decide(REQUEST, { 'aws:RequestedRegion': 'eu-west-1' }, identity, boundary);
    expect(decision).toMatchObject(reason === undefined ? { allowed: true } : { allowed: false, reason });
  });

  test('tells the grants that it used, and no others', () => {
    const decision = decide(REQUEST, {}, [
      { Effect: 'Allow', Action: ['ses:GetEmailIdentity', 'ses:DeleteEmailIdentity'], Resource: ['arn:aws:ses:*', 'arn:aws:s3:::*'] },
      { Effect: 'Allow', Action: 's3:*', Resource: '*' },
    ]);
    expect(decision.allowed && decision.used.map(({ action, resource }) => [action, resource])).toEqual([['ses:GetEmailIdentity', 'arn:aws:ses:*']]);
  });
});
