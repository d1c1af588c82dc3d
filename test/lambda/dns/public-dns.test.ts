import { Internet } from './internet';
import { NameServers } from '../../../lambda/dns/name-servers';
import { PublicDns } from '../../../lambda/dns/public-dns';

const KEY = 'mail._domainkey.example.com';
const SERVED = { [`${KEY} TXT`]: ['v=DKIM1; p=AA'] };
let time = 0;

const dnsOf = (internet: Internet) => new PublicDns(new NameServers(internet.recursive, internet.at, () => time), internet.recursive);
const internet = () => new Internet().zone('com', { 'a.gtld': {} });

beforeEach(() => {
  time = 0;
});

test('a record that each delegated name server has', async () => {
  const dns = dnsOf(internet().zone('example.com', { one: SERVED, two: SERVED }));
  expect(await dns.ask(KEY, 'TXT')).toEqual({ kind: 'values', values: ['v=DKIM1; p=AA'] });
  expect(await dns.ask('Mail._DomainKey.Example.com', 'TXT')).toMatchObject({ kind: 'values' });
});

test('a record that only some of them have is not served yet', async () => {
  const dns = dnsOf(internet().zone('example.com', { one: SERVED, two: {} }));
  expect(await dns.ask(KEY, 'TXT')).toEqual({ kind: 'unknown', problem: `the name servers of example.com answer differently for ${KEY}` });
});

test('name servers that give the values in another order agree', async () => {
  const dns = dnsOf(internet().zone('example.com', { one: { 'example.com TXT': ['a', 'b'] }, two: { 'example.com TXT': ['b', 'a'] } }));
  expect(await dns.ask('example.com', 'TXT')).toMatchObject({ kind: 'values' });
});

test('a name server that is down does not speak for the others', async () => {
  const dns = dnsOf(internet().zone('example.com', { one: 'silent', two: SERVED }));
  expect(await dns.ask(KEY, 'TXT')).toMatchObject({ kind: 'values' });
});

test('a zone of the name that is not delegated has no say', async () => {
  const dns = dnsOf(internet().zone('undelegated', { other: SERVED }, false).zone('example.com', { one: {} }));
  expect(await dns.ask(KEY, 'TXT')).toEqual({ kind: 'absent' });
});

test('a zone below, as one of `_domainkey` alone, is found', async () => {
  const world = internet().zone('example.com', { one: { 'example.com TXT': ['x'] } }).zone('_domainkey.example.com', { two: SERVED });
  expect(await dnsOf(world).ask(KEY, 'TXT')).toMatchObject({ kind: 'values' });
  expect(await dnsOf(world).delegation(KEY)).toEqual({ zoneName: '_domainkey.example.com', nameServers: ['ns-two'] });
});

test('the recursive resolver never hears a name that may not exist', async () => {
  const world = internet().zone('example.com', { one: { 'www.example.com TXT': ['x'] } });
  expect(await dnsOf(world).ask(KEY, 'TXT')).toEqual({ kind: 'absent' });
  expect(await dnsOf(world).ask('x.unregistered.com', 'TXT')).toEqual({ kind: 'absent' });
  expect(world.recursions.filter((question) => !/^(com|example\.com) NS$|^ns-\S+ A$|^a\.gtld A$/.test(question))).toEqual([]);
});

test('a record that is served is not asked of the recursive resolver either', async () => {
  const world = internet().zone('example.com', { one: SERVED });
  await dnsOf(world).ask(KEY, 'TXT');
  expect(world.recursions.some((question) => question.includes('_domainkey'))).toBe(false);
});

test('CNAMEs are followed into other zones, each asked at its own name servers', async () => {
  const world = internet().zone('net', { 'a.net': {} })
    .zone('example.com', { one: { [`${KEY} CNAME`]: ['mail.dkim.example.net'] } })
    .zone('example.net', { two: { 'mail.dkim.example.net CNAME': ['deep.example.net'], 'deep.example.net TXT': ['v=DKIM1; p=BB'] } });
  expect(await dnsOf(world).ask(KEY, 'TXT')).toEqual({ kind: 'values', values: ['v=DKIM1; p=BB'] });
  expect(await dnsOf(world).ask(KEY, 'CNAME')).toEqual({ kind: 'values', values: ['mail.dkim.example.net'] });
});

test('a CNAME to nothing is nothing, and CNAMEs in a circle are an error', async () => {
  const world = internet().zone('example.com', {
    one: { [`${KEY} CNAME`]: ['gone.example.com'], 'a.example.com CNAME': ['b.example.com'], 'b.example.com CNAME': ['a.example.com'] },
  });
  expect(await dnsOf(world).ask(KEY, 'TXT')).toEqual({ kind: 'absent' });
  expect(await dnsOf(world).ask('a.example.com', 'TXT')).toEqual({ kind: 'unknown', problem: 'more than 8 CNAMEs follow each other from a.example.com on' });
});

test('a CNAME that the name servers disagree about leads nowhere', async () => {
  const alias = (target: string) => ({ [`${KEY} CNAME`]: [target] });
  const world = internet().zone('example.com', { one: alias('x.example.com'), two: alias('y.example.com') });
  expect(await dnsOf(world).ask(KEY, 'TXT')).toMatchObject({ kind: 'unknown' });
});

test('without a name server that answers, the recursive resolver\'s word counts', async () => {
  const walled = new Internet().zone('com', { 'a.gtld': 'silent' }).zone('example.com', { one: SERVED });
  expect(await dnsOf(walled).ask(KEY, 'TXT')).toMatchObject({ kind: 'values' });
  expect(await dnsOf(walled).delegation('example.com')).toEqual({ zoneName: 'example.com', nameServers: ['ns-one'] });
});

test('a function without DNS knows nothing', async () => {
  expect(await dnsOf(new Internet()).ask(KEY, 'TXT')).toEqual({ kind: 'unknown', problem: 'no answer (ESERVFAIL)' });
  expect(await dnsOf(new Internet()).delegation('example.com')).toBeUndefined();
});

test('the zone that a domain is in, and who answers for it', async () => {
  const world = internet().zone('example.com', { two: { 'a.b.example.com MX': ['x'] }, one: { 'a.b.example.com MX': ['x'] } });
  expect(await dnsOf(world).delegation('a.b.example.com')).toEqual({ zoneName: 'example.com', nameServers: ['ns-one', 'ns-two'] });
  expect(await dnsOf(world).delegation('unregistered.com')).toBeUndefined();
});

test('a delegation that changes is seen half a minute later', async () => {
  const world = internet().zone('example.com', { one: {} });
  const dns = dnsOf(world);
  expect(await dns.ask(KEY, 'TXT')).toEqual({ kind: 'absent' });
  world.zone('former', { one: {} }, false).zone('example.com', { two: SERVED });
  time += 29_000;
  expect(await dns.ask(KEY, 'TXT')).toEqual({ kind: 'absent' });
  time += 2_000;
  expect(await dns.ask(KEY, 'TXT')).toMatchObject({ kind: 'values' });
});
