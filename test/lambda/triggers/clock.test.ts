import { linesOfLog, occasionWith, REGION } from './occasion';
import type { IdentityStatus } from '../../../lambda/ports';
import { onClock } from '../../../lambda/triggers/clock';

const lines = linesOfLog();

const HOUR = 3_600_000;

const NONCE = '0123456789ab';
const many = (count: number) => Array.from({ length: count }, (_, index) => `d${index}.example.com`);

interface Circumstances {
  readonly statuses?: Readonly<Record<string, Partial<IdentityStatus>>>;
  /** The domains that a quick look doubts. */
  readonly doubtful?: readonly string[];
  readonly hours?: number;
  readonly occasion?: ReturnType<typeof occasionWith>;
}

/** Runs the clock, and answers with the domains in the order in which they were looked after, each by a look of its own. */
async function run(domainNames: readonly string[], { statuses = {}, doubtful = [], hours = 0, occasion = occasionWith() }: Circumstances = {}) {
  occasion.pass(hours * HOUR);
  if (doubtful.length > 0) {
    occasion.reconciler.quickLook.mockImplementation(async (_ports, { domainName }) => (
      doubtful.includes(domainName) ? { doubt: 'a record is not served' } : { health: { domainName, isVerified: true } }
    ));
  }
  const asked = jest.fn(async (names: readonly string[]) => new Map(names.map((name) => (
    [name, { dkim: 'SUCCESS', tokens: ['a'], ...statuses[name] }] as const
  ))));
  await onClock({
    ...occasion,
    deadline: occasion.ports.now() + 840_000,
    resources: async (type) => {
      expect(type).toBe('Custom::SesDomainIdentity');
      return [
        { physicalId: 'Mail-Identity-1A2B3C', logicalId: 'Old' }, ...domainNames.map((name) => ({ physicalId: `${name}/${NONCE}`, logicalId: name })),
      ];
    },
    statuses: asked,
  });
  expect(asked).toHaveBeenCalledWith(domainNames);
  return occasion.identities.get.mock.calls.map(([name]) => name);
}

test('a stack of a few domains has a look at each of them every hour, and at no resource that was never made', async () => {
  const occasion = occasionWith();
  expect((await run(many(12), { occasion })).sort()).toEqual(many(12).sort());
  expect(occasion.reconciler.quickLook).not.toHaveBeenCalled();
});

test('of many domains those that are well have a look in their turn', async () => {
  const occasion = occasionWith();
  expect(await run(many(30), { occasion })).toHaveLength(12);
  expect(occasion.reconciler.quickLook.mock.calls.map(([, subject]) => subject)).toContainEqual({
    domainName: 'd29.example.com', nonce: NONCE, region: REGION, status: { dkim: 'SUCCESS', tokens: ['a'] },
  });
  expect(occasion.reconciler.quickLook).toHaveBeenCalledTimes(18);
  expect(lines.at(-1)).toMatchObject({ StackName: 'Mail', Identities: 30, VerifiedIdentities: 18, ReconcileErrors: 0 });
});

test('each domain has its turn', async () => {
  const seen = new Set<string>();
  for (let hours = 0; hours < 3; hours++) {
    (await run(many(30), { hours })).forEach((name) => seen.add(name));
  }
  expect([...seen].sort()).toEqual(many(30).sort());
});

test('those that are not verified come first, then those that a quick look doubts, and nobody loses a turn', async () => {
  const looks = await run(many(40), {
    statuses: { 'd31.example.com': { dkim: 'FAILED' }, 'd33.example.com': { mailFrom: { domainName: 'bounce', status: 'PENDING' } } },
    doubtful: ['d20.example.com', 'd31.example.com'],
  });
  expect(looks.slice(0, 3)).toEqual(['d31.example.com', 'd33.example.com', 'd20.example.com']);
  expect(looks).toHaveLength(15);
  expect(new Set(looks).size).toBe(looks.length);
  expect(lines).toContainEqual({ level: 'INFO', message: 'takes a closer look at a domain', domainName: 'd20.example.com', why: 'a record is not served' });
});

test('a quick look that fails is no reason to look away', async () => {
  const occasion = occasionWith();
  occasion.reconciler.quickLook.mockRejectedValue(new Error('no DNS'));
  expect((await run(many(14), { occasion })).sort()).toEqual(many(14).sort());
});

test('quick looks leave half of the time to those that need more', async () => {
  const occasion = occasionWith();
  occasion.reconciler.quickLook.mockImplementation(async (_ports, { domainName }) => {
    occasion.pass(60_000);
    return { health: { domainName } };
  });
  expect((await run(many(40), { occasion })).length).toBeGreaterThan(20);
  expect(occasion.reconciler.quickLook.mock.calls.length).toBeLessThan(16);
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
  const occasion = { ...occasionWith(), resources: () => Promise.reject(new Error('denied')), statuses: async () => new Map<string, IdentityStatus>() };
  await expect(onClock(occasion)).rejects.toThrow('denied');
  expect(lines).toMatchObject([{ StackName: 'Mail', ReconcileErrors: 1 }]);
});
