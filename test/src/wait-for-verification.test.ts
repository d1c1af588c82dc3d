import { CfnOutput, Duration, Lazy, Token } from 'aws-cdk-lib';
import { Mail } from './fixture';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});
const waiting = (waitForVerification: Duration) => mail.identity({ waitForVerification });

test.each([1, 2400])('the identity itself waits: %d seconds', (seconds) => {
  const identity = waiting(Duration.seconds(seconds));
  new CfnOutput(mail.stack, 'Status', { value: identity.dkimStatus });
  expect(mail.properties().WaitSeconds).toBe(String(seconds));
  mail.template().hasOutput('Status', { Value: { 'Fn::GetAtt': [mail.only('Custom::SesDomainIdentity')[0], 'DkimStatus'] } });
});

test('nothing else is there for it', () => {
  const types = (wait?: Duration) => {
    mail = new Mail();
    mail.identity({ waitForVerification: wait });
    return mail.resources().map(([, { Type }]) => Type);
  };
  expect(types(Duration.minutes(10))).toEqual(types());
});

test.each([
  [Duration.seconds(0), '0'],
  [Duration.seconds(2401), '40 minutes 1 second'],
  [Duration.hours(1), '1 hour'],
  [Duration.millis(1500), '1 second 500 millis'],
])('%s is refused', (wait, given) => {
  expect(() => waiting(wait)).toThrow(new RegExp(`^\`waitForVerification\` must be whole seconds, more than none and at most 40 minutes, got ${given}`));
});

test('a wait that is a token passes', () => {
  waiting(Duration.seconds(Token.asNumber(Lazy.any({ produce: () => ({ Ref: 'Wait' }) }))));
  expect(mail.properties().WaitSeconds).toEqual({ Ref: 'Wait' });
});
