import { custom, parameter, startWorld, story, World } from './fake-service';

let world: World;

beforeEach(async () => {
  world = await startWorld();
});

afterEach(() => world.cfn.stop());

const outputs = async (template: Record<string, unknown>, more = {}) => (await world.cfn.deploy({ stackName: 'S', template, ...more })).outputs;
const values = (expressions: Record<string, unknown>, more: Record<string, unknown> = {}) => outputs({
  Resources: { A: parameter('a') },
  Outputs: Object.fromEntries(Object.entries(expressions).map(([key, Value]) => [key, { Value }])),
  ...more,
});

test('intrinsic functions', async () => {
  expect(await values({
    Join: { 'Fn::Join': ['-', ['x', { Ref: 'A' }, 1]] },
    Sub: { 'Fn::Sub': ['${A}/${A.Value}/${Own}/${!Literal}/${AWS::Region}', { Own: { 'Fn::Join': ['', ['o', 'wn']] } }] },
    Select: { 'Fn::Select': [1, { 'Fn::Split': ['/', 'zone/Z123'] }] },
    Find: { 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'key'] },
    Base64: { 'Fn::Base64': 'text' },
    Suffix: { Ref: 'AWS::URLSuffix' },
    Partition: { Ref: 'AWS::Partition' },
    If: { 'Fn::If': ['IsProd', 'yes', 'no'] },
  }, {
    Mappings: { Map: { 'us-east-1': { key: 'found' } } },
    Parameters: { Stage: { Type: 'String', Default: 'prod' } },
    Conditions: {
      IsProd: { 'Fn::And': [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] }, { 'Fn::Not': [{ Condition: 'IsChina' }] }] },
      IsChina: { 'Fn::Or': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'cn-north-1'] }, { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'cn-northwest-1'] }] },
    },
  })).toEqual({
    Join: 'x-a-1-1', Sub: 'a-1/a/own/${Literal}/us-east-1', Select: 'Z123', Find: 'found', Base64: 'dGV4dA==', Suffix: 'amazonaws.com', Partition: 'aws', If: 'yes',
  });
});

test('conditions leave resources, outputs, properties and dependencies out', async () => {
  const template = {
    Parameters: { With: { Type: 'String', Default: 'no' } },
    Conditions: { Wanted: { 'Fn::Equals': [{ Ref: 'With' }, 'yes'] } },
    Resources: {
      A: custom({ Maybe: { 'Fn::If': ['Wanted', { Ref: 'B' }, { Ref: 'AWS::NoValue' }] }, List: ['x', { Ref: 'AWS::NoValue' }] }, { DependsOn: 'B' }),
      B: parameter('b', { Condition: 'Wanted' }),
    },
    Outputs: { OfB: { Condition: 'Wanted', Value: { Ref: 'B' } } },
  };
  const without = await world.cfn.deploy({ stackName: 'S', template });
  expect([Object.keys(without.resources), without.outputs]).toEqual([['A'], {}]);
  expect(world.handler.events[0].ResourceProperties).toEqual({ ServiceToken: expect.any(String), List: ['x'] });

  const withB = await world.cfn.deploy({ stackName: 'S', template, parameters: { With: 'yes' } });
  expect(withB.outputs).toEqual({ OfB: 'b-1' });
  expect(world.handler.events[1].ResourceProperties.Maybe).toBe('b-1');
});

test('parameters: given, by default, from Parameter Store; lists; CDK\'s bootstrap rule', async () => {
  const Rules = {
    CheckBootstrapVersion: {
      Assertions: [{
        Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2', '3', '4', '5'], { Ref: 'BootstrapVersion' }] }] },
        AssertDescription: 'CDK bootstrap stack version 6 required.',
      }],
    },
  };
  const Parameters = {
    BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
    List: { Type: 'CommaDelimitedList', Default: 'a, b' },
    Size: { Type: 'Number', Default: 3, AllowedValues: [3, 5] },
  };
  expect(await values({ Version: { Ref: 'BootstrapVersion' }, Second: { 'Fn::Select': ['1', { Ref: 'List' }] }, Size: { Ref: 'Size' } }, { Parameters, Rules }))
    .toEqual({ Version: 'value of /cdk-bootstrap/hnb659fds/version', Second: 'b', Size: '3' });

  const old = await startWorld({ resolveParameter: () => '5' });
  const template = { Resources: { A: parameter('a') }, Parameters, Rules };
  await expect(old.cfn.deploy({ stackName: 'S', template })).rejects.toThrow(/CDK bootstrap stack version 6 required/);
  expect(() => old.cfn.stack('S')).toThrow('does not exist');
  await expect(world.cfn.deploy({ stackName: 'T', template, parameters: { Size: '4' } })).rejects.toThrow('Parameter \'Size\' must be one of AllowedValues');
  await expect(world.cfn.deploy({ stackName: 'T', template, parameters: { Nope: '4' } })).rejects.toThrow('Parameters: [Nope] do not exist in the template');
  await expect(world.cfn.deploy({ stackName: 'T', template: { ...template, Parameters: { ...Parameters, New: { Type: 'String' } } } }))
    .rejects.toThrow('Parameters: [New] must have values');
  await old.cfn.stop();
});

