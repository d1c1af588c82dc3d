import { NOON, REQUEST } from './waiting-event';
import type { Stacks } from '../../../lambda/aws/stacks';
import { VerificationLifecycle } from '../../../lambda/verification/verification-lifecycle';

const origin = { stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/1', logicalId: 'Verification', requestId: 'r' };
const isRollingBack = jest.fn<Promise<boolean>, [string]>();
const lifecycle = new VerificationLifecycle({ isRollingBack } as unknown as Stacks, () => NOON);

beforeEach(() => {
  isRollingBack.mockReset().mockResolvedValue(false);
  jest.spyOn(console, 'log').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

test('the deadline is counted from the beginning', async () => {
  expect(await lifecycle.create(REQUEST)).toEqual({
    physicalId: 'example.com', attributes: { DkimStatus: '' }, waiting: { Deadline: '2026-01-01T12:10:00.000Z', RollingBack: 'false' },
  });
  expect(isRollingBack).not.toHaveBeenCalled();
});

test('of an hour the last minute is left for the answer', async () => {
  const { waiting } = await lifecycle.create({ ...REQUEST, waitSeconds: 3600 });
  expect(waiting).toMatchObject({ Deadline: '2026-01-01T12:59:00.000Z' });
});

test('an update knows whether it is a way back', async () => {
  isRollingBack.mockResolvedValue(true);
  expect((await lifecycle.update(REQUEST, REQUEST, origin)).waiting).toMatchObject({ RollingBack: 'true' });
  expect(isRollingBack).toHaveBeenCalledWith(origin.stackId);
});
