import { ASSUMPTIONS, LocalAws, settingsFrom } from '../../local-aws';
import { completed } from '../../local-aws/assumptions';

/* The settings of the engine. That each has its effect is proved by the probe, which finds them all. */

test('a value is known by the id of its assumption', () => {
  expect(settingsFrom({ 'ses.samePutResets': false, 'iam.propagationMs': 60_000 })).toEqual({ ses: { samePutResets: false }, iam: { propagationMs: 60_000 } });
});

test.each([
  ['ses.unheard', 1, 'there is no assumption \'ses.unheard\''],
  ['ses.checkDelayMs', -1, '\'ses.checkDelayMs\' must be a number that is not negative, got -1'],
  ['ses.keepsTokens', 'yes', '\'ses.keepsTokens\' must be true or false, got "yes"'],
  ['ses.byoTokens', 'some', '\'ses.byoTokens\' must be one of \'selector\', \'none\', got "some"'],
  ['ses.sameLengthError', null, '\'ses.sameLengthError\' must be a text, got null'],
])('%s cannot be %p', (id, value, message) => expect(() => settingsFrom({ [id]: value })).toThrow(message));

test('a default is a value that the assumption can have', () => {
  expect(() => settingsFrom(Object.fromEntries([...ASSUMPTIONS].map(([id, assumption]) => [id, assumption.default])))).not.toThrow();
});

test('the later settings go before the earlier ones', () => {
  const { ses, iam } = completed({ ses: { checkDelayMs: 1, giveUpMs: 2 } }, { ses: { checkDelayMs: 3 } });
  expect([ses.checkDelayMs, ses.giveUpMs, iam.propagationMs]).toEqual([3, 2, ASSUMPTIONS.get('iam.propagationMs')!.default]);
});

describe('the file that ENGINE_ASSUME names', () => {
  afterEach(() => { delete process.env.ENGINE_ASSUME; });

  test('sets what the options leave open', async () => {
    process.env.ENGINE_ASSUME = `${__dirname}/../worlds/slow.json`;
    const slow = await LocalAws.start();
    const own = await LocalAws.start({ iam: { propagationMs: 1 } });
    expect([slow.secretsManager.readLagMs, slow.route53.waitsForInsync, own.iam.propagationMs]).toEqual([2_000, false, 1]);
    await Promise.all([slow.stop(), own.stop()]);
  });

  test('has to have assumptions', async () => {
    process.env.ENGINE_ASSUME = `${__dirname}/../../package.json`;
    await expect(LocalAws.start()).rejects.toThrow('package.json has no \'assumptions\'');
  });
});
