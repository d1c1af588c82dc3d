import { Actor, type Task } from './actor';
import { portsOf } from './actor-ports';
import { type FaultRates, Faults, NO_FAULTS } from './faults';
import { HostedZone } from './hosted-zone';
import { Mail, type Signature } from './mail';
import { PublicDns } from './public-dns';
import { Random } from './random';
import { Safety } from './safety';
import { DAY, MINUTE, Scheduler } from './scheduler';
import { Secret } from './secret';
import type { SesAssumptions } from './ses-identity';
import { SesRegion } from './ses-region';
import { Stack } from './stack';
import { Trace } from './trace';
import type { Ports } from '../../../../lambda/ports';
import { IDENTITY_TAGS } from '../../../../src/contract/tags';

export const HOME = 'us-east-1';
export const ABROAD = 'eu-west-1';

export interface WorldOptions {
  readonly seed: number;
  readonly faults?: FaultRates;
  readonly traceLength?: number;
  readonly domainName?: string;
  readonly assumptions?: Partial<Assumptions>;
  /** A rule that the plan does without. */
  readonly without?: string;
  /** What comes between a function and the world. */
  readonly around?: (ports: Ports, actor: Actor, world: World) => Ports;
}

export interface Assumptions extends SesAssumptions {
  /** Whether IAM wants one statement to allow all changes of a batch. */
  readonly oneStatement: boolean;
  /** How long it takes at most until name servers serve a change, in seconds. [DOC Route 53: generally within 60 seconds] */
  readonly propagation: number;
}

/** One account, two Regions, the zones of one domain, and the people who use them. */
export class World {
  readonly random: Random;
  readonly scheduler = new Scheduler();
  readonly trace: Trace;
  readonly faults: Faults;
  readonly dns: PublicDns;
  readonly mail: Mail;
  readonly safety: Safety;
  readonly domainName: string;
  readonly without?: string;
  readonly assumptions: Assumptions;
  readonly zones = new Map<string, HostedZone>();
  readonly regions: SesRegion[];
  readonly stacks = [new Stack('One', HOME), new Stack('Two', HOME), new Stack('Abroad', ABROAD)] as const;
  /** Stacks that were deleted, and left their identity as it was. */
  readonly retained = new Set<string>();
  /** Stacks whose Delete left records in a zone that it could not reach, and said so. */
  readonly leftBehind = new Set<string>();
  /** Stacks whose Delete could not give an identity its replica's keys again, and said so: nobody knows what SES answers if there are none. */
  readonly keptSigning = new Set<string>();
  /** Regions that do not answer. */
  readonly silentRegions = new Set<string>();
  /** Versions of secrets whose rotation has come to its last step. */
  readonly finishing = new Set<string>();
  /** Functions that run. */
  readonly running = new Set<Actor>();
  readonly calls = { count: 0 };
  triggers = 0;

  private readonly secrets = new Map<string, Secret>();
  private readonly around: (ports: Ports, actor: Actor, world: World) => Ports;

  constructor(options: WorldOptions) {
    this.random = new Random(options.seed);
    this.trace = new Trace(this.scheduler, options.traceLength ?? 0);
    this.faults = new Faults(options.faults ?? NO_FAULTS, this.random.fork());
    this.domainName = options.domainName ?? this.random.pick(['example.com', 'mail.example.com']);
    this.without = options.without;
    this.around = options.around ?? ((ports) => ports);
    this.assumptions = {
      tellsSelector: this.random.chance(0.7),
      samePutResets: this.random.chance(0.5),
      keepsTokens: this.random.chance(0.7),
      oneStatement: true,
      propagation: 60,
      ...options.assumptions,
    };
    this.dns = new PublicDns(this.scheduler);
    this.regions = [HOME, ABROAD].map((region) => new SesRegion(
      region, this.scheduler, this.random.fork(), this.dns, this.assumptions, () => this.regions, () => this.mail.update(),
    ));
    this.mail = new Mail(this.scheduler, this.dns, () => this.regions);
    this.safety = new Safety(this);
    this.dns.delegate(this.addZone('Z1', 'example.com'));
    this.addZone('Z2', 'example.com');
    this.dns.delegate(this.addZone('ZC', 'dkim.example.net'));
  }

  get now(): number {
    return this.scheduler.now;
  }

  region(region: string): SesRegion {
    return this.regions.find((other) => other.region === region) ?? fail(`no Region ${region}`);
  }

