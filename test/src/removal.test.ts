import { CfnDeletionPolicy, type CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { Mail } from './fixture';
import { Dkim, DkimKey } from '../../src';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});
const policies = () => {
  const { DeletionPolicy, UpdateReplacePolicy } = mail.only('Custom::SesDomainIdentity')[1];
  return [DeletionPolicy, UpdateReplacePolicy];
};

test('without a policy the template has none', () => {
  mail.identity();
  expect(policies()).toEqual([undefined, undefined]);
});

test.each([
  [RemovalPolicy.RETAIN, ['Retain', 'Retain']],
  [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, ['RetainExceptOnCreate', 'Retain']],
  [RemovalPolicy.DESTROY, ['Delete', 'Delete']],
])('applyRemovalPolicy does what the property does: %s', (policy, expected) => {
  mail.identity({ removalPolicy: policy });
  expect(policies()).toEqual(expected);
  mail = new Mail();
  mail.identity().applyRemovalPolicy(policy);
  expect(policies()).toEqual(expected);
});

test('an identity has no snapshot', () => {
  expect(() => new Mail().identity({ removalPolicy: RemovalPolicy.SNAPSHOT })).toThrow(
    '`removalPolicy` must be one of `RemovalPolicy.DESTROY`, `RemovalPolicy.RETAIN`, `RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE`, got \'snapshot\'',
  );
  expect(() => mail.identity({}, 'Other').applyRemovalPolicy(RemovalPolicy.SNAPSHOT)).toThrow('`policy` of `applyRemovalPolicy` must be');
});

test.each(['Resource', 'Key'])('an aspect or an escape hatch makes no snapshot either: %s', (id) => {
  const made = mail.identity({ dkim: Dkim.byoDkim({ key: DkimKey.generate() }) }).node.findChild(id);
  ((made.node.defaultChild ?? made) as CfnResource).cfnOptions.deletionPolicy = CfnDeletionPolicy.SNAPSHOT;
  expect(() => mail.template()).toThrow('the removal policy must not be `RemovalPolicy.SNAPSHOT`, because neither an identity nor a secret has a snapshot');
});
