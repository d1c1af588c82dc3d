import { generateKeyPairSync } from 'node:crypto';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { narration } from '../narration';
import type { Stage } from '../stage';

const { chapter, say } = narration;

/** From a key in a secret to mail that a receiver accepts, through a change of the key, to nothing left. */
export async function ownKey(stage: Stage): Promise<string> {
  const deploy = (selectors: string) => stage.deploy('byodkim', 'ByoDkim', { selectors });

  chapter('Two DKIM keys of our own, in Secrets Manager');
  for (const selector of ['mail2026', 'mail2027']) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await stage.secrets.send(new CreateSecretCommand({ Name: `dkim/${selector}`, SecretString: pem }));
    say(`dkim/${selector}: an RSA key of 2048 bits`);
  }

  chapter('cdk deploy -c selectors=mail2026   (the stack ByoDkim of examples/byodkim)');
  await deploy('mail2026');
  await stage.showZone();
  await stage.showStatus('right after the deployment');
  await stage.letTimePass();
  const before = await stage.passes('mail2026');

  chapter('cdk deploy -c selectors=mail2027,mail2026   (another key; the old record stays)');
  const underWay = await stage.send();
  await deploy('mail2027,mail2026');
  await stage.showZone();
  await stage.showStatus('right after the deployment');
  say('until SES has seen the new record, mail leaves without the domain\'s signature. Nobody can avoid this time');
  await stage.letTimePass();
  const after = await stage.passes('mail2027');
  say('the mail that was in transit is signed with the old key, whose record stays:');
  const late = await stage.passes('mail2026', underWay);

  chapter('cdk destroy');
  await stage.destroy('byodkim', 'ByoDkim', { selectors: 'mail2027,mail2026' });
  return `own key: dkim=${before.dkim} dmarc=${before.dmarc} before, dkim=${after.dkim} dmarc=${after.dmarc} after the change, `
    + `dkim=${late.dkim} for mail in transit`;
}
