import { identityOf, linesOfLog, me, occasionWith, REQUEST, STACK_ID } from './occasion';
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

const lines = linesOfLog();

test('a domain that another stack has taken over is left alone, and that is no error', async () => {
  const occasion = occasionWith();
  occasion.reconciler.otherOwner.mockImplementation(({ tags }) => tags.domain === 'a.example.com' ? 'the resource Identity of the stack Other' : undefined);
  expect(await tendAll(domains('a.example.com', 'b.example.com'), occasion)).toEqual([{ domainName: 'b.example.com', logicalId: 'b' }]);
  expect(tended(occasion)).toEqual(['b.example.com']);
  expect(lines).toEqual([{
    level: 'WARN',
    message: 'left a domain alone',
    domainName: 'a.example.com',
    why: expect.stringMatching(/^the SES identity a\.example\.com in eu-west-1 does not belong to this stack any more: the resource Identity of the stack Other has /),
  }]);
});

describe('tags of the owner that somebody removed', () => {
  const listed = { domainName: 'a.example.com', logicalId: 'Identity', nonce: '0123456789ab' };
  const LOST = { 'cdk-ses-dkim:owner': '0123456789ab' };
  function untagged() {
    const occasion = occasionWith();
    occasion.reconciler.settingsOf.mockImplementation(({ tags }) => (
      'cdk-ses-dkim:owner' in tags ? { settings: { ...REQUEST, domainName: tags.domain }, me: me() } : undefined
    ));
    return occasion;
  }

  test('are written again, and the domain is looked after', async () => {
    const occasion = untagged();
    occasion.reconciler.lostOwnerTags.mockResolvedValue(LOST);
    occasion.reconciler.tend.mockImplementation(async (_ports, _me, { domainName }, { report }) => report!({ domainName, did: ['sign'] }));
    expect(await tendAll([listed], occasion)).toEqual([{ domainName: 'a.example.com', did: ['restore tags', 'sign'] }]);
    expect(occasion.reconciler.lostOwnerTags).toHaveBeenCalledWith(occasion.ports, identityOf('a.example.com'), {
      domainName: 'a.example.com', region: 'eu-west-1', stackId: STACK_ID, nonce: '0123456789ab', logicalId: 'Identity',
    });
    expect(occasion.identities.tag).toHaveBeenCalledWith('a.example.com', LOST);
    expect(lines).toContainEqual({
      level: 'WARN', message: 'wrote tags again that somebody had removed', domainName: 'a.example.com', tags: ['cdk-ses-dkim:owner'],
    });
  });

  test('are an error if nothing proves whose the identity is', async () => {
    const occasion = untagged();
    expect(await tendAll([listed], occasion)).toEqual([{ domainName: 'a.example.com', logicalId: 'Identity', error: 'has lost its tags' }]);
    expect(occasion.identities.tag).not.toHaveBeenCalled();
  });
});
