import { cleanUp } from './cleanup';
import type { Journal } from './journal';
import type { Ports } from './ports';
import { Scene, scenarioOf } from './scenarios';
import { Interrupted } from './until';

export type Say = (line: string) => void;

/** How a run is done. */
export interface RunOptions {
  /** How many scenarios at the same time. */
  readonly atATime: number;
  /** Leaves a scenario that failed as it is. */
  readonly keepsFailed?: boolean;
  readonly say: Say;
}

/**
 * Does what is not done yet, unless the run was given up, and removes what every scenario made. Each step is noted when it is done,
 * so a run can be resumed. Rejects with `Interrupted` if somebody ended it.
 */
export async function runScenarios(journal: Journal, ports: Ports, options: RunOptions): Promise<void> {
  const waiting = [...journal.subject.scenarios];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      await runScenario(name, journal, ports, options);
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: options.atATime }, worker));
  const broken = workers.find((result) => result.status === 'rejected');
  if (broken) {
    throw broken.reason;
  }
}

async function runScenario(name: string, journal: Journal, ports: Ports, { keepsFailed = false, say }: RunOptions): Promise<void> {
  const scene = new Scene(name, journal, ports);
  const { progress } = scene;
  const remaining = scenarioOf(name).steps.slice(progress.done.length);
  for (const step of progress.failure || journal.content.isGivenUp ? [] : remaining) {
    const start = ports.now();
    try {
      const seen = await step.run(scene);
      const seconds = Math.round((ports.now() - start) / 1000);
      progress.done.push({ name: step.name, seconds, seen });
      say(`${name}: ${step.name}: ok after ${seconds} s: ${seen}`);
    } catch (error) {
      if (error instanceof Interrupted) {
        throw error;
      }
      progress.failure = { step: step.name, message: (error as Error).message };
      say(`${name}: ${step.name}: FAILED: ${progress.failure.message}`);
      break;
    } finally {
      journal.save();
    }
  }
  if (keepsFailed && progress.failure && !journal.content.isGivenUp) {
    say(`${name}: it stays as it is, to be looked at`);
    return;
  }
  await cleanUp(name, journal, ports, say);
}
