import { identityOf, linesOfLog, me, occasionWith } from './occasion';
import type { LiveIdentity } from '../../../lambda/ports';
import { tellStatus } from '../../../lambda/triggers/status';
import { IDENTITY_TAGS } from '../../../src/contract/tags';

const logged = linesOfLog();

async function look(status: string, told?: string, { isSent = true, tagFails = false, dkim = {} as Partial<LiveIdentity['dkim']> } = {}) {
  const { ports, identities } = occasionWith();
  const send = jest.fn(async () => isSent);
  if (tagFails) {
    identities.tag.mockRejectedValue(new Error('throttled'));
  }
  const live = identityOf('example.com');
  await tellStatus({ ...ports, events: { send } }, 'example.com', me(), {
    ...live, dkim: { ...live.dkim, ...dkim, status }, tags: told === undefined ? {} : { [IDENTITY_TAGS.status]: told },
  });
  return { sent: send.mock.calls.flat(), tagged: identities.tag.mock.calls };
}

test('a status that was not told is told, and remembered afterwards', async () => {
  const { sent, tagged } = await look('SUCCESS', 'PENDING');
  expect(sent).toEqual([expect.objectContaining({ change: 'STATUS_CHANGED', previousStatus: 'PENDING', status: 'SUCCESS', selector: undefined, region: 'eu-west-1' })]);
  expect(tagged).toEqual([['example.com', { [IDENTITY_TAGS.status]: 'SUCCESS' }]]);
});

test('the first status of a domain has none before it', async () => {
  expect((await look('PENDING')).sent).toEqual([expect.objectContaining({ previousStatus: undefined, status: 'PENDING' })]);
});

test('a key of its owner has a selector', async () => {
  expect((await look('FAILED', 'PENDING', { dkim: { origin: 'EXTERNAL', tokens: ['mail2026'] } })).sent).toEqual([expect.objectContaining({ selector: 'mail2026' })]);
});

test('a status that was told is not told again, and writes nothing', async () => {
  expect(await look('FAILED', 'FAILED')).toEqual({ sent: [], tagged: [] });
});

test('what was not sent is not remembered: the next look tells it', async () => {
  expect((await look('FAILED', 'PENDING', { isSent: false })).tagged).toEqual([]);
});

test('a tag that cannot be written fails nothing', async () => {
  await look('FAILED', 'PENDING', { tagFails: true });
  expect(logged).toEqual([{ level: 'WARN', message: 'could not remember the status that was sent', domainName: 'example.com', error: 'throttled' }]);
});

test('without a bus nothing is told and nothing is written', async () => {
  const { ports, identities } = occasionWith();
  await tellStatus(ports, 'example.com', me(), identityOf('example.com'));
  expect(identities.tag).not.toHaveBeenCalled();
});
