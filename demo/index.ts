import { ownKey } from './acts/own-key';
import { rotatedKey } from './acts/rotated-key';
import { narration } from './narration';
import { Stage } from './stage';

/** Ends with `demo: ok` and the verdicts, or with `demo: failed` and a non-zero exit. */
async function main(): Promise<void> {
  const stage = await Stage.set();
  try {
    const verdicts = [await ownKey(stage), await rotatedKey(stage)];
    narration.chapter('The same on AWS');
    narration.say('What you saw ran against a test double: its DNS, its signatures and their verification are real, its SES is not.');
    narration.say(`On AWS: cd examples/generated-key, and run
             npx cdk deploy -c domainName=<your domain> -c hostedZoneId=<its zone>`);
    narration.end(`demo: ok (${verdicts.join('; ')}; nothing left)`);
  } finally {
    await stage.end();
  }
}

main().catch((error: Error) => {
  narration.end(`demo: failed (${error.message})`);
  process.exitCode = 1;
});
