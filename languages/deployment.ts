import { trialOf } from '../try/arguments';
import { Session } from '../try/session';

/*
 * Deploys the first program of a folder to the local engine as `npm run try` does, until its mail passes. A process of its own, so
 * that the PATH is that of the program's language.
 */
async function deploy(folder: string): Promise<string> {
  const output: string[] = [];
  const session = await Session.start(trialOf([folder, 'Mail']), (line) => output.push(line));
  try {
    await session.prepare();
    await session.deploy();
    if (!await session.judge()) {
      throw new Error('mail should be signed');
    }
    return 'dkim=pass';
  } catch (error) {
    throw new Error(`${(error as Error).message}:\n${output.join('\n')}`);
  } finally {
    await session.end();
  }
}

deploy(process.argv[2]).then(console.log, (error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
