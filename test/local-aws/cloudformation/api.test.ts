import * as sdk from '@aws-sdk/client-cloudformation';
import { FakeHandler, FakeService, parameter } from './fake-service';
import { CloudFormation } from '../../../local-aws/cloudformation';
import { ServerUnderTest } from '../kernel/server-under-test';

/*
 * The calls of the CDK CLI, in its order, by the real client. What is expected of the answers is what the CLI's source
 * asks of them.
 */

let service: FakeService;
let cfn: CloudFormation;
let server: ServerUnderTest;
let client: sdk.CloudFormation;

beforeEach(async () => {
  service = new FakeService();
  const handler = new FakeHandler();
  server = new ServerUnderTest([]);
  cfn = new CloudFormation({
    clock: server.clock,
    providers: { 'AWS::SSM::Parameter': service },
    invokeFunction: (_arn, event) => handler.invoke(event),
    templates: (url) => JSON.stringify(templates[url]),
    resolveSecret: () => 'secret',
    resolveParameter: () => '30',
  });
  cfn.apis.forEach((api) => server.server.serveApi(api));
  await cfn.start();
  await server.start();
  client = new sdk.CloudFormation(server.clientConfig);
});

afterEach(async () => {
  client.destroy();
  await cfn.stop();
  await server.server.stop();
});

const templates: Record<string, object> = {
  'https://one': {
    Description: 'one',
    Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/version' } },
    Resources: { A: parameter('1', {}, 'old'), B: parameter({ Ref: 'A' }) },
    Outputs: { O: { Value: { Ref: 'B' } } },
  },
  'https://two': { Resources: { A: parameter('1', {}, 'new'), B: parameter({ Ref: 'A' }) } },
};

async function changeSet(url: string, type: sdk.ChangeSetType) {
  const { Id, StackId } = await client.createChangeSet({
    StackName: 'S',
    ChangeSetName: 'cdk-deploy-change-set',
    ChangeSetType: type,
    TemplateURL: url,
    IncludeNestedStacks: true,
    ImportExistingResources: false,
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    Tags: [{ Key: 'k', Value: 'v' }],
    Parameters: [],
    DeploymentConfig: { Mode: 'STANDARD' },
  });
  return { StackName: StackId!, ChangeSetName: Id! };
}

async function execute(url: string, type: sdk.ChangeSetType) {
  const target = await changeSet(url, type);
  await client.executeChangeSet({ ...target, ClientRequestToken: 'token' });
  await cfn.settled();
  return target;
}

test('a stack that does not exist, before and after', async () => {
  await expect(client.describeStacks({ StackName: 'S' })).rejects.toMatchObject({ name: 'ValidationError', message: 'Stack with id S does not exist' });
  await expect(client.describeStackEvents({ StackName: 'S' })).rejects.toMatchObject({ name: 'ValidationError', message: 'Stack [S] does not exist' });
  await client.deleteStack({ StackName: 'S' });
});

test('create: the change set, its execution, and what the stack looks like then', async () => {
  const target = await changeSet('https://one', 'CREATE');
  expect(await client.describeStacks({ StackName: 'S' })).toMatchObject({ Stacks: [{ StackStatus: 'REVIEW_IN_PROGRESS' }] });
  const described = await client.describeChangeSet({ ...target, IncludePropertyValues: true });
  expect(described).toMatchObject({
    ChangeSetId: target.ChangeSetName,
    ChangeSetName: 'cdk-deploy-change-set',
    StackId: target.StackName,
    Status: 'CREATE_COMPLETE',
    ExecutionStatus: 'AVAILABLE',
    Changes: [{ ResourceChange: { Action: 'Add', LogicalResourceId: 'A' } }, { ResourceChange: { Action: 'Add', LogicalResourceId: 'B' } }],
  });
  await client.executeChangeSet({ ...target, ClientRequestToken: 'token' });
  await cfn.settled();

  const { Stacks: [stack] = [] } = await client.describeStacks({ StackName: target.StackName });
  expect(stack).toMatchObject({
    StackStatus: 'CREATE_COMPLETE',
    Description: 'one',
    Outputs: [{ OutputKey: 'O', OutputValue: 'b-1' }],
    Tags: [{ Key: 'k', Value: 'v' }],
    Parameters: [{ ParameterKey: 'BootstrapVersion', ParameterValue: '/version', ResolvedValue: '30' }],
    EnableTerminationProtection: false,
    NotificationARNs: [],
  });
  expect(JSON.parse((await client.getTemplate({ StackName: 'S', TemplateStage: 'Original' })).TemplateBody!)).toEqual(templates['https://one']);
  // Newest first, each later than the one before, and all of the execution later than the change set.
  const { StackEvents: events = [] } = await client.describeStackEvents({ StackName: target.StackName });
  expect(events[0]).toMatchObject({ PhysicalResourceId: target.StackName, ResourceStatus: 'CREATE_COMPLETE', ClientRequestToken: 'token' });
  const times = events.map(({ Timestamp }) => Timestamp!.getTime());
  expect(times).toEqual([...new Set(times)].sort((a, b) => b - a));
  expect(events.filter(({ Timestamp }) => Timestamp! >= described.CreationTime!).at(-1)?.ResourceStatus).toBe('CREATE_IN_PROGRESS');
  expect(new Set(events.slice(0, -1).map(({ OperationId }) => OperationId)).size).toBe(1);
});

