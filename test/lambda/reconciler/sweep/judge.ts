import type { Scenario } from './scenarios';
import { saysWhatToDo } from '../../../messages/next-step';
import { differences, leftOvers, remains } from '../program/expectations';
import type { Scene } from '../program/scene';
import type { Deployed } from '../world/cloudformation';
import { DAY, HOUR, MINUTE } from '../world/scheduler';
import type { Stack } from '../world/stack';

/** What has to hold after each cell. */
export class Judge {
  readonly problems: string[] = [];
  private foreign: readonly string[] = [];

  private loser?: Stack;

  constructor(private readonly scene: Scene, private readonly scenario: Scenario) {}

  /** Before the trigger. */
  begins(): void {
    this.foreign = this.foreignRecords();
  }

  /** The deployment succeeded, or it said why not and went back. Then SES signs as the surviving template says. */
  async after({ succeeded, error, stuck }: Deployed): Promise<void> {
    this.expect(stuck === 0, `the stack was in a *_FAILED state ${stuck} times`);
    this.expect(succeeded || error !== undefined || this.scenario.fails === true || this.scenario.clockFinishes === true, 'it failed without a word');
    this.loser = succeeded ? this.scenario.loser?.(this.scene) : undefined;
    if (error) {
      this.expect(error.message.includes(this.scene.world.domainName), `the message does not name the domain: ${error.message}`);
      this.expect(saysWhatToDo(error.message), `the message does not say what to do: ${error.message}`);
    }
    await this.idle();
    if (this.scenario.clockFinishes) {
      await this.scene.tick();
      await this.scene.world.scheduler.sleep(HOUR);
    }
    this.checkStacks('afterwards');
    if (!this.scene.world.stacks.some(({ exists }) => exists)) {
      remains(this.scene.world).forEach((left) => this.expect(false, `afterwards: ${left}`));
    }
  }

  /** Doing it again converges. When all overlaps are over, only what is needed is left. */
  async afterAgain({ succeeded, error, stuck }: Deployed): Promise<void> {
    this.loser = this.scenario.loser?.(this.scene);
    this.expect(succeeded && stuck === 0, `again: ${error?.message ?? `stuck ${stuck} times`}`);
    await this.idle();
    this.checkStacks('after it was done again');
    for (let turn = 0; turn < 2; turn++) {
      await this.scene.world.scheduler.sleep(15 * DAY);
      await this.scene.tick();
      await this.scene.tick();
    }
    await this.scene.world.scheduler.sleep(HOUR);
    this.checkStacks('after a month');
    leftOvers(this.scene.world, this.stacks()).forEach((left) => this.expect(false, `nobody needs ${left}`));
  }

  /** Nothing of ours is left, and nothing of others is gone. */
  async afterDestruction(): Promise<void> {
    const { world } = this.scene;
    for (const stack of [...world.stacks].reverse().filter(({ exists }) => exists)) {
      const { stuck } = await this.scene.destroy(stack);
      this.expect(stuck === 0, `the deletion of ${stack.name} failed ${stuck} times`);
    }
    remains(world).forEach((left) => this.expect(false, `after all stacks are destroyed: ${left}`));
    const now = this.foreignRecords();
    this.foreign.filter((record) => !now.includes(record)).forEach((record) => this.expect(false, `what somebody else has is gone: ${record}`));
  }

  /** Until nobody does anything any more. */
  private async idle(): Promise<void> {
    const { world } = this.scene;
    while (world.running.size > 0) {
      await world.scheduler.sleep(MINUTE);
    }
    await world.scheduler.sleep(HOUR);
  }

  private checkStacks(when: string): void {
    for (const stack of this.stacks()) {
      differences(this.scene.world, stack).forEach((difference) => this.expect(false, `${stack.name} ${when}: ${difference}`));
    }
  }

  private stacks(): Stack[] {
    return this.scene.world.stacks.filter((stack) => stack.exists && stack.template && stack !== this.loser);
  }

  private foreignRecords(): string[] {
    return [...this.scene.world.zones.values()].flatMap((zone) => zone.all
      .filter(({ name, type }) => !zone.made.has(`${name} ${type}`) && !name.startsWith('_cdk-ses-dkim.'))
      .map(({ name, type, values }) => `${type} ${name} ${values.join('|')} in ${zone.id}`));
  }

  private expect(holds: boolean, problem: string): void {
    if (!holds) {
      this.problems.push(problem);
    }
  }
}
