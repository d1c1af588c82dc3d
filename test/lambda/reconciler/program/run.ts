import { canBeVerified, differences, leftOvers, remains } from './expectations';
import { clearForeignRecords, publishByHand, publishWhatSesLooksFor, revive, writeCnames } from './people';
import { Program, type ProgramOptions, type Tally } from './program';
import { zonePlace } from './settings';
import { look } from './triggers';
import { WAS_UNDONE } from './undone';
import type { DomainIdentityRequest } from '../../../../src/contract/domain-identity';
import { IDENTITY_TAGS } from '../../../../src/contract/tags';
import type { Deployed } from '../world/cloudformation';
import type { FaultRates } from '../world/faults';
import { NO_FAULTS } from '../world/faults';
import type { HostedZone } from '../world/hosted-zone';
import { Random } from '../world/random';
import { DAY, HOUR } from '../world/scheduler';
import { originOf } from '../world/ses-identity';
import type { Stack } from '../world/stack';
import { World, type WorldOptions } from '../world/world';

export interface RunOptions extends Partial<WorldOptions> {
  readonly seed: number;
  readonly steps: number;
  readonly program?: Partial<ProgramOptions>;
}

export interface RunResult {
  readonly seed: number;
  readonly steps: number;
  readonly calls: number;
  readonly triggers: number;
  readonly faults: number;
  readonly tally: Tally;
  readonly problems: readonly string[];
  readonly trace: string;
}

const RATES: ReadonlyArray<readonly [number, FaultRates]> = [
  [2, NO_FAULTS],
  [3, { calls: 0.005, staleReads: 0.05, dns: 0.02 }],
  [3, { calls: 0.02, staleReads: 0.2, dns: 0.05 }],
  [1, { calls: 0.08, staleReads: 0.4, dns: 0.2 }],
];

/** One random course of events from its seed; then faults stop, and everything has to be as it should. */
export async function run({ seed, steps, ...options }: RunOptions): Promise<RunResult> {
  const random = new Random(seed ^ 0x5eed);
  const world = new World({ seed, faults: random.weighted(RATES), ...options });
  const program = new Program(world, { hands: random.chance(0.6), ...options.program });
  const problems: string[] = [];
  let done = 0;
  await world.scheduler.runUntil((async () => {
    try {
      for (; done < steps && world.safety.violations.length === 0; done++) {
        await program.step();
      }
      if (world.safety.violations.length === 0) {
        problems.push(...await settle(world, program));
      }
    } catch (error) {
      problems.push(`the program failed: ${(error as Error).stack}`);
    }
  })());
  problems.unshift(...world.safety.violations);
  return {
    seed,
    steps: done,
    calls: world.calls.count,
    triggers: world.triggers,
    faults: world.faults.count,
    tally: program.tally,
    problems,
    trace: world.trace.toString(),
  };
}

const AFTER_THE_CLOCK = 'after the clock has looked for days';

/** Faults stop, people put in order what they have disturbed, and the library does the rest. */
async function settle(world: World, program: Program): Promise<string[]> {
  await program.finish();
  world.faults.rates = NO_FAULTS;
  world.trace.add('PROGRAM', 'faults stop');
  const problems: string[] = [];
  for (const stack of world.stacks.filter(({ exists, template }) => exists && !template)) {
    await program.cloudFormation.destroy(stack);
  }
  clearForeignRecords(world);
  const owners = () => world.stacks.filter((stack) => stack.template && stack.exists
    && world.region(stack.region).identity?.tags.get(IDENTITY_TAGS.stackId) === stack.id);
  if (program.tally.hands === 0) {
    chooseDelegation(world, owners());
    if (owners().some(({ template }) => template!.place.kind === 'CNAME_DELEGATED')) {
      writeCnames(world);
    }
    publishWhatSesLooksFor(world);
    await program.pass(5 * DAY);
    problems.push(...await check(world, program, owners().filter((stack) => !isForTheNextDeployment(world, stack)), AFTER_THE_CLOCK));
  }
  if (problems.length === 0) {
    problems.push(...await redeploy(world, program, owners()));
  }
  if (problems.length === 0) {
    problems.push(...await destroyAll(world, program));
  }
  return [...problems, ...world.safety.violations];
}

