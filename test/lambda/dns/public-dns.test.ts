import { PublicDns } from '../../../lambda/dns/public-dns';

const resolve = jest.fn();
const dns = new PublicDns({ resolve });
const refused = (code: string) => Object.assign(new Error('refused'), { code });

beforeEach(() => resolve.mockReset());

test('the strings of a TXT record are one value', async () => {
  resolve.mockResolvedValue([['v=DKIM1; ', 'p=AAAA'], ['other']]);
  expect(await dns.ask('mail.example.com', 'TXT')).toEqual({ values: ['v=DKIM1; p=AAAA', 'other'] });
});

test('what a terminal would obey is not passed on', async () => {
  resolve.mockResolvedValue([['\u001b[2Jgone ü']]);
  expect(await dns.ask('mail.example.com', 'TXT')).toEqual({ values: ['?[2Jgone ?'] });
});

test.each([
  ['ENOTFOUND', 'nothing: there is no such name', true],
  ['ENODATA', 'nothing of this type: the name has other records', true],
  ['ETIMEOUT', 'no answer (ETIMEOUT)', false],
])('%s is an answer too', async (code, problem, isAbsent) => {
  resolve.mockRejectedValue(refused(code));
  expect(await dns.ask('mail.example.com', 'TXT')).toEqual({ problem, isAbsent });
});

test('a domain without a zone of its own is in the one above', async () => {
  resolve.mockImplementation(async (name: string) => {
    if (name === 'example.com') {
      return ['ns2.example', 'ns1.example'];
    }
    throw refused('ENODATA');
  });
  expect(await dns.delegation('a.b.example.com')).toEqual({ zoneName: 'example.com', nameServers: ['ns1.example', 'ns2.example'] });
  expect(await dns.delegation('other.example')).toBeUndefined();
});
