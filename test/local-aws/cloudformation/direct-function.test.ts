import { bareFunction, bareResource, BareStack, until } from '../bare-resource';

/*
 * Custom resources whose service token is a Lambda function that answers CloudFormation itself.
 */

let stack: BareStack;

async function start(options = {}): Promise<void> {
  stack = await BareStack.start(options);
}

afterEach(() => stack.stop());

const requests = () => stack.told().map(({ what }) => what);

test('a function that fails gets the event again, after one minute and after two more, and CloudFormation waits for the answer only', async () => {
  await start();
  const resources = {
    ...bareFunction({
      handler: `tell({ what: event.RequestType, id: context.awsRequestId, at: Date.now() });
        global.count = (global.count ?? 0) + 1;
        if (event.RequestType === 'Create' && global.count < 3) throw new Error('not yet');
        await answer(event);`,
    }),
    Thing: bareResource(),
  };
  const { status } = await stack.deploy(resources);
  expect(status).toBe('CREATE_COMPLETE');
  const told = stack.told();
  expect(told.map(({ what }) => what)).toEqual(['Create', 'Create', 'Create']);
  expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  const gaps = told.slice(1).map(({ at }, index) => Math.round((at - told[index].at) / 1000));
  expect(gaps[0]).toBeGreaterThanOrEqual(60);
  expect(gaps[1]).toBeGreaterThanOrEqual(120);
});

test('more resources than functions may run wait in Lambda\'s queue, and all are made and removed', async () => {
  await start({ concurrency: 2 });
  const resources = {
    ...bareFunction({ handler: 'tell({ what: event.RequestType }); await pause(20_000); await answer(event);' }),
    ...Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((id) => [id, bareResource()])),
  };
  expect((await stack.deploy(resources)).status).toBe('CREATE_COMPLETE');
  expect(stack.aws.lambda.functions[0].processes).toBeLessThanOrEqual(2);
  expect((await stack.destroy()).status).toBe('DELETE_COMPLETE');
  expect(requests()).toEqual([...Array(5).fill('Create'), ...Array(5).fill('Delete')]);
});

test('a Create that a failing sibling cancels gets its Delete with an invented id, while the handler still runs', async () => {
  await start();
  const handler = `tell({ what: event.RequestType + ' begins', id: event.PhysicalResourceId, logicalId: event.LogicalResourceId });
    if (event.LogicalResourceId === 'Failing' && event.RequestType === 'Create') {
      await pause(5_000);
      await answer(event, { Status: 'FAILED', Reason: 'no' });
      return;
    }
    if (event.RequestType === 'Create') await pause(120_000);
    tell({ what: event.RequestType + ' ends' });
    await answer(event);`;
  const { status } = await stack.deploy({ ...bareFunction({ handler }), Slow: bareResource(), Failing: bareResource() });
  expect(status).toBe('ROLLBACK_COMPLETE');
  stack.aws.clock.run(60);
  await until(() => requests().includes('Create ends'));
  const deletion = stack.told().find(({ what, logicalId }) => what === 'Delete begins' && logicalId === 'Slow');
  expect(deletion.id).toMatch(/^Bare-Slow-[A-Z0-9]{12}$/);
  // The stack and its function were gone by then: nobody waited for the Create.
  expect(requests().indexOf('Delete begins')).toBeLessThan(requests().indexOf('Create ends'));
});
