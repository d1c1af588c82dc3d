import { GetIdentityDkimAttributesCommand, GetIdentityMailFromDomainAttributesCommand, SESClient } from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import { occasionWith } from './occasion';
import { identityStatuses } from '../../../lambda/aws/ses-status';
import type { DnsAnswer, EventPort } from '../../../lambda/ports';
import { quickLook } from '../../../lambda/reconciler';
import { formatMemory } from '../../../lambda/reconciler/memory';
import { hashOf } from '../../../lambda/records/values';
import { onClock } from '../../../lambda/triggers/clock';
import { impatient } from '../aws/impatient';

/** How many calls of SES a run of the clock takes for 400 domains of a stack, that of the domains' own looks with it. */

const COUNT = 400;
const MOST_CALLS = 20;
const NONCE = '0123456789ab';
const HOUR = 3_600_000;
const domains = Array.from({ length: COUNT }, (_, index) => `d${index}.example.com`);
const TOKENS = ['one', 'two', 'three'];
const target = (token: string) => `${token}.dkim.amazonses.com`;

const client = new SESClient({ region: 'eu-west-1' });
const ses = mockClient(client);

const memory = formatMemory({
  zoneId: 'Z1',
  holders: [{ id: `${NONCE}@eu-west-1`, adopted: false }],
  entries: TOKENS.map((token) => ({
    label: `${token}._domainkey`, type: 'CNAME', hash: hashOf('CNAME', [target(token)]), state: 'live', since: 0, origin: 'made', claims: [{ holder: `${NONCE}@eu-west-1`, inherited: 0 }],
  })),
});

beforeEach(() => {
  jest.spyOn(console, 'log').mockReturnValue();
  ses.reset();
  ses.on(GetIdentityDkimAttributesCommand).callsFake(async ({ Identities }) => ({
    DkimAttributes: Object.fromEntries(Identities.map((name: string) => [name, { DkimEnabled: true, DkimVerificationStatus: 'Success', DkimTokens: TOKENS }])),
  }));
  ses.on(GetIdentityMailFromDomainAttributesCommand).callsFake(async ({ Identities }) => ({
    MailFromDomainAttributes: Object.fromEntries(Identities.map((name: string) => [name, { BehaviorOnMXFailure: 'UseDefaultValue' }])),
  }));
});
afterEach(() => jest.restoreAllMocks());

/** One run, at an hour, with DNS that does not serve the records of some domains. */
async function run(hour: number, missing: readonly string[] = [], recent?: { readonly domains: readonly string[]; readonly events?: EventPort }) {
  const occasion = occasionWith();
  occasion.pass(hour * HOUR);
  const questions = { now: 0, most: 0, all: 0 };
  const ask = async (name: string, type: string): Promise<DnsAnswer> => {
    questions.all++;
    questions.most = Math.max(questions.most, ++questions.now);
    await new Promise((resolve) => setImmediate(resolve));
    questions.now--;
    if (name.startsWith('_cdk-ses-dkim.')) {
      return { kind: 'values', values: [memory] };
    }
    const isThere = type === 'CNAME' && !missing.some((domain) => name.endsWith(`.${domain}`));
    return isThere ? { kind: 'values', values: [target(name.split('.')[0])] } : { kind: 'absent' };
  };
  occasion.reconciler.quickLook.mockImplementation(quickLook);
  await onClock({
    ...occasion,
    ports: { ...occasion.ports, dns: { ask } as never, events: recent?.events },
    deadline: occasion.ports.now() + 840_000,
    resources: async () => domains.map((name) => (
      { physicalId: `${name}/${NONCE}`, logicalId: 'Identity', deployedAt: recent?.domains.includes(name) ? occasion.ports.now() - HOUR : -100 * HOUR }
    )),
    statuses: (names) => identityStatuses(client, impatient().attempts, names),
  });
  const looks = occasion.identities.get.mock.calls.map(([name]) => name);
  return { looks, calls: ses.calls().length + looks.length, questions };
}

test(`${COUNT} domains that are well take at most ${MOST_CALLS} calls of SES`, async () => {
  const { calls, questions } = await run(0);
  expect(calls).toBeLessThanOrEqual(MOST_CALLS);
  // The memory and the records of each domain that has no look of its own; a few at a time.
  expect(questions.all).toBe((COUNT - 12) * (1 + TOKENS.length));
  expect(questions.most).toBeLessThanOrEqual(8 * TOKENS.length);
});

test('each of them has a look of its own within one and a half days', async () => {
  const seen = new Set<string>();
  for (let hour = 0; hour < 34; hour++) {
    ses.resetHistory();
    const { looks, calls } = await run(hour);
    expect(calls).toBeLessThanOrEqual(MOST_CALLS);
    looks.forEach((name) => seen.add(name));
  }
  expect(seen.size).toBe(COUNT);
});

test('a domain whose records are gone has a look of its own at once', async () => {
  const { looks } = await run(0, ['d300.example.com', 'd7.example.com']);
  expect(looks).toEqual(expect.arrayContaining(['d300.example.com', 'd7.example.com']));
  expect(looks.length).toBeLessThanOrEqual(14);
});

test('if events are sent, domains that were just deployed have a look within the hour, and the calls stay as few', async () => {
  const events = { send: async () => true };
  const few = domains.slice(100, 106);
  const { looks, calls } = await run(0, [], { domains: few, events });
  expect(looks).toEqual(expect.arrayContaining(few));
  expect(looks).toHaveLength(12);
  expect(calls).toBeLessThanOrEqual(MOST_CALLS);
  const seen = new Set<string>();
  for (let hour = 0; hour < 67; hour++) {
    (await run(hour, [], { domains, events })).looks.forEach((name) => seen.add(name)); // everything was deployed together
  }
  expect(seen.size).toBe(COUNT);
  expect((await run(0, [], { domains: few })).looks).not.toEqual(expect.arrayContaining(few));
});
