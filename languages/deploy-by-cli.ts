import { join } from 'node:path';
import { run } from './command';
import { REPOSITORY } from './workspace';

/** Has the real CDK CLI deploy the first program of a folder to the local engine. Answers with what the receiver of a mail says. */
export async function deployByCli(app: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  return (await run(process.execPath, ['--import', 'tsx', join('languages', 'deployment.ts'), app], { cwd: REPOSITORY, env })).trim();
}
