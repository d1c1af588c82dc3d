import { argumentsOf } from '../../acceptance/arguments';

test('a domain is enough', () => {
  expect(argumentsOf(['--domain', 'Mail.Example.com.'])).toEqual({
    domainName: 'mail.example.com',
    hostedZoneId: undefined,
    secondRegion: undefined,
    to: 'success@simulator.amazonses.com',
    mail: undefined,
    scenarios: ['easy', 'own-key', 'generated', 'rotated', 'followed', 'moves', 'rename', 'rollback'],
    yes: false,
    keepsFailed: false,
    cleanup: false,
    journal: 'acceptance-journal.json',
    report: undefined,
    dns: undefined,
    pollMs: 5000,
    patience: 720,
    atATime: 3,
  });
});

test('a second Region adds the scenarios that need it', () => {
  expect(argumentsOf(['--domain', 'example.com', '--second-region', 'us-east-1']).scenarios.slice(-2)).toEqual(['replica', 'key-replica']);
});

test('what is given', () => {
  expect(argumentsOf(
    ['--only', 'easy', '--only', 'moves', '--only', 'easy', '--to', 'me@example.org', '--poll', '0.5', '--patience', '1', '--at-a-time', '1', '--yes', '--report', 'r.json'],
    { ACCEPTANCE_DNS: '127.0.0.1:5353' },
  )).toMatchObject({ scenarios: ['easy', 'moves'], to: 'me@example.org', pollMs: 500, patience: 120, atATime: 1, yes: true, report: 'r.json', dns: '127.0.0.1:5353' });
  expect(argumentsOf(['--to', 'me@example.org'], { ACCEPTANCE_MAIL: __dirname }).mail).toBe(__dirname);
  expect(argumentsOf([], { ACCEPTANCE_MAIL: __dirname }).mail).toBeUndefined();
  expect(argumentsOf(['--dns', '192.0.2.1:53'], { ACCEPTANCE_DNS: '127.0.0.1:5353' }).dns).toBe('192.0.2.1:53');
});

test.each([
  ['an unknown scenario', ['--only', 'byodkim'], 'there is no scenario \'byodkim\': the scenarios are easy, own-key'],
  ['a replica without a Region', ['--only', 'replica'], 'the scenario replica needs --second-region'],
  ['no time between looks', ['--poll', '0'], '--poll must be a number above 0, got \'0\''],
  ['patience that is no number', ['--patience', 'much'], '--patience must be a number above 0, got \'much\''],
  ['a mailbox that is not there', ['--to', 'me@example.org', '--mail', '/nowhere'], '--mail must be a folder, got \'/nowhere\''],
  ['a mailbox of nobody', ['--mail', __dirname], '--mail needs --to'],
  ['an unknown option', ['--dommain', 'example.com'], '--dommain'],
  ['a word', ['example.com'], 'example.com'],
])('%s is refused, with how it goes', (_, args, problem) => {
  expect(() => argumentsOf(args)).toThrow(problem);
  expect(() => argumentsOf(args)).toThrow('npm run acceptance -- --domain NAME');
});
