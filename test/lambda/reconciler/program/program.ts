import { doSomethingByHand } from './by-hand';
import { publishByHand, storeKeys, writeCnames } from './people';
import { changedRequest, randomRequest } from './settings';
import { look, rotation, rotationStep, STEPS } from './triggers';
import { CloudFormation, type Deployed, type Luck } from '../world/cloudformation';
import { DAY, HOUR, MINUTE, SECOND } from '../world/scheduler';
import type { Stack } from '../world/stack';
import type { World } from '../world/world';

/** What a program did, for the summary. */
export interface Tally {
  deployments: number;
  refused: number;
  stuck: number;
  rotations: number;
  rotated: number;
  looks: number;
  hands: number;
}

export interface ProgramOptions {
  /** Whether people change things by hand. */
  readonly hands: boolean;
  /** Whether a second stack wants the same identity. */
  readonly rival?: boolean;
}

/** A random course of deployments, rotations, changes by hand and time. */
export class Program {
  readonly tally: Tally = { deployments: 0, refused: 0, stuck: 0, rotations: 0, rotated: 0, looks: 0, hands: 0 };
  readonly cloudFormation: CloudFormation;
  /** The reason of the last refusal of each stack. */
  readonly refusals = new Map<string, string>();

  private readonly busy = new Set<Stack>();
  private readonly background = new Set<Promise<unknown>>();

  constructor(readonly world: World, private readonly options: ProgramOptions) {
    this.cloudFormation = new CloudFormation(world);
    storeKeys(world);
    if (world.random.chance(0.7)) {
      writeCnames(world);
    }
  }

  async step(): Promise<void> {
    const { world } = this;
    const { random } = world;
    const work = random.weighted<() => Promise<unknown> | undefined>([
      [10, () => this.deploySomething()],
      [2, () => this.destroySomething()],
      [5, () => this.rotateSomething()],
      [4, () => this.lookAtEverything()],
      [4, () => this.pass(random.between(1, 6) * HOUR)],
      [2, () => this.pass(random.between(1, 20) * DAY)],
      [this.options.hands ? 3 : 0, () => this.byHand()],
    ])();
    if (!work) {
      return;
    }
    if (random.chance(0.35)) {
      const done = work.finally(() => this.background.delete(done));
      this.background.add(done);
      await world.scheduler.sleep(random.pick([1, 20, 200, 2000]) * SECOND);
    } else {
      await work;
      await world.scheduler.sleep(random.between(1, 120) * SECOND);
    }
  }

  /** Until nobody does anything any more. */
  async finish(): Promise<void> {
    await Promise.all(this.background);
    while (this.world.running.size > 0) {
      await this.world.scheduler.sleep(MINUTE);
    }
  }

  /** Time passes, and the clock looks: often at first. */
  async pass(milliseconds: number, longestInterval = 2 * DAY): Promise<void> {
    const { world } = this;
    const end = world.now + milliseconds;
    for (let interval = HOUR; world.now < end; interval = Math.min(interval * 3, longestInterval)) {
      await world.scheduler.sleep(Math.min(interval, end - world.now));
      await this.lookAtEverything();
    }
  }

  async lookAtEverything(): Promise<void> {
    const { world } = this;
    for (const stack of world.stacks.filter(({ hasFunctions }) => hasFunctions)) {
      this.tally.looks++;
      await look(world, stack);
    }
  }

  note(stack: Stack, deployed: Deployed): void {
    this.tally.deployments++;
    this.tally.refused += deployed.error ? 1 : 0;
    this.tally.stuck += deployed.stuck;
    if (deployed.error) {
      this.refusals.set(stack.name, deployed.error.message);
    }
  }

  private deploySomething(): Promise<unknown> | undefined {
    const stack = this.idle();
    return stack && this.exclusively(stack, () => this.deploy(stack));
  }

  private async deploy(stack: Stack): Promise<void> {
    const { world } = this;
    const { random } = world;
    const other = randomRequest(world, stack);
    const isCreate = !stack.exists;
    if (!isCreate && !stack.template) {
      this.note(stack, await this.cloudFormation.destroy(stack));
      return;
    }
    const request = isCreate ? other : changedRequest(random, stack.template!, other);
    if (request.place.kind === 'CNAME_DELEGATED' && random.chance(0.8)) {
      writeCnames(world);
    }
    const luck = random.weighted<Luck>([[14, 'good'], [3, 'sibling fails'], [3, 'cancelled'], [1, 'no rollback']]);
    const deployed = isCreate ? await this.cloudFormation.create(stack, request, luck) : await this.cloudFormation.update(stack, request, luck);
    this.note(stack, deployed);
    if (deployed.outcome && random.chance(0.9)) {
      await world.scheduler.sleep(random.between(1, 60) * MINUTE);
      publishByHand(world, request, deployed.outcome);
    }
  }

  private destroySomething(): Promise<unknown> | undefined {
    const stack = this.idle();
    return stack?.exists && this.world.random.chance(0.6)
      ? this.exclusively(stack, async () => this.note(stack, await this.cloudFormation.destroy(stack, { retain: this.world.random.chance(0.15) })))
      : undefined;
  }

  private rotateSomething(): Promise<unknown> | undefined {
    const { world } = this;
    const rotated = world.stacks.filter(({ secret }) => secret && !secret.isGone && secret.rotationEnabled);
    const stack = rotated.length > 0 ? world.random.pick(rotated) : undefined;
    if (!stack?.secret) {
      return undefined;
    }
    if (world.random.chance(0.1)) {
      // Secrets Manager has given up waiting, and begins again beside the first.
      const versionId = stack.secret.labelled('AWSPENDING');
      return versionId === undefined ? undefined : rotationStep(world, stack, versionId, world.random.pick(STEPS));
    }
    const { secret } = stack;
    this.tally.rotations++;
    return rotation(world, stack, secret).then((rotated1) => {
      this.tally.rotated += rotated1 ? 1 : 0;
    });
  }

  private byHand(): Promise<unknown> {
    const done = doSomethingByHand(this.world);
    this.tally.hands += done ? 1 : 0;
    if (done?.includes('into followed') || done?.includes('current one')) {
      // `Secret Label Updated`
      return this.world.scheduler.sleep(this.world.random.between(1, 60) * SECOND).then(() => this.lookAtEverything());
    }
    return Promise.resolve();
  }

  private idle(): Stack | undefined {
    const idle = this.world.stacks.filter((stack) => !this.busy.has(stack) && (stack.name !== 'Two' || this.options.rival !== false));
    return idle.length > 0 ? this.world.random.pick(idle) : undefined;
  }

  private async exclusively(stack: Stack, work: () => Promise<unknown>): Promise<void> {
    this.busy.add(stack);
    try {
      await work();
    } finally {
      this.busy.delete(stack);
    }
  }
}
