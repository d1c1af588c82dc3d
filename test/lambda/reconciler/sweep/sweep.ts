import { type Call, nameOf, withoutRepetitions } from './calls';
import { describeEnding } from './ending';
import { type Cell, Interference } from './interference';
import { Judge } from './judge';
import type { Scenario } from './scenarios';
import { TROUBLES } from './troubles';
import { Scene } from '../program/scene';

/** Seconds in which a wait looks a few times. */
const SHORT_PROPAGATION = 10;

export interface SweepOptions {
  readonly seed?: number;
  readonly traceLength?: number;
  /** Whether waits are as long as they can be, and calls of a wait are troubled that are the same as others. */
  readonly all?: boolean;
}

export interface CellResult {
  readonly cell: Cell;
  readonly problems: readonly string[];
  readonly trace: string;
}

/** One scenario: its calls as a recorded run made them, and what befalls each of them. */
export class Sweep {
  /** How runs ended that were judged to their end, and were good. */
  readonly goodEndings = new Set<string>();

  constructor(private readonly scenario: Scenario, private readonly options: SweepOptions = {}) {}

  /** Records the calls, without any trouble. */
  async cells(): Promise<{ readonly calls: readonly Call[]; readonly cells: readonly Cell[] }> {
    const { name, of } = this.scenario;
    const { interference, problems, trace } = await this.play();
    if (problems.length > 0) {
      throw new Error(`${name}, without any trouble: ${problems.join('; ')}\n${trace}`);
    }
    const { calls } = interference;
    const troubled = (this.options.all ? calls.map((_, index) => index) : withoutRepetitions(calls))
      .map((index) => ({ call: calls[index], index })).filter(({ call }) => !of || of.includes(call.by));
    return {
      calls: troubled.map(({ call }) => call),
      cells: troubled.flatMap(({ call, index }) => TROUBLES.filter(({ befalls }) => befalls(call)).map((trouble) => ({ index, call, trouble }))),
    };
  }

  /** Plays the scenario with one trouble. */
  async try(cell: Cell): Promise<CellResult> {
    const { problems, trace, interference } = await this.play(cell);
    return { cell, problems: interference.hasHappened ? problems : [...problems, 'the trouble did not happen'], trace };
  }

  private async play(cell?: Cell): Promise<{ readonly interference: Interference; readonly problems: readonly string[]; readonly trace: string }> {
    const { scenario, options: { seed = 1, traceLength, all = false } } = this;
    const interference = new Interference(cell);
    const { assumptions, seed: ofScenario = 0, ...others } = scenario.options ?? {};
    const scene = new Scene({
      seed: 100 * (seed - 1) + 1 + ofScenario,
      traceLength,
      around: interference.around,
      assumptions: { propagation: all ? 60 : SHORT_PROPAGATION, ...assumptions },
      ...others,
    });
    const judge = new Judge(scene, scenario);
    const problems = () => [...scene.world.safety.violations, ...judge.problems];
    await scene.world.scheduler.runUntil((async () => {
      await scenario.prepare(scene);
      judge.begins();
      interference.isOpen = true;
      const deployed = await scenario.act(scene);
      interference.isOpen = false;
      await judge.after(deployed);
      const ending = describeEnding(scene.world);
      if (this.goodEndings.has(ending)) {
        return;
      }
      await judge.afterAgain(await scenario.again(scene));
      await judge.afterDestruction();
      if (problems().length === 0) {
        this.goodEndings.add(ending);
      }
    })().catch((error: Error) => {
      judge.problems.push(`the scenario failed: ${error.stack}`);
    }));
    return { interference, problems: problems(), trace: scene.world.trace.toString() };
  }
}

/** A cell in words. */
export function describeCell(scenario: Scenario, { index, call, trouble }: Cell): string {
  return `${scenario.name} [${index} ${nameOf(call)}: ${trouble.name}]`;
}
