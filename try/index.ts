import { trialOf } from './arguments';
import { Session } from './session';

/* Deploys an app to the local engine, by the real CDK CLI. See `arguments.ts`. */

/** True on any machine without `cdk bootstrap`, and of no interest to who tries. */
const NOISE = /^current credentials could not be used|^npm warn/;

/* eslint-disable-next-line no-console */
const say = (line: string) => line.trim() && !NOISE.test(line) && console.log(line);

/** Until somebody stops it. */
function stopped(): Promise<void> {
  const alive = setInterval(() => {}, 60_000);
  return new Promise<void>((resolve) => ['SIGINT', 'SIGTERM'].forEach((signal) => process.once(signal, () => resolve()))).finally(() => clearInterval(alive));
}

async function main(): Promise<void> {
  const session = await Session.start(trialOf(process.argv.slice(2)), say);
  try {
    await session.prepare();
    await session.deploy();
    say(await session.judge() ? 'try: ok' : 'try: deployed, and not all mail is signed: see above');
    session.remain();
    say('stop it with Ctrl+C');
    await stopped();
  } finally {
    await session.end();
  }
}

main().catch((error: Error) => {
  say(`try: failed: ${error.message}`);
  process.exitCode = 1;
});
