import type { DnsAnswer, DnsPort, IdentityStatus } from '../../../lambda/ports';
import { quickLook } from '../../../lambda/reconciler';
import { formatMemory } from '../../../lambda/reconciler/memory';
import type { Entry } from '../../../lambda/reconciler/model';
import { hashOf } from '../../../lambda/records/values';

const DOMAIN = 'example.com';
const MEMORY = '_cdk-ses-dkim._domainkey';
const DAY = 24 * 60 * 60_000;
const NOW = Date.parse('2026-11-28T12:00:00Z');
const ME = { nonce: '0123456789ab', region: 'eu-west-1' };
const ID = '0123456789ab@eu-west-1';
const KEY = 'v=DKIM1; k=rsa; p=MIIBIjANBg';

const EASY: IdentityStatus = { dkim: 'SUCCESS', tokens: ['one', 'two'] };
const BYO: IdentityStatus = { dkim: 'SUCCESS', tokens: ['mail'] };

const entry = (label: string, type: string, value: string, change: Partial<Entry> = {}): Entry => ({
  label, type, hash: hashOf(type, [value]), state: 'live', since: NOW - 100 * DAY, origin: 'made', claims: [{ holder: ID, inherited: 0 }], ...change,
});
const easyEntries = ['one', 'two'].map((token) => entry(`${token}._domainkey`, 'CNAME', `${token}.dkim.amazonses.com`));
const keyEntry = entry('mail._domainkey', 'TXT', KEY);

type Answers = Record<string, string | DnsAnswer>;
const EASY_ANSWERS: Answers = {
  [`one._domainkey.${DOMAIN} CNAME`]: 'one.dkim.amazonses.com', [`two._domainkey.${DOMAIN} CNAME`]: 'two.dkim.amazonses.com',
};
const KEY_ANSWER: Answers = { [`mail._domainkey.${DOMAIN} TXT`]: KEY };

const remembering = (entries: readonly Entry[], under = DOMAIN): Answers => ({
  [`${MEMORY}.${under} TXT`]: formatMemory({ zoneId: 'Z1', holders: [{ id: ID, adopted: false }], entries }),
});

/** What is not in the answers is not in DNS. */
function look(status: IdentityStatus | undefined, ...answers: Answers[]) {
  const all: Answers = Object.assign({}, ...answers);
  const asked: string[] = [];
  const dns = {
    ask: async (name: string, type: string): Promise<DnsAnswer> => {
      asked.push(`${name} ${type}`);
      const answer = all[`${name} ${type}`] ?? { kind: 'absent' };
      return typeof answer === 'string' ? { kind: 'values', values: [answer] } : answer;
    },
  } as unknown as DnsPort;
  return { asked, result: quickLook({ dns, now: () => NOW }, { domainName: DOMAIN, ...ME, status }) };
}
const doubt = async (...given: Parameters<typeof look>) => {
  const result = await look(...given).result;
  return 'doubt' in result ? result.doubt : undefined;
};

test('a domain whose records are served as they were published is well', async () => {
  expect(await look(EASY, remembering(easyEntries), EASY_ANSWERS).result).toEqual({
    health: { domainName: DOMAIN, status: 'SUCCESS', isVerified: true, selectors: ['one', 'two'], recordServed: true },
  });
  const dmarc = entry('_dmarc', 'TXT', 'v=DMARC1; p=reject');
  expect(await look(BYO, remembering([keyEntry, dmarc]), KEY_ANSWER, { [`_dmarc.${DOMAIN} TXT`]: 'v=DMARC1; p=reject' }).result).toMatchObject({
    health: { selectors: ['mail'], dmarcServed: true, keySince: NOW - 100 * DAY },
  });
});

test.each<[string, IdentityStatus | undefined]>([
  ['is not there', undefined],
  ['is not verified', { ...EASY, dkim: 'PENDING' }],
  ['has lost its records', { ...EASY, dkim: 'TEMPORARY_FAILURE' }],
  ['has a MAIL FROM domain that is not verified', { ...EASY, mailFrom: { domainName: `bounce.${DOMAIN}`, status: 'FAILED' } }],
])('an identity that %s needs a look, whatever DNS says', async (_, status) => {
  expect(await doubt(status, remembering(easyEntries), EASY_ANSWERS)).toMatch(/^SES reports DKIM /);
  expect(look(status).asked).toEqual([]);
});

test('a MAIL FROM domain has its records too', async () => {
  const status = { ...EASY, mailFrom: { domainName: `bounce.${DOMAIN}`, status: 'SUCCESS' } };
  const mx = '10 feedback-smtp.eu-west-1.amazonses.com';
  const memory = remembering([...easyEntries, entry('bounce', 'MX', mx)]);
  expect(await look(status, memory, EASY_ANSWERS, { [`bounce.${DOMAIN} MX`]: mx }).result).toMatchObject({ health: { mailFromVerified: true } });
  expect(await doubt(EASY, memory, EASY_ANSWERS, { [`bounce.${DOMAIN} MX`]: mx })).toBe(`SES does not use the MAIL FROM domain bounce.${DOMAIN}`);
  expect(await doubt(status, memory, EASY_ANSWERS)).toBe(`the record MX bounce.${DOMAIN} is not served as it was published`);
});

test.each<[string, Answers]>([
  ['is missing', {}],
  ['was changed', { [`mail._domainkey.${DOMAIN} TXT`]: 'v=DKIM1; k=rsa; p=other' }],
  ['is beside another one', { [`mail._domainkey.${DOMAIN} TXT`]: { kind: 'values', values: [KEY, 'v=DKIM1; p=other'] } }],
  ['is not told by the name servers', { [`mail._domainkey.${DOMAIN} TXT`]: { kind: 'unknown', problem: 'no answer' } }],
])('a record that %s needs a look', async (_, answer) => {
  expect(await doubt(BYO, remembering([keyEntry]), answer)).toBe(`the record TXT mail._domainkey.${DOMAIN} is not served as it was published`);
});