  zone(id: string): HostedZone {
    return this.zones.get(id) ?? fail(`no zone ${id}`);
  }

  addZone(id: string, name: string): HostedZone {
    const zone = new HostedZone(id, name, this.scheduler, this.random.fork(), {
      changed: (changed, changes, author) => this.safety.changesZone(changed, changes, author),
      published: (published, _changes, author, serve) => this.safety.publishes(published, author, serve),
    }, this.assumptions.propagation);
    this.zones.set(id, zone);
    return zone;
  }

  /** For so long SES and Secrets Manager answer what is true at this moment. */
  holdReadings(milliseconds: number): void {
    this.faults.heldReadings = { from: this.now, until: this.now + milliseconds };
    this.secrets.forEach((secret) => secret.holdReadings(milliseconds));
  }

  get allSecrets(): readonly Secret[] {
    return [...this.secrets.values()];
  }

  secret(id: string): Secret | undefined {
    return this.secrets.get(id);
  }

  addSecret(id: string): Secret {
    const secret = new Secret(id, this.scheduler, this.random.fork(), () => this.safety.handsOnSecret(id));
    this.secrets.set(id, secret);
    return secret;
  }

  /** How long mail that was signed so has to be verifiable, as far as it depends on one stack. */
  overlapOf(signature: Signature, zone: HostedZone, { stackId, task: { stack: changing, what } }: Actor): number {
    const { region, lastSent, claimedIn } = signature;
    // What is destroyed goes at once, also if the identity goes on with the stack that had it before.
    const hadIt = (this.region(region).identity?.owners.get(stackId) ?? -Infinity) > this.now - 20 * MINUTE;
    if (signature.givenBy === stackId && hadIt && (what === 'delete' || what === 'cancelled create' || what === 'create')) {
      return 0;
    }
    if (changing.region !== region) {
      return claimedIn.has(zone) ? this.promised(signature, changing) : 0;
    }
    // Who deploys with no overlap wants the previous key to be gone at once.
    return Math.min(this.promised(signature, changing), changing.overlapSince(lastSent));
  }

  private promised({ region, givenBy, lastSent }: Signature, changing: Stack): number {
    const owner = this.region(region).identity?.tags.get(IDENTITY_TAGS.stackId);
    const promising = this.stacks.filter((stack) => stack.exists && !stack.isLeaving && (stack.id === owner || stack.id === givenBy));
    if (promising.length > 0) {
      return Math.min(...promising.map((stack) => this.promise(stack, changing, lastSent)));
    }
    return givenBy === undefined || this.retained.has(givenBy) ? 14 * DAY : 0;
  }

  private promise(stack: Stack, changing: Stack, lastSent: number): number {
    if (stack === changing) {
      return stack.overlapSince(lastSent);
    }
    // Records that somebody else publishes are nobody's promise. A key of another Region has the overlap of its owner.
    const isBorrowed = stack.template?.signing.mode === 'BYODKIM_REPLICA' || stack.template?.signing.mode === 'DETERMINISTIC_EASY_DKIM';
    return stack.isManual ? 0 : Math.min(stack.overlapSince(lastSent), isBorrowed ? changing.overlapSince(lastSent) : Infinity);
  }

  /** Runs a function once. It ends, or it is killed. */
  run<T>(task: Task, milliseconds: number, work: (ports: Ports, actor: Actor) => Promise<T>): Promise<Ending<T>> {
    const actor = new Actor(task, this.scheduler, this.faults, this.trace, this.calls);
    this.running.add(actor);
    this.triggers++;
    if (task.rotation?.step === 'finishSecret') {
      this.finishing.add(task.rotation.versionId);
    }
    this.trace.add(actor.name, 'begins');
    return new Promise((resolve) => {
      const end = (ending: Ending<T>) => {
        this.running.delete(actor);
        this.trace.add(actor.name, 'ends', ending.kind === 'failed' ? ending.error : ending.kind);
        resolve(ending);
      };
      actor.whenKilled(() => end({ kind: 'killed', actor }));
      this.scheduler.after(milliseconds, () => this.running.has(actor) && actor.kill());
      work(this.around(portsOf(actor, this), actor, this), actor).then(
        (value) => actor.isKilled || end({ kind: 'done', value, actor }),
        (error) => actor.isKilled || end({ kind: 'failed', error: error as Error, actor }),
      );
    });
  }
}

export type Ending<T> = { readonly actor: Actor } & (
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'killed' }
);

function fail(problem: string): never {
  throw new Error(problem);
}
