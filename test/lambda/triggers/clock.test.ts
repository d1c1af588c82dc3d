import { linesOfLog, occasionWith } from './occasion';
import { onClock } from '../../../lambda/triggers/clock';

const lines = linesOfLog();

const HOUR = 3_600_000;

/** Runs the clock, and answers with the domains in the order in which they were looked after. */
async function run(domainNames: readonly string[], statuses: Record<string, string> = {}, hours = 0) {
  const occasion = occasionWith();
  occasion.pass(hours * HOUR);
  const asked = jest.fn(async (names: readonly string[]) => new Map(names.map((name) => [name, statuses[name] ?? 'SUCCESS'])));
  await onClock({
    ...occasion,
    deadline: Infinity,
    resources: async (type) => {
      expect(type).toBe('Custom::SesDomainIdentity');
      return [
        { physicalId: 'Mail-Identity-1A2B3C', logicalId: 'Old' }, ...domainNames.map((name) => ({ physicalId: `${name}/0123456789ab`, logicalId: name })),
      ];
    },
    statuses: asked,
  });
  expect(asked).toHaveBeenCalledWith(domainNames);
  return occasion.identities.get.mock.calls.map(([name]) => name);
}

test('all domains of the stack are looked after, and no resource that was never made', async () => {
  expect((await run(['a', 'b', 'c'])).sort()).toEqual(['a', 'b', 'c']);
});

test('those that are not verified come first', async () => {
  expect((await run(['a', 'b', 'c', 'd', 'e', 'f'], { e: 'FAILED', c: 'PENDING' })).slice(0, 2)).toEqual(['c', 'e']);
});

test('of the others each is the first at some hour', async () => {
  const domains = ['a', 'b', 'c', 'd', 'e'];
  const first = await Promise.all(domains.map(async (_, hours) => (await run(domains, {}, hours))[0]));
  expect(first.sort()).toEqual(domains);
});

test('a stack without domains is fine', async () => {
  expect(await run([])).toEqual([]);
});

test('each domain has a line, and the stack its sums', async () => {
  await run(['a', 'b']);
  expect(lines.map(({ message, domainName }) => domainName ?? message)).toEqual([
    'looks after the domains of the stack', 'a', 'b', 'looked after the domains of the stack',
  ]);
  expect(lines.at(-1)).toMatchObject({ StackName: 'Mail', Identities: 2, ReconcileErrors: 0 });
});

test('a look that fails as a whole is one error', async () => {
  const occasion = { ...occasionWith(), resources: () => Promise.reject(new Error('denied')), statuses: async () => new Map<string, string>() };
  await expect(onClock(occasion)).rejects.toThrow('denied');
  expect(lines).toMatchObject([{ StackName: 'Mail', ReconcileErrors: 1 }]);
});