describe('what was retired', () => {
  const retired = (days: number, change: Partial<Entry> = {}) => entry('old._domainkey', 'TXT', 'v=DKIM1; k=rsa; p=old', {
    state: 'retired', since: NOW - days * DAY, ...change,
  });
  const of = (former: Entry) => look(BYO, remembering([keyEntry, former]), KEY_ANSWER).result;

  test('waits for the end of the usual overlap', async () => {
    expect(await of(retired(13))).toMatchObject({ health: { nextRetirement: NOW + DAY } });
    expect(await of(retired(13, { state: 'revoked' }))).toMatchObject({ health: { nextRetirement: NOW + DAY } });
    expect(await of(retired(14))).toEqual({ doubt: `something is to be done with old._domainkey.${DOMAIN} (retired)` });
    expect(await of(retired(14, { state: 'revoked' }))).toHaveProperty('doubt');
  });

  test('waits for others that need it', async () => {
    expect(await of(retired(20, { claims: [{ holder: ID, inherited: 0 }, { holder: 'other@us-east-1', inherited: 0 }] }))).toHaveProperty('doubt');
    const holders = [{ id: ID, adopted: false }, { id: 'other@us-east-1', adopted: false }];
    const shared = retired(20, { claims: holders.map(({ id }) => ({ holder: id, inherited: 0 })) });
    const text = formatMemory({ zoneId: 'Z1', holders, entries: [keyEntry, shared] });
    expect(await doubt(BYO, { [`${MEMORY}.${DOMAIN} TXT`]: text }, KEY_ANSWER)).toBeUndefined();
  });

  test('of a claim that ends', async () => {
    const claims = (until: number) => [{ holder: ID, inherited: 0, until }];
    expect(await doubt(BYO, remembering([{ ...keyEntry, claims: claims(NOW + 1_000) }]), KEY_ANSWER)).toBeUndefined();
    expect(await doubt(BYO, remembering([{ ...keyEntry, claims: claims(NOW) }]), KEY_ANSWER)).toMatch(/something is to be done/);
  });
});

test.each(['new', 'failed'] as const)('a key that is %s is watched', async (state) => {
  const other = entry('next._domainkey', 'TXT', KEY, { state, since: NOW });
  expect(await doubt(BYO, remembering([keyEntry, other]), KEY_ANSWER)).toBe(`something is to be done with next._domainkey.${DOMAIN} (${state})`);
});

test('SES must sign with what the zone remembers of this stack', async () => {
  expect(await doubt({ ...BYO, tokens: ['byhand'] }, remembering([keyEntry]), KEY_ANSWER)).toMatch(/^SES signs with byhand._domainkey of example.com/);
  const others = remembering([{ ...keyEntry, claims: [] }]);
  expect(await doubt(BYO, others, KEY_ANSWER)).toMatch(/which the zone does not remember$/);
  // SES may tell no selector for BYODKIM.
  expect(await doubt({ ...BYO, tokens: [] }, remembering([keyEntry]), KEY_ANSWER)).toBeUndefined();
  expect(await doubt({ ...BYO, tokens: [] }, others, KEY_ANSWER)).toMatch(/^SES signs with something/);
});

test('a deployment that was rolled back while another stack had the identity needs a look', async () => {
  const text = formatMemory({ zoneId: 'Z1', holders: [{ id: ID, adopted: false, wasUndone: true }], entries: easyEntries });
  expect(await doubt(EASY, { [`${MEMORY}.${DOMAIN} TXT`]: text }, EASY_ANSWERS)).toContain('was rolled back');
});

test('a memory that nobody tells, or that cannot be read, needs a look', async () => {
  expect(await doubt(EASY, { [`${MEMORY}.${DOMAIN} TXT`]: { kind: 'unknown', problem: 'no answer' } })).toBe('nobody tells what the zone remembers: no answer');
  expect(await doubt(EASY, { [`${MEMORY}.${DOMAIN} TXT`]: 'cdk-ses-dkim/9' })).toBe('the memory of the zone cannot be read');
});

test('behind CNAMEs the memory is in the zone that they point to', async () => {
  const under = `${DOMAIN}.dkim.example.net`;
  const alias = { [`mail._domainkey.${DOMAIN} CNAME`]: `mail._domainkey.${under}` };
  expect(await doubt(BYO, alias, remembering([keyEntry], under), KEY_ANSWER)).toBeUndefined();
  expect(await doubt(BYO, alias, remembering([keyEntry], under))).toMatch(/is not served as it was published$/);
});

describe('records that somebody else publishes', () => {
  const served = { [`one._domainkey.${DOMAIN} TXT`]: 'p=abc', [`two._domainkey.${DOMAIN} TXT`]: 'p=def' };

  test('are well as long as each has a key', async () => {
    expect(await look(EASY, served).result).toMatchObject({ health: { isVerified: true, selectors: ['one', 'two'], recordServed: true } });
    expect(await doubt(EASY, { ...served, [`two._domainkey.${DOMAIN} TXT`]: 'p=' })).toBe(`two._domainkey.${DOMAIN} has no key`);
    expect(await doubt(EASY, {})).toBe(`one._domainkey.${DOMAIN} has no key`);
  });

  test('need a look if SES does not tell their names', async () => {
    expect(await doubt({ ...BYO, tokens: [] }, KEY_ANSWER)).toBe('nobody tells which records SES needs');
  });
});
