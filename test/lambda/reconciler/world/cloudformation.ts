import type { Task } from './actor';
import { type Answer, deliver } from './lambda';
import { HOUR, MINUTE, SECOND } from './scheduler';
import { LOGICAL_ID, type Stack } from './stack';
import type { World } from './world';
import { deploy, type Me, type Outcome, remove } from '../../../../lambda/reconciler';
import type { DomainIdentityRequest } from '../../../../src/contract/domain-identity';
import { IDENTITY_TAGS } from '../../../../src/contract/tags';

/** What befalls the rest of a stack while it is deployed. */
export type Luck =
  | 'good'
  /** Another resource fails after the identity is finished. */
  | 'sibling fails'
  /** Another resource fails while the handler works. */
  | 'cancelled'
  /** As `sibling fails`, with `--no-rollback`. */
  | 'no rollback';

/** The default of `ServiceTimeout`. [DOC custom resources] */
const SERVICE_TIMEOUT = HOUR;
/** How often a person tries again what has failed. */
const ATTEMPTS = 6;

export interface Deployed {
  readonly succeeded: boolean;
  readonly outcome?: Outcome;
  readonly error?: Error;
  /** A rollback or a deletion that did not work: how often. */
  readonly stuck: number;
}

/** CloudFormation: what it sends to the handler, and in which order. */
export class CloudFormation {
  /** The properties of a stack's last deployment: a Delete has the same. */
  private readonly requested = new Map<string, DomainIdentityRequest>();

  constructor(private readonly world: World) {}

  async create(stack: Stack, request: DomainIdentityRequest, luck: Luck): Promise<Deployed> {
    const { world } = this;
    stack.begin();
    stack.state = 'in progress';
    stack.applies(request, world.now);
    stack.origin = world.region(stack.region).identity ? 'adopted' : 'made';
    this.addSecret(stack, request);
    const requestId = this.newRequestId();
    const answer = await this.unlessCancelled(luck, this.send(stack, 'create', requestId, request));
    if (answer && 'value' in answer && luck === 'good') {
      this.finish(stack, request);
      return { succeeded: true, outcome: answer.value, stuck: 0 };
    }
    const error = answer && 'error' in answer ? answer.error : undefined;
    if (luck === 'no rollback') {
      stack.state = 'failed';
      stack.isWithdrawing = true; // nothing but its deletion follows
      return { succeeded: false, error, stuck: 0 };
    }
    stack.state = 'rolling back';
    stack.isWithdrawing = true;
    const stuck = await this.delete(stack, 'cancelled create', !(answer && 'value' in answer) && (!error || world.random.chance(0.5)));
    if (stack.exists) {
      stack.state = 'settled'; // ROLLBACK_COMPLETE
      await world.scheduler.sleep(world.random.between(1, 600) * SECOND);
      this.end(stack);
    }
    return { succeeded: false, error, stuck };
  }

  async update(stack: Stack, request: DomainIdentityRequest, luck: Luck): Promise<Deployed> {
    const { world } = this;
    const previous = stack.template!;
    stack.state = 'in progress';
    stack.applies(request, world.now);
    this.addSecret(stack, request);
    const answer = await this.unlessCancelled(luck, this.send(stack, 'update', this.newRequestId(), request, previous));
    if (answer && 'value' in answer && luck === 'good') {
      this.finish(stack, request);
      return { succeeded: true, outcome: answer.value, stuck: 0 };
    }
    const error = answer && 'error' in answer ? answer.error : undefined;
    if (luck === 'no rollback') {
      stack.state = 'failed';
      await world.scheduler.sleep(world.random.between(1, 48) * HOUR);
    }
    return { succeeded: false, error, stuck: await this.rollBack(stack, previous, request) };
  }

  async destroy(stack: Stack, { retain = false } = {}): Promise<Deployed> {
    const { world } = this;
    stack.state = 'deleting';
    let stuck = 0;
    if (retain) {
      world.retained.add(stack.id);
    } else {
      stuck = await this.delete(stack, 'delete', stack.physicalId === undefined);
    }
    this.end(stack);
    return { succeeded: stuck < ATTEMPTS, stuck };
  }

  meOf(stack: Stack, requestId: string): Me {
    return { stackId: stack.id, logicalId: LOGICAL_ID, nonce: stack.nonce, requestId, region: stack.region };
  }