/** A rollback failed, and somebody skipped it; or a long chain of take-overs has lost the settings, and the clock reports that. */
function isForTheNextDeployment(world: World, { needsDeployment, region }: Stack): boolean {
  return needsDeployment || world.region(region).identity?.tags.get(IDENTITY_TAGS.wants) === 'lost';
}

/** The zone that the stacks write to is the one that the parent zone names. */
function chooseDelegation(world: World, owners: readonly Stack[]): void {
  const ids = owners.flatMap(({ template }) => (template!.place.kind === 'HOSTED_ZONE' ? [template!.place.hostedZoneId] : []));
  const zone = ids.length > 0 ? world.zones.get(ids[0]) : undefined;
  if (zone && !zone.isGone && !world.dns.isDelegated(zone)) {
    world.dns.delegate(zone);
  }
}

/** Deployments that change something small. Only what people have broken may be replaced. */
async function redeploy(world: World, program: Program, owners: readonly Stack[]): Promise<string[]> {
  const problems: string[] = [];
  const refused: Stack[] = [];
  ['stored-a', 'stored-b', 'stored-c', 'followed'].forEach((id) => revive(world, id));
  // Who signs with another Region's key goes first.
  const isReplica = ({ template }: Stack) => (template!.signing.mode === 'BYODKIM_REPLICA' ? 0 : 1);
  for (const stack of [...owners].sort((one, other) => isReplica(one) - isReplica(other))) {
    const request = redeployed(world, stack.template!, program.tally.hands > 0, owners.filter((other) => other !== stack));
    if (request.place.kind === 'CNAME_DELEGATED') {
      writeCnames(world);
    }
    const deployed = await program.cloudFormation.update(stack, request, 'good');
    if (isRefusedForItsZone(world, request, deployed)) {
      refused.push(stack);
      continue;
    }
    if (!deployed.succeeded) {
      problems.push(`a deployment of ${stack.name} without faults failed: ${deployed.error?.message}`);
      break;
    }
    publishByHand(world, request, deployed.outcome!);
  }
  // A record is served for the overlap, revoked for as long, and then removed.
  publishWhatSesLooksFor(world);
  await program.pass(5 * DAY);
  await program.pass(16 * DAY, 4 * DAY);
  publishWhatSesLooksFor(world); // it may have been there as another stack's record, which is gone by now
  await program.pass(16 * DAY, 4 * DAY);
  return problems.length > 0 ? problems : check(world, program, owners, 'after a deployment', refused);
}

/**
 * Two stacks may have the records of one domain in two zones, and it is delegated to one of them. The other stack may have to give SES its key
 * again, and is told that nobody would find its record.
 */
function isRefusedForItsZone(world: World, { place }: DomainIdentityRequest, { error }: Deployed): boolean {
  return place.kind === 'HOSTED_ZONE' && !world.dns.isDelegated(world.zone(place.hostedZoneId))
    && error !== undefined && /do not serve the record|is not delegated to the hosted zone/.test(error.message);
}

/** With what is there now: a zone that is delegated, a key that exists, and the DMARC record of those that have the zone already. */
export function redeployed(world: World, request: DomainIdentityRequest, wasDisturbed: boolean, others: readonly Stack[]): DomainIdentityRequest {
  const small = { waitSeconds: undefined, tags: { ...request.tags, deployed: 'again' } };
  if (!wasDisturbed) {
    return { ...request, ...small };
  }
  const zone = world.dns.zoneOf(world.domainName)!;
  const there = isIn(zone, request) ? undefined : others.find(({ template }) => isIn(zone, template!) && template!.dmarc !== undefined)?.template;
  return { ...request, ...small, signing: { mode: 'EASY_DKIM' }, place: zonePlace(zone.id), dmarc: request.dmarc && (there?.dmarc ?? request.dmarc) };
}

