import { identityOf, occasionWith } from './occasion';
import { liveDomain, tendAll, throwIfAnyFailed } from '../../../lambda/triggers/live-domains';

const domains = (...names: string[]) => names.map((domainName) => ({ domainName, logicalId: domainName[0] }));
const tended = ({ reconciler }: ReturnType<typeof occasionWith>) => reconciler.tend.mock.calls.map(([, , { domainName }]) => domainName);

test('each domain is looked after with the settings of its tags', async () => {
  const occasion = occasionWith();
  await tendAll(domains('a.example.com', 'b.example.com', 'c.example.com', 'd.example.com', 'e.example.com'), occasion);
  expect(tended(occasion).sort()).toEqual(['a.example.com', 'b.example.com', 'c.example.com', 'd.example.com', 'e.example.com']);
});

test('one that fails does not keep the others waiting, and all failures are told in the end', async () => {
  const occasion = occasionWith();
  occasion.reconciler.tend.mockImplementation(async (_ports, _me, { domainName }) => {
    if (domainName !== 'b.example.com') {
      throw new Error('no record');
    }
  });
  const healths = await tendAll(domains('a.example.com', 'b.example.com', 'c.example.com'), occasion);
  expect(tended(occasion)).toHaveLength(3);
  expect(healths).toContainEqual({ domainName: 'a.example.com', logicalId: 'a', error: 'no record' });
  expect(() => throwIfAnyFailed(healths)).toThrow('2 of 3 domains: a.example.com: no record; c.example.com: no record');
});

test('what a look found is answered with what failed', async () => {
  const occasion = occasionWith();
  occasion.reconciler.tend.mockImplementation(async (_ports, _me, { domainName }, { report }) => {
    report!({ domainName, status: 'FAILED', isVerified: false });
    throw new Error('gave up');
  });
  expect(await tendAll(domains('a.example.com'), occasion)).toEqual([{ domainName: 'a.example.com', status: 'FAILED', isVerified: false, error: 'gave up' }]);
});

test('what there is no time for is not begun, and told', async () => {
  const occasion = occasionWith();
  occasion.reconciler.tend.mockImplementation(async () => occasion.pass(700_000));
  const healths = await tendAll(domains(...Array.from({ length: 12 }, (_, index) => `d${index}.example.com`)), occasion);
  expect(healths.filter(({ error }) => error?.includes('there was no time to look after it')).length).toBeGreaterThan(0);
  expect(tended(occasion).length).toBeLessThan(12);
});

test('SES is asked once for the settings and for the first look', async () => {
  const occasion = occasionWith();
  const { ports } = await liveDomain('example.com', occasion);
  expect(await ports.identities.get('example.com')).toEqual(identityOf('example.com'));
  expect(occasion.identities.get).toHaveBeenCalledTimes(1);
  await ports.identities.get('example.com');
  expect(occasion.identities.get).toHaveBeenCalledTimes(2);
});

test('after a write, and for another domain, SES is asked', async () => {
  const occasion = occasionWith();
  const first = await liveDomain('example.com', occasion);
  await first.ports.identities.tag('example.com', {});
  await first.ports.identities.get('example.com');
  expect(occasion.identities.get).toHaveBeenCalledTimes(2);
  const second = await liveDomain('example.com', occasion);
  await second.ports.identities.get('example.net');
  expect(occasion.identities.get).toHaveBeenLastCalledWith('example.net');
});
