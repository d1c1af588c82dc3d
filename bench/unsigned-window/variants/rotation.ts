import { setTimeout } from 'node:timers/promises';
import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Dkim, DkimKey, DomainDns, DomainIdentity } from '../../../src';
import { pendingChanges } from '../deployment';
import { DOMAIN, type Stage } from '../stage';
import type { Variant } from '../variant';

const requests = ({ aws }: Stage, operation: string) => aws.requests.all({ operation });

/** Asks for a rotation, and lets the engine's time pass while it waits for Route 53, up to the switch. */
async function rotate(stage: Stage): Promise<void> {
  const { clock } = stage.aws;
  const puts = () => requests(stage, 'PutEmailIdentityDkimSigningAttributes').length;
  const before = puts();
  const [{ input: { SecretId } }] = requests(stage, 'PutSecretValue');
  await new SecretsManagerClient(stage.aws.clientConfig()).send(new RotateSecretCommand({ SecretId: SecretId as string }));
  while (puts() === before) {
    await setTimeout(5); // of the host: how long does not matter
    const [change] = pendingChanges(stage.aws, stage.propagationMs);
    await clock.advance(change ? change - clock.now().getTime() : 0);
  }
}

export const rotation: Variant = {
  name: 'DomainIdentity',
  use: '`rotation`',
  order: 'new record visible and tested, then the switch; the old record stays for the overlap',
  deploy: (stage) => stage.deploy((stack) => {
    new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN,
      dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }),
      dns: DomainDns.hostedZone(stage.zone(stack)),
    });
  }),
  change: rotate,
};
