import { SecretValue, type Stack } from 'aws-cdk-lib';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { DkimIdentity, EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Dkim, DkimKey, DomainDns, DomainIdentity } from '../../src';

/** A construct, and how its domains sign. */
export type Scenario =
  | { readonly construct: 'EmailIdentity'; readonly way: 'easy' | 'own key' }
  | { readonly construct: 'DomainIdentity'; readonly way: 'easy' | 'own key' | 'generated' | 'rotated' | 'followed' };

/** As long as that of a key of 2048 bits. */
const PUBLIC_KEY = `MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${'x'.repeat(342)}IDAQAB`;
const SELECTOR = 'mail2026';

/** Domains with their records, each in a hosted zone of its own that exists already. Own keys are in a secret for each domain. */
export function addDomains(stack: Stack, { construct, way }: Scenario, count: number): void {
  for (let index = 0; index < count; index++) {
    const domainName = `domain${index}.example`;
    const zone = PublicHostedZone.fromPublicHostedZoneAttributes(stack, `Zone${index}`, {
      hostedZoneId: `Z0123456789ABCDEF${String(index).padStart(4, '0')}`, zoneName: domainName,
    });
    const secretName = `dkim/${domainName}`;
    if (construct === 'EmailIdentity') {
      new EmailIdentity(stack, `Identity${index}`, {
        identity: Identity.publicHostedZone(zone),
        dkimIdentity: way === 'easy'
          ? undefined
          : DkimIdentity.byoDkim({ privateKey: SecretValue.secretsManager(secretName), selector: SELECTOR, publicKey: PUBLIC_KEY }),
      });
    } else {
      const secret = () => Secret.fromSecretNameV2(stack, `Secret${index}`, secretName);
      new DomainIdentity(stack, `Identity${index}`, { domainName, dns: DomainDns.hostedZone(zone), dkim: DKIM[way](secret) });
    }
  }
}

const DKIM: Readonly<Record<(Scenario & { construct: 'DomainIdentity' })['way'], (secret: () => ReturnType<typeof Secret.fromSecretNameV2>) => Dkim>> = {
  'easy': () => Dkim.easyDkim(),
  'own key': (secret) => Dkim.byoDkim({ key: DkimKey.fromSecret(secret(), { selector: SELECTOR }) }),
  'generated': () => Dkim.byoDkim({ key: DkimKey.generate() }),
  'rotated': () => Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }),
  'followed': (secret) => Dkim.byoDkim({ key: DkimKey.followSecret(secret()) }),
};
