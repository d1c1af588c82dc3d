import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DomainDns, DomainIdentity } from '../../../src';
import { DOMAIN, type Stage } from '../stage';
import { NEW, OLD, type Variant } from '../variant';

/** The first selector signs, the others are only published. */
function deploy(stage: Stage, ...selectors: string[]): Promise<void> {
  return stage.deploy((stack) => {
    const [key, ...alsoPublish] = selectors.map((selector) => (
      DkimKey.fromSecret(Secret.fromSecretNameV2(stack, `Secret-${selector}`, `dkim/${selector}`), { selector })
    ));
    new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN,
      dkim: Dkim.byoDkim({ key, alsoPublish }),
      dns: DomainDns.hostedZone(stage.zone(stack)),
    });
  });
}

/** As the README has it. */
export const withAlsoPublish: Variant = {
  name: 'DomainIdentity',
  use: 'old key in `alsoPublish`',
  order: 'new record visible, then the switch; the old record stays',
  deploy: (stage) => deploy(stage, OLD),
  change: (stage) => deploy(stage, NEW, OLD),
};

export const withoutAlsoPublish: Variant = {
  name: 'DomainIdentity',
  use: 'without `alsoPublish`',
  order: 'new record visible, then the switch, then the old record goes',
  deploy: (stage) => deploy(stage, OLD),
  change: (stage) => deploy(stage, NEW),
};