function isIn({ id }: HostedZone, { place }: DomainIdentityRequest): boolean {
  return place.kind === 'HOSTED_ZONE' && place.hostedZoneId === id;
}

/** What the clock has to say of a stack that it cannot put in order. */
function whyDeploy(stack: Stack, differing: readonly string[]): string | undefined {
  if (differing.length === 0) {
    return undefined;
  }
  // The rollback could not write its settings, and the clock knows no others.
  return stack.wasUndone ? WAS_UNDONE
    // The clock does not read stored keys: what another stack has given SES meanwhile is for the next deployment.
    : hasStoredKey(stack) ? 'only a deployment gives SES its key again' : undefined;
}

function says(answer: Awaited<ReturnType<typeof look>>, why: string): boolean {
  return answer !== undefined && 'error' in answer && answer.error.message.includes(why);
}

function hasStoredKey({ template }: Stack): boolean {
  return template!.signing.mode === 'BYODKIM' && template!.signing.key.kind === 'STORED';
}

/** With what it wants. */
function nameOf({ name, template }: Stack): string {
  const { signing, place } = template!;
  return `${name} (${signing.mode === 'BYODKIM' ? signing.key.kind : signing.mode}, ${place.kind})`;
}

async function check(world: World, program: Program, owners: readonly Stack[], when: string, except: readonly Stack[] = []): Promise<string[]> {
  const problems: string[] = [];
  for (const stack of owners.filter((owner) => !except.includes(owner))) {
    const differing = differences(world, stack);
    const why = when === AFTER_THE_CLOCK ? whyDeploy(stack, differing) : undefined;
    if (why !== undefined) {
      if (!says(await look(world, stack), why)) {
        problems.push(`${nameOf(stack)} ${when}: the clock does not say that it needs a deployment: ${differing.join('; ')}`);
      }
      continue;
    }
    if (differing.length > 0) {
      problems.push(`${nameOf(stack)} ${when}: ${differing.join('; ')}`);
      continue;
    }
    const answer = await look(world, stack);
    if (!canBeVerified(world, stack)) {
      continue; // then the clock complains
    }
    if (when === AFTER_THE_CLOCK && stack.wasUndone && says(answer, WAS_UNDONE)) {
      continue; // only the tags have other settings, like the overlap
    }
    if (!answer || 'error' in answer) {
      problems.push(`${nameOf(stack)} ${when}: the clock fails: ${answer ? answer.error.message : 'it was killed'}`);
    } else if (answer.value.length > 0) {
      problems.push(`${nameOf(stack)} ${when}: the clock finds work: ${answer.value.join(', ')}`);
    }
  }
  const left = leftOvers(world, owners);
  if (left.length > 0 && when === 'after a deployment') {
    problems.push(`nobody needs ${left.join(', ')} ${when}`);
  }
  program.world.trace.add('PROGRAM', `checked ${when}`);
  return problems;
}

/** An identity in another Region signs with the stack's keys: SES or the library refuses to remove them. */
function hasReplica(world: World, stack: Stack): boolean {
  const here = world.region(stack.region).identity;
  return world.regions.some(({ region, identity }) => region !== stack.region && identity !== undefined
    && (identity.origin === originOf(stack.region) || (identity.key !== undefined && identity.key.fingerprint === here?.key?.fingerprint)));
}

async function destroyAll(world: World, program: Program): Promise<string[]> {
  const problems: string[] = [];
  // A parent cannot go before its replica.
  const isParent = ({ template }: Stack) => (/REPLICA|DETERMINISTIC/.test(template?.signing.mode ?? '') ? 0 : 1);
  for (const stack of [...world.stacks].sort((one, other) => isParent(one) - isParent(other))) {
    if (stack.exists) {
      const { stuck } = await program.cloudFormation.destroy(stack);
      if (stuck > 0 && !hasReplica(world, stack)) {
        problems.push(`the deletion of ${stack.name} failed ${stuck} times`);
      }
    }
  }
  await world.scheduler.sleep(2 * HOUR);
  return [...problems, ...remains(world).map((left) => `after all stacks are destroyed: ${left}`)];
}