test('dynamic references reach the resource resolved, and are neither shown nor compared by value', async () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:key-AbCdEf';
  world.secrets.set(arn, '{"field":"hush"}').set('plain#AWSPREVIOUS', 'older');
  const Resources = {
    A: parameter(`<{{resolve:secretsmanager:${arn}:SecretString:field::}}>`),
    B: parameter('{{resolve:secretsmanager:plain:SecretString::AWSPREVIOUS}}{{resolve:ssm:/name:2}}'),
  };
  const created = await world.cfn.deploy({ stackName: 'S', template: { Resources } });
  expect(created.resources.A.attributes.Value).toBe('<hush>');
  expect(created.resources.B.attributes.Value).toBe('oldervalue of /name');
  expect(JSON.stringify(created.events)).not.toContain('hush');
  world.secrets.set(arn, '{"field":"new"}');
  expect((await world.cfn.deploy({ stackName: 'S', template: { Resources } })).changed).toBe(false);
  // Nor are they looked up for a resource that does not change.
  let lookups = 0;
  const counting = await startWorld({ resolveSecret: () => `${++lookups}` });
  const one = { A: parameter('{{resolve:secretsmanager:plain}}') };
  await counting.cfn.deploy({ stackName: 'S', template: { Resources: one } });
  await counting.cfn.deploy({ stackName: 'S', template: { Resources: { ...one, C: parameter('c') } } });
  expect(lookups).toBe(1);
  await counting.cfn.stop();

  const failed = await world.cfn.deploy({
    stackName: 'T', template: { Resources: { A: parameter(`{{resolve:secretsmanager:${arn}:SecretString:other}}`) } },
  });
  expect(story(failed.events)).toContain('A CREATE_FAILED: Could not find a value associated with JSONKey in SecretString');
});

test.each<[string, Record<string, unknown>, string | RegExp]>([
  ['a reference to nothing', { A: parameter({ Ref: 'Nowhere' }) }, 'Template format error: Unresolved resource dependencies [Nowhere] in the Resources block of the template'],
  ['a circle', { A: parameter({ Ref: 'B' }), B: parameter({ Ref: 'A' }) }, 'Circular dependency between resources: [A, B]'],
  ['an unknown attribute', { A: parameter('a'), B: parameter({ 'Fn::GetAtt': ['A', 'Nope'] }) }, 'Template error: resource A does not support attribute type Nope in Fn::GetAtt'],
  ['an unknown type', { A: { Type: 'AWS::Made::Up' } }, 'Template format error: Unrecognized resource types: [AWS::Made::Up]'],
  ['a type that the engine has not', { A: { Type: 'AWS::EC2::Instance' } }, 'local-aws does not implement resource type AWS::EC2::Instance'],
  ['a function that the engine has not', { A: parameter({ 'Fn::Cidr': ['10.0.0.0/16', 1] }) }, 'local-aws does not implement the intrinsic function Fn::Cidr'],
  ['null', { A: parameter(null) }, "[/Resources/A/Properties/Value] 'null' values are not allowed in templates"],
])('%s is refused, and no stack comes of it', async (_what, Resources, message) => {
  await expect(world.cfn.deploy({ stackName: 'S', template: { Resources } })).rejects.toThrow(message);
  expect(() => world.cfn.stack('S')).toThrow('does not exist');
});

test('properties that a type does not have, or has to have, fail the resource', async () => {
  const failed = await world.cfn.deploy({ stackName: 'S', template: { Resources: { A: { Type: 'AWS::SSM::Parameter', Properties: { Value: 'v', Nope: 1 } } } } });
  expect(story(failed.events)).toContain(
    'A CREATE_FAILED: Properties validation failed for resource A with message:\n#: extraneous key [Nope] is not permitted\n#: required key [Type] not found');
  expect(world.service.calls).toEqual([]);
});