test('the same again is a failed change set with the words that the CLI looks for', async () => {
  await execute('https://one', 'CREATE');
  await client.deleteChangeSet({ StackName: 'S', ChangeSetName: 'cdk-deploy-change-set' });
  await expect(client.describeChangeSet({ StackName: 'S', ChangeSetName: 'cdk-deploy-change-set' }))
    .rejects.toMatchObject({ name: 'ChangeSetNotFoundException' });
  const target = await changeSet('https://one', 'UPDATE');
  expect(await client.describeChangeSet(target)).toMatchObject({
    Status: 'FAILED', StatusReason: 'The submitted information didn\'t contain changes. Submit different information to create a change set.',
  });
  await expect(client.executeChangeSet(target)).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });
});

test('an update announces replacements and what they cause', async () => {
  const { StackName } = await execute('https://one', 'CREATE');
  await client.deleteChangeSet({ StackName: 'S', ChangeSetName: 'cdk-deploy-change-set' });
  const target = await changeSet('https://two', 'UPDATE');
  const { Changes } = await client.describeChangeSet({ ...target, IncludePropertyValues: true });
  expect(Changes).toMatchObject([
    {
      ResourceChange: {
        Action: 'Modify',
        LogicalResourceId: 'A',
        PhysicalResourceId: 'old',
        Replacement: 'True',
        PolicyAction: 'ReplaceAndDelete',
        Scope: ['Properties'],
        Details: [{ Target: { Name: 'Name', RequiresRecreation: 'Always', BeforeValue: 'old', AfterValue: 'new' }, Evaluation: 'Static' }],
      },
    },
    {
      ResourceChange: {
        Action: 'Modify',
        LogicalResourceId: 'B',
        Replacement: 'False',
        Details: [{ Target: { Name: 'Value' }, Evaluation: 'Dynamic', ChangeSource: 'ResourceReference', CausingEntity: 'A' }],
      },
    },
  ]);
  await client.executeChangeSet(target);
  await cfn.settled();
  expect(await client.describeStackResources({ StackName })).toMatchObject({
    StackResources: [{ LogicalResourceId: 'A', PhysicalResourceId: 'new', ResourceStatus: 'UPDATE_COMPLETE' }, { LogicalResourceId: 'B' }],
  });
});

test('delete by ARN, unless the stack is protected', async () => {
  const { StackName } = await execute('https://one', 'CREATE');
  await client.updateTerminationProtection({ StackName: 'S', EnableTerminationProtection: true });
  await expect(client.deleteStack({ StackName })).rejects.toThrow('Stack [S] cannot be deleted while TerminationProtection is enabled');
  await client.updateTerminationProtection({ StackName: 'S', EnableTerminationProtection: false });
  await client.deleteStack({ StackName, RoleARN: 'arn:aws:iam::111122223333:role/r', DeploymentConfig: { Mode: 'STANDARD' } });
  await cfn.settled();
  expect(await client.describeStacks({ StackName })).toMatchObject({ Stacks: [{ StackStatus: 'DELETE_COMPLETE' }] });
  await expect(client.describeStacks({ StackName: 'S' })).rejects.toThrow('Stack with id S does not exist');
  expect(service.live.size).toBe(0);
});

