import { identityOf, occasionWith } from './occasion';
import { liveDomain, tendAll } from '../../../lambda/triggers/live-domains';

let lines: string[];
beforeEach(() => {
  lines = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line));
});
afterEach(() => jest.restoreAllMocks());

const tended = ({ reconciler }: ReturnType<typeof occasionWith>) => reconciler.tend.mock.calls.map(([, , { domainName }]) => domainName);

test('each domain is looked after with the settings of its tags', async () => {
  const occasion = occasionWith();
  await tendAll(['a.example.com', 'b.example.com', 'c.example.com', 'd.example.com', 'e.example.com'], occasion);
  expect(tended(occasion).sort()).toEqual(['a.example.com', 'b.example.com', 'c.example.com', 'd.example.com', 'e.example.com']);
});

test('one that fails does not keep the others waiting, and all failures are told in the end', async () => {
  const occasion = occasionWith();
  occasion.reconciler.tend.mockImplementation(async (_ports, _me, { domainName }) => {
    if (domainName !== 'b.example.com') {
      throw new Error('no record');
    }
  });
  await expect(tendAll(['a.example.com', 'b.example.com', 'c.example.com'], occasion)).rejects.toThrow(
    '2 of 3 domains: a.example.com: no record; c.example.com: no record',
  );
  expect(tended(occasion)).toHaveLength(3);
  expect(lines.map((line) => JSON.parse(line))).toContainEqual({ level: 'ERROR', message: 'failed to look after a domain', domainName: 'a.example.com', error: 'no record' });
});

test('what there is no time for is not begun, and told', async () => {
  const occasion = occasionWith();
  occasion.reconciler.tend.mockImplementation(async () => occasion.pass(700_000));
  const domains = Array.from({ length: 12 }, (_, index) => `d${index}.example.com`);
  await expect(tendAll(domains, occasion)).rejects.toThrow('there was no time to look after it');
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
