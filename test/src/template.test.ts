import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Mail } from './fixture';
import { Dkim, DkimKey, DmarcPolicy, type DomainIdentityProps } from '../../src';

/**
 * Logical ids, resource types and properties are what users have live: a change here replaces their resources, and needs
 * a reason in the commit that updates the snapshot.
 */
test.each<[string, (mail: Mail) => Partial<DomainIdentityProps>]>([
  ['Easy DKIM', () => ({})],
  ['BYODKIM', (mail) => ({ dkim: Dkim.byoDkim({ key: mail.key('mail2027'), alsoPublish: [mail.key('mail2026')] }) })],
  ['a generated key', () => ({ dkim: Dkim.byoDkim({ key: DkimKey.generate() }) })],
  ['a rotated key', () => ({ dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }) })],
  ['a secret that is followed', ({ stack }) => ({ dkim: Dkim.byoDkim({ key: DkimKey.followSecret(Secret.fromSecretNameV2(stack, 'Secret', 'dkim')) }) })],
  ['all settings', () => ({
    mailFrom: { subdomain: 'bounce' },
    dmarc: { policy: DmarcPolicy.REJECT },
    waitForVerification: Duration.minutes(10),
    overlap: Duration.days(7),
    removalPolicy: RemovalPolicy.RETAIN,
  })],
])('the resources of %s', (_, props) => {
  const mail = new Mail();
  mail.identity({ dns: mail.dns(), ...props(mail) });
  const own = mail.resources().filter(([, { Type }]) => Type !== 'AWS::Lambda::Function');
  // The functions' code is an asset, whose hash changes with every dependency of the handler.
  expect(mail.resources('AWS::Lambda::Function').map(([id]) => id)).toEqual(['CdkSesDkimDeploy03106971', 'CdkSesDkimWatch1CE7C92B']);
  // The roles are the same for all of them.
  expect(Object.fromEntries(_ === 'Easy DKIM' ? own : own.filter(([, { Type }]) => Type !== 'AWS::IAM::Role'))).toMatchSnapshot();
});
