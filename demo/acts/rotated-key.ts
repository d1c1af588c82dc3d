import { setTimeout } from 'node:timers/promises';
import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { lostRecord } from './lost-record';
import { narration } from '../narration';
import type { Stage } from '../stage';

const { chapter, say } = narration;

/** The engine's time while a rotation waits: SES's five minutes in five seconds. */
const FAST = 60;

/** A key that the deployment makes and that Secrets Manager rotates: mail before, during and after. */
export async function rotatedKey(stage: Stage): Promise<string> {
  const { aws } = stage;

  chapter('cdk deploy   (the stack GeneratedKey of examples/generated-key: a key that the deployment makes, and Secrets Manager rotates)');
  await stage.deploy('generated-key', 'GeneratedKey');
  await flowing(stage, () => aws.secretsManager.settled()); // Secrets Manager tries the function when the schedule is made
  await stage.showZone();
  await stage.letTimePass();
  const { selector: first } = await stage.status();
  const before = await stage.passes(first);

  chapter('aws secretsmanager rotate-secret');
  const underWay = await stage.send();
  const [{ input: { SecretId } }] = aws.requests.all({ operation: 'PutSecretValue' });
  await stage.secrets.send(new RotateSecretCommand({ SecretId: SecretId as string }));
  await flowing(stage, async () => {
    while ((await stage.status()).selector === first) {
      await setTimeout(20);
    }
  });
  await stage.showZone();
  await stage.showStatus('right after the switch');
  say('the name servers served the new record before the switch. While SES checks it, mail leaves without the domain\'s signature:');
  const during = await stage.judge(await stage.send());
  say('the mail that was in transit is signed with the previous key, whose record stays:');
  await stage.passes(first, underWay);
  await flowing(stage, () => aws.secretsManager.settled());
  await stage.letTimePass();
  await stage.showStatus('ten minutes later');
  const { selector: second } = await stage.status();
  const after = await stage.passes(second);
  const late = await stage.passes(first, underWay);

  const lost = await lostRecord(stage, second);

  chapter('cdk destroy');
  await stage.destroy('generated-key', 'GeneratedKey');
  return `rotated key: dkim=${before.dkim} before, dkim=${during.dkim} while SES checks, dkim=${after.dkim} after, dkim=${late.dkim} for mail in transit; `
    + lost;
}

async function flowing({ aws: { clock } }: Stage, run: () => Promise<void>): Promise<void> {
  clock.run(FAST);
  await run().finally(() => clock.pause());
}