test('long histories come in pages', async () => {
  templates['https://many'] = { Resources: Object.fromEntries([...Array(60).keys()].map((index) => [`P${index}`, parameter('v')])) };
  await execute('https://many', 'CREATE');
  const ids: (string | undefined)[] = [];
  for await (const { StackEvents = [] } of sdk.paginateDescribeStackEvents({ client }, { StackName: 'S' })) {
    ids.push(...StackEvents.map(({ EventId }) => EventId));
  }
  expect(ids).toHaveLength(183);
  expect(new Set(ids).size).toBe(183);
});

test('resources come in pages of a hundred, with their physical ids', async () => {
  templates['https://many'] = { Resources: Object.fromEntries([...Array(130).keys()].map((index) => [`P${index}`, parameter('v', {}, `name-${index}`)])) };
  await execute('https://many', 'CREATE');
  const pages: sdk.StackResourceSummary[][] = [];
  for await (const { StackResourceSummaries = [] } of sdk.paginateListStackResources({ client }, { StackName: 'S' })) {
    pages.push(StackResourceSummaries);
  }
  expect(pages.map(({ length }) => length)).toEqual([100, 30]);
  const all = pages.flat();
  expect(new Set(all.map(({ PhysicalResourceId }) => PhysicalResourceId)).size).toBe(130);
  expect(all).toContainEqual(expect.objectContaining({
    LogicalResourceId: 'P129', PhysicalResourceId: 'name-129', ResourceType: 'AWS::SSM::Parameter', ResourceStatus: 'CREATE_COMPLETE',
  }));
  expect((await client.describeStackResources({ StackName: 'S' })).StackResources).toHaveLength(100);
  expect(await client.describeStackResource({ StackName: 'S', LogicalResourceId: 'P129' }))
    .toMatchObject({ StackResourceDetail: { PhysicalResourceId: 'name-129' } });
  await expect(client.describeStackResource({ StackName: 'S', LogicalResourceId: 'Other' })).rejects.toThrow('Resource Other does not exist for stack S');
});

test('a stack that is being deleted says so, and afterwards only its ARN is known', async () => {
  const { StackName } = await execute('https://one', 'CREATE');
  const open = service.hold('A', 'delete');
  await client.deleteStack({ StackName });
  expect((await client.describeStacks({ StackName: 'S' })).Stacks![0].StackStatus).toBe('DELETE_IN_PROGRESS');
  expect((await client.describeStackResource({ StackName, LogicalResourceId: 'A' })).StackResourceDetail).toMatchObject({ PhysicalResourceId: 'old' });
  open();
  await cfn.settled();
  for (const ask of [
    () => client.describeStacks({ StackName: 'S' }),
    () => client.listStackResources({ StackName: 'S' }),
    () => client.describeStackResource({ StackName: 'S', LogicalResourceId: 'A' }),
  ]) {
    await expect(ask()).rejects.toMatchObject({ name: 'ValidationError', message: expect.stringContaining('does not exist') });
  }
  expect((await client.describeStacks({ StackName })).Stacks![0].StackStatus).toBe('DELETE_COMPLETE');
});

test('what is not imitated says so', async () => {
  await expect(client.createChangeSet({ StackName: 'S', ChangeSetName: 'c', TemplateBody: 'Resources: {}' }))
    .rejects.toThrow('Stack [S] does not exist');
  await expect(client.createStack({ StackName: 'S', TemplateBody: 'Resources:\n  A:\n    Type: AWS::CDK::Metadata\n' }))
    .rejects.toThrow('local-aws does not implement templates in YAML');
  await expect(client.createStack({ StackName: 'S', TemplateURL: 'https://one', OnFailure: 'DELETE' }))
    .rejects.toThrow('local-aws does not implement OnFailure of CloudFormation requests');
  await expect(client.validateTemplate({ TemplateBody: '{}' })).rejects.toThrow('local-aws does not implement cloudformation:ValidateTemplate');
});
