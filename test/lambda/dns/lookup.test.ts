import { lookupWith } from '../../../lambda/dns/lookup';

const resolve = jest.fn();
const look = lookupWith({ resolve });
const refused = (code: string) => Object.assign(new Error('refused'), { code });

beforeEach(() => resolve.mockReset());

test.each([
  ['TXT', [['v=DKIM1; ', 'p=AAAA'], ['other']], ['v=DKIM1; p=AAAA', 'other']],
  ['CNAME', ['Token.DKIM.amazonses.com'], ['token.dkim.amazonses.com']],
  ['MX', [{ priority: 10, exchange: 'Mail.example.com' }], ['10 mail.example.com']],
  ['NS', ['NS1.Example.net.'], ['ns1.example.net']],
  ['A', ['192.0.2.1'], ['192.0.2.1']],
])('%s', async (type, answers, values) => {
  resolve.mockResolvedValue(answers);
  expect(await look('example.com', type)).toEqual({ kind: 'values', values });
  expect(resolve).toHaveBeenCalledWith('example.com', type);
});

test('what a terminal would obey is not passed on', async () => {
  resolve.mockResolvedValue([['\u001b[2Jgone ü']]);
  expect(await look('example.com', 'TXT')).toEqual({ kind: 'values', values: ['?[2Jgone ?'] });
});

test.each([
  ['ENOTFOUND', { kind: 'no such name' }],
  ['ENODATA', { kind: 'no such record' }],
  ['ETIMEOUT', { kind: 'no answer', problem: 'ETIMEOUT' }],
  ['EREFUSED', { kind: 'no answer', problem: 'EREFUSED' }],
  ['ESERVFAIL', { kind: 'no answer', problem: 'ESERVFAIL' }],
])('%s', async (code, reply) => {
  resolve.mockRejectedValue(refused(code));
  expect(await look('example.com', 'TXT')).toEqual(reply);
});

test('a CNAME that a server does not follow is no such record: `node:dns` answers with an empty list', async () => {
  resolve.mockResolvedValue([]);
  expect(await look('example.com', 'TXT')).toEqual({ kind: 'no such record' });
});
