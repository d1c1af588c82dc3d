import { join } from 'node:path';
import { trialOf } from '../../try/arguments';

const APP = join(__dirname, '..', '..', 'examples', 'typescript');

test('an app and a stack are enough', () => {
  expect(trialOf([APP, 'Mail'])).toEqual({ app: APP, stack: 'Mail', zones: ['example.com'], secrets: [], context: {} });
});

test('zones, secrets, context, account and Region', () => {
  expect(trialOf([
    APP, 'Mail', '--zone', 'a.example', '--zone', 'b.example', '--secret', 'dkim/mail', '--secret', 'dkim/other=key=1.pem', '-c', 'stage=test', '--context', 'x=a=b',
    '--account', '444455556666', '--region', 'us-east-1',
  ])).toEqual({
    app: APP,
    stack: 'Mail',
    zones: ['a.example', 'b.example'],
    secrets: [['dkim/mail'], ['dkim/other', 'key=1.pem']],
    context: { stage: 'test', x: 'a=b' },
    account: '444455556666',
    region: 'us-east-1',
  });
});

test.each([
  ['no stack', [APP], 'the folder of an app and the name of a stack are needed'],
  ['more than one stack', [APP, 'Mail', 'Other'], 'and nothing more'],
  ['a folder without an app', [__dirname, 'Mail'], `there is no cdk.json in ${__dirname}`],
  ['a context without a value', [APP, 'Mail', '-c', 'stage'], '--context must be KEY=VALUE, got \'stage\''],
  ['an unknown option', [APP, 'Mail', '--zones', 'x'], '--zones'],
])('%s is refused, with how it goes', (_, args, problem) => {
  expect(() => trialOf(args)).toThrow(problem);
  expect(() => trialOf(args)).toThrow('npm run try -- PATH STACK');
});
