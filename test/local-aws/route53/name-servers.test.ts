import { promises as dns } from 'node:dns';
import { DeleteHostedZoneCommand } from '@aws-sdk/client-route-53';
import { create, PROPAGATION_MS, remove, Route53UnderTest, upsert } from './route53-under-test';
import { socketOf } from '../../../local-aws/route53';
import { DeployedFunction } from '../lambda/deployed-function';

/*
 * Name servers asked one by one, and what recursive resolvers keep.
 */

let route53: Route53UnderTest;
let zone: { readonly id: string; readonly nameServers: string[] };

beforeEach(async () => {
  route53 = await Route53UnderTest.start();
  zone = await route53.createZone('example.com');
});
afterEach(() => route53.aws.stop());

/** Asks a name server, whose address the recursive resolver tells. */
async function ask(server: string, name: string, type: string): Promise<unknown> {
  const [address] = await route53.aws.route53.dns.resolver().resolve4(server);
  const resolver = new dns.Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([socketOf(address)!]);
  return resolver.resolve(name, type).catch(({ code }) => code);
}

describe('a zone\'s name servers', () => {
  test('answer for the zone, whether or not anybody delegates to it', async () => {
    const other = await route53.createZone('example.com');
    await route53.changeAndWait(other.id, create('a.example.com', 'TXT', ['"other"']));
    for (const server of other.nameServers) {
      expect(await ask(server, 'a.example.com', 'TXT')).toEqual([['other']]);
    }
    expect(await ask(zone.nameServers[0], 'a.example.com', 'TXT')).toBe('ENOTFOUND');
    await expect(route53.lookup('a.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(await route53.lookup('example.com', 'NS')).toEqual(expect.arrayContaining(zone.nameServers));
  });

  test('refuse every other name, and this one when it is gone', async () => {
    await route53.createZone('example.net');
    expect(await ask(zone.nameServers[0], 'example.net', 'NS')).toBe('EREFUSED');
    expect(await ask(zone.nameServers[0], 'example.com', 'SOA')).toMatchObject({ minttl: 86_400 });
    await route53.client.send(new DeleteHostedZoneCommand({ Id: zone.id }));
    expect(await ask(zone.nameServers[0], 'example.com', 'SOA')).toBe('EREFUSED');
  });

  test('refer to those of a child, and have nothing of it themselves', async () => {
    const child = await route53.createZone('_domainkey.example.com');
    await route53.changeAndWait(zone.id, create('_domainkey.example.com', 'NS', child.nameServers), create('a._domainkey.example.com', 'TXT', ['"parent"']));
    await route53.changeAndWait(child.id, create('a._domainkey.example.com', 'TXT', ['"child"']));
    expect(await ask(zone.nameServers[0], 'a._domainkey.example.com', 'TXT')).toBe('ENODATA');
    expect(await ask(zone.nameServers[0], '_domainkey.example.com', 'NS')).toBe('ENODATA');
    expect(await ask(child.nameServers[0], 'a._domainkey.example.com', 'TXT')).toEqual([['child']]);
  });

  test('follow an alias inside the zone only', async () => {
    await route53.createZone('example.net');
    await route53.changeAndWait(
      zone.id, create('near.example.com', 'CNAME', ['a.example.com']), create('a.example.com', 'TXT', ['"here"']),
      create('far.example.com', 'CNAME', ['a.example.net']),
    );
    const [server] = zone.nameServers;
    expect(await ask(server, 'near.example.com', 'TXT')).toEqual([['here']]);
    expect(await ask(server, 'far.example.com', 'TXT')).toEqual([]); // only the alias, of which c-ares makes no record
    expect(await ask(server, 'far.example.com', 'CNAME')).toEqual(['a.example.net']);
  });

  test('may get a change one after the other, the last when it is INSYNC', async () => {
    route53.aws.route53.staggered = true;
    const change = await route53.change(zone.id, create('a.example.com', 'TXT', ['"one"']));
    await route53.aws.clock.advance(PROPAGATION_MS / 2);
    const answers = await Promise.all(zone.nameServers.map((server) => ask(server, 'a.example.com', 'TXT')));
    expect(answers).toEqual([[['one']], [['one']], 'ENOTFOUND', 'ENOTFOUND']);
    expect(await route53.statusOf(change)).toBe('PENDING');
    await route53.aws.clock.advance(PROPAGATION_MS / 2);
    expect(await ask(zone.nameServers[3], 'a.example.com', 'TXT')).toEqual([['one']]);
  });
});

describe('from the top down', () => {
  test('a registry knows its domains, and refers to their name servers', async () => {
    route53.aws.route53.dns.publish('a.example.net', 'TXT', ['theirs']);
    const [registry] = await route53.lookup('com', 'NS') as string[];
    expect(await ask(registry, 'a.example.com', 'TXT')).toBe('ENODATA'); // a referral
    expect(await ask(registry, 'absent.com', 'TXT')).toBe('ENOTFOUND');
    expect(await ask(registry, 'example.net', 'NS')).toBe('EREFUSED');
    await expect(route53.lookup('absent', 'NS')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('a domain at another provider has name servers too', async () => {
    route53.aws.route53.dns.publish('a.example.net', 'TXT', ['theirs']);
    const servers = await route53.lookup('example.net', 'NS') as string[];
    expect(await ask(servers[0], 'a.example.net', 'TXT')).toEqual([['theirs']]);
    expect(await ask(servers[0], 'absent.example.net', 'TXT')).toBe('ENOTFOUND');
    expect(await ask(servers[0], 'example.com', 'NS')).toBe('ENODATA'); // a referral to Route 53
  });

  test('the word of a registrar counts', async () => {
    route53.aws.route53.registrar.delegate('example.com', ['ns1.elsewhere.example']);
    expect(await route53.lookup('example.com', 'NS')).toEqual(['ns1.elsewhere.example']);
    route53.aws.route53.dns.publish('a.example.com', 'TXT', ['theirs']);
    expect(await ask('ns1.elsewhere.example', 'a.example.com', 'TXT')).toEqual([['theirs']]);
  });
});

describe('a recursive resolver', () => {
  test('that keeps absences does so for the zone\'s own time; the name servers know better', async () => {
    const { dns: served } = route53.aws.route53;
    served.recursors.functions.keeps = 'absences';
    const resolver = served.resolver();
    await expect(resolver.resolveTxt('a.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await route53.changeAndWait(zone.id, create('a.example.com', 'TXT', ['"one"']));
    expect(await ask(zone.nameServers[0], 'a.example.com', 'TXT')).toEqual([['one']]);
    expect(await route53.lookup('a.example.com', 'TXT')).toEqual([['one']]); // the resolver that SES asks is another one
    await route53.aws.clock.advance(900_000 - PROPAGATION_MS - 1);
    await expect(resolver.resolveTxt('a.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await route53.aws.clock.advance(1);
    expect(await resolver.resolveTxt('a.example.com')).toEqual([['one']]);
  });

  test('keeps what another provider\'s zone says, and that a name has no such record', async () => {
    const { dns: served } = route53.aws.route53;
    served.recursors.functions.keeps = 'absences';
    served.elsewhere.negativeTtlSeconds = 7200;
    served.publish('a.example.net', 'A', ['192.0.2.1']);
    const resolver = served.resolver();
    await expect(resolver.resolveTxt('a.example.net')).rejects.toMatchObject({ code: 'ENODATA' });
    served.publish('a.example.net', 'TXT', ['theirs']);
    await route53.aws.clock.advance(7_199_999);
    await expect(resolver.resolveTxt('a.example.net')).rejects.toMatchObject({ code: 'ENODATA' });
    expect(await resolver.resolve4('a.example.net')).toEqual(['192.0.2.1']);
    await route53.aws.clock.advance(1);
    expect(await resolver.resolveTxt('a.example.net')).toEqual([['theirs']]);
  });

  test('that keeps everything goes on with what was there', async () => {
    route53.aws.route53.dns.recursors.functions.keeps = 'everything';
    const resolver = route53.aws.route53.dns.resolver();
    await route53.changeAndWait(zone.id, create('a.example.com', 'TXT', ['"one"'], 600));
    expect(await resolver.resolveTxt('a.example.com')).toEqual([['one']]);
    await route53.changeAndWait(zone.id, upsert('a.example.com', 'TXT', ['"two"'], 600));
    await route53.aws.clock.advance(600_000 - PROPAGATION_MS - 1);
    expect(await resolver.resolveTxt('a.example.com')).toEqual([['one']]);
    await route53.aws.clock.advance(1);
    expect(await resolver.resolveTxt('a.example.com')).toEqual([['two']]);
    await route53.changeAndWait(zone.id, remove('a.example.com', 'TXT', ['"two"'], 600));
    expect(await resolver.resolveTxt('a.example.com')).toEqual([['two']]);
  });
});

test('a name exists if one below it does, also above a zone', async () => {
  await route53.createZone('dkim.example.net');
  await expect(route53.lookup('example.net', 'NS')).rejects.toMatchObject({ code: 'ENODATA' });
  await expect(route53.lookup('example.org', 'NS')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test('a function asks them as it would on AWS, by their addresses', async () => {
  const fn = await DeployedFunction.create(route53.aws, { id: 'arn:s', name: 'Dns', account: '111122223333', region: 'eu-west-1' }, `
    const { Resolver, promises } = require('node:dns');
    exports.handler = async ({ name }) => {
      const servers = await promises.resolveNs('example.com');
      const addresses = await Promise.all(servers.map((server) => new promises.Resolver().resolve4(server)));
      const answers = await Promise.all(addresses.map(([address]) => {
        const resolver = new promises.Resolver({ timeout: 2000, tries: 2 });
        resolver.setServers([address]);
        return resolver.resolveTxt(name).catch(({ code }) => code);
      }));
      const callback = new Resolver();
      callback.setServers([addresses[0][0] + ':53']);
      const old = await new Promise((resolve) => callback.resolveTxt(name, (error, found) => resolve(error ? error.code : found)));
      const everywhere = new promises.Resolver();
      everywhere.setServers(['8.8.8.8']);
      return { servers, answers, old, everywhere: await everywhere.resolveTxt(name).catch(({ code }) => code) };
    };`);
  route53.aws.route53.dns.recursors.functions.keeps = 'absences';
  const askInFunction = async () => JSON.parse((await route53.aws.lambda.invoke(fn.arn, { name: 'a.example.com' })).payload);
  const absent = await askInFunction();
  expect(absent).toEqual({ servers: expect.arrayContaining(zone.nameServers), answers: Array(4).fill('ENOTFOUND'), old: 'ENOTFOUND', everywhere: 'ENOTFOUND' });
  await route53.changeAndWait(zone.id, create('a.example.com', 'TXT', ['"one"']));
  expect(await askInFunction()).toMatchObject({ answers: Array(4).fill([['one']]), old: [['one']], everywhere: 'ENOTFOUND' });
});
