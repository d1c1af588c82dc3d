import type { Journal } from './journal';
import { leftovers } from './leftovers';
import type { Ports } from './ports';
import { removed } from './stacks';
import { Interrupted } from './until';

/** What was just deleted may still be seen for a while. [DOC DeleteSecret: "might take some time"; DOC IAM: eventual consistency] */
const LOOKS_AT_WHAT_IS_LEFT = 12;

/** Removes what a scenario made, whatever state it is in, and notes what is left. */
export async function cleanUp(name: string, journal: Journal, ports: Ports, say: (line: string) => void): Promise<void> {
  const progress = journal.of(name);
  const problems: string[] = [];
  let left: string[] = [];
  const attempt = async (what: () => Promise<void>) => {
    try {
      await what();
    } catch (error) {
      if (error instanceof Interrupted) {
        throw error;
      }
      problems.push((error as Error).message);
    }
  };
  // A replica goes before its parent: SES does not delete a parent that has one. [DOC Deterministic Easy DKIM]
  for (const stack of [...progress.stacks].reverse()) {
    await attempt(() => removed(ports, stack));
  }
  for (const { region, name: secret } of progress.secrets) {
    await attempt(() => ports.secrets.delete(region, secret));
  }
  for (let looks = 0; looks < LOOKS_AT_WHAT_IS_LEFT; looks++) {
    await attempt(async () => {
      left = await leftovers(progress, ports);
    });
    if (left.length === 0) {
      break;
    }
    await ports.pause();
  }
  progress.left = [...new Set([...problems, ...left])];
  journal.save();
  say(`${name}: ${progress.left.length === 0 ? 'nothing is left' : `LEFT: ${progress.left.join('; ')}`}`);
}