  /** An Update with the former properties, and again until it works. */
  private async rollBack(stack: Stack, previous: DomainIdentityRequest, failed: DomainIdentityRequest): Promise<number> {
    const { world } = this;
    for (let stuck = 0; ; stuck++) {
      stack.state = 'rolling back';
      stack.applies(previous, world.now);
      const answer = await this.send(stack, 'rollback', this.newRequestId(), previous, failed);
      if (answer && 'value' in answer) {
        this.finish(stack, previous);
        const owner = world.region(stack.region).identity?.tags.get(IDENTITY_TAGS.stackId);
        stack.wasUndone = owner !== undefined && owner !== stack.id;
        return stuck;
      }
      stack.state = 'failed'; // UPDATE_ROLLBACK_FAILED
      if (stuck + 1 === ATTEMPTS) {
        this.finish(stack, previous); // with the resource skipped
        stack.needsDeployment = true;
        return ATTEMPTS;
      }
      await world.scheduler.sleep(world.random.between(5, 120) * MINUTE);
    }
  }

  /** A Delete, and again until it works. */
  private async delete(stack: Stack, what: Task['what'], isInvented: boolean): Promise<number> {
    const { world } = this;
    const request = stack.template;
    for (let stuck = 0; stuck < ATTEMPTS; stuck++) {
      const me = this.meOf(stack, this.newRequestId());
      const wanted = this.requested.get(stack.id) ?? request;
      const answer = await deliver(world, { what, stack, request: wanted }, async (ports, deadline) => (
        remove(ports, me, { request: wanted!, isInvented, deadline, without: world.without })
      ));
      if (answer && 'value' in answer) {
        // While the Create still runs, it takes back what it does after this.
        if (![...world.running].some(({ task }) => task.stack === stack)) {
          world.safety.leaves(stack);
        }
        return stuck;
      }
      stack.state = 'failed'; // DELETE_FAILED
      await world.scheduler.sleep(world.random.between(5, 120) * MINUTE);
      stack.state = 'deleting';
    }
    world.retained.add(stack.id); // a person deletes the stack without the resource
    return ATTEMPTS;
  }

  private async send(
    stack: Stack, what: Task['what'], requestId: string, request: DomainIdentityRequest, previous?: DomainIdentityRequest,
  ): Promise<Answer<Outcome> | undefined> {
    const { world } = this;
    const me = this.meOf(stack, requestId);
    const begun = world.now;
    this.requested.set(stack.id, request);
    world.trace.add('CLOUDFORMATION', `${what} ${stack.name}`, { request, previous });
    const answer = await deliver(world, { what, stack, stackId: stack.id, request }, (ports, deadline) => (
      deploy(ports, me, { request, previous, isCreate: what === 'create', startedAt: begun, deadline, without: world.without })
    ));
    if (!answer && what === 'create' && stack.state !== 'in progress') {
      world.leftBehind.add(me.stackId); // no delivery could take back what it had made after the Delete, and nobody else knows of it
    }
    if (!answer) {
      await world.scheduler.sleep(SERVICE_TIMEOUT - (world.now - begun));
    }
    return answer;
  }

  private async unlessCancelled(luck: Luck, answer: Promise<Answer<Outcome> | undefined>): Promise<Answer<Outcome> | undefined> {
    if (luck !== 'cancelled') {
      return answer;
    }
    const { world } = this;
    return Promise.race([answer, world.scheduler.sleep(world.random.between(1, world.random.pick([3, 60, 600])) * SECOND).then(() => undefined)]);
  }

  private addSecret(stack: Stack, { signing }: DomainIdentityRequest): void {
    if (signing.mode === 'BYODKIM' && signing.key.kind === 'GENERATED') {
      stack.secret = this.world.secret(signing.key.secretId);
      if (!stack.secret || stack.secret.isGone) {
        stack.secret = this.world.addSecret(signing.key.secretId);
      }
    }
  }

  /** Everything is as the template says; what is not in it any more goes. */
  private finish(stack: Stack, request: DomainIdentityRequest): void {
    const { signing } = request;
    stack.template = request;
    stack.physicalId = `${request.domainName}/${stack.nonce}`;
    stack.state = 'settled';
    stack.wasUndone = false;
    if (signing.mode === 'BYODKIM' && signing.key.kind === 'GENERATED') {
      stack.secret!.rotationEnabled = signing.key.rotationDays !== undefined;
    } else if (stack.secret) {
      stack.secret.isGone = true;
      stack.secret = undefined;
    }
  }

  private end(stack: Stack): void {
    if (stack.secret && !this.world.retained.has(stack.id)) {
      stack.secret.isGone = true;
    }
    stack.state = 'gone';
  }

  private newRequestId(): string {
    return `${this.world.random.hex(8)}-${this.world.random.hex(4)}`;
  }
}
