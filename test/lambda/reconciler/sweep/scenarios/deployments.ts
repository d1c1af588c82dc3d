import { abroad, type Changes, deploy, type Deploying, one, type Scenario, type Who } from './scenario';
import {
  BEHIND_CNAMES, DETERMINISTIC, EASY_1024, GENERATED_1024, IN_TWO_REGIONS, OTHER_SETTINGS, OTHER_STORED, OTHER_ZONE, REPLICA, SETTINGS, WAYS,
} from './ways';
import type { Scene } from '../../program/scene';
import { SECOND } from '../../world/scheduler';

interface Move extends Deploying {
  readonly name: string;
  readonly before: Changes;
  readonly after: Changes;
  /** What is there before the stack. */
  readonly first?: (scene: Scene) => Promise<unknown>;
}

const ALL = Object.entries(WAYS);

/** Every way of signing to every other one, and what else may change. */
const MOVES: readonly Move[] = [
  ...ALL.flatMap(([from, before]) => ALL.filter(([to]) => to !== from).map(([to, after]) => ({ name: `${from} to ${to}`, before, after }))),
  { name: 'a stored key to another stored key', before: WAYS['a stored key'], after: OTHER_STORED },
  { name: 'the key length of Easy DKIM', before: WAYS['Easy DKIM'], after: EASY_1024 },
  { name: 'the key length of a generated key', before: WAYS['a generated key'], after: GENERATED_1024 },
  { name: 'another key without overlap', before: WAYS['a stored key'], after: { ...OTHER_STORED, overlapDays: 0 } },
  { name: 'settings that come', before: WAYS['a stored key'], after: SETTINGS },
  { name: 'settings that change and go', before: SETTINGS, after: OTHER_SETTINGS },
  { name: 'a stored key to one behind CNAMEs', before: WAYS['a stored key'], after: BEHIND_CNAMES },
  { name: 'one behind CNAMEs to a stored key', before: BEHIND_CNAMES, after: { ...WAYS['a stored key'], place: { kind: 'HOSTED_ZONE', hostedZoneId: 'Z1', zoneName: 'example.com' } } },
  { name: 'another zone', before: WAYS['a stored key'], after: OTHER_ZONE, meanwhile: delegatesOtherZone },
  { name: 'Easy DKIM to Deterministic Easy DKIM', who: abroad, first: easyAtHome, before: WAYS['Easy DKIM'], after: DETERMINISTIC },
  { name: 'Deterministic Easy DKIM to Easy DKIM', who: abroad, first: easyAtHome, before: DETERMINISTIC, after: WAYS['Easy DKIM'] },
  { name: 'a stored key to Deterministic Easy DKIM', who: abroad, first: easyAtHome, before: WAYS['a stored key'], after: DETERMINISTIC },
  { name: 'Deterministic Easy DKIM to a stored key', who: abroad, first: easyAtHome, before: DETERMINISTIC, after: WAYS['a stored key'] },
  { name: 'Easy DKIM to the key of another Region', who: abroad, first: generatedAtHome, before: WAYS['Easy DKIM'], after: REPLICA },
  { name: 'the key of another Region to Easy DKIM', who: abroad, first: generatedAtHome, before: REPLICA, after: WAYS['Easy DKIM'] },
];

async function easyAtHome(scene: Scene): Promise<void> {
  await scene.deploy(scene.one, WAYS['Easy DKIM']);
}

async function generatedAtHome(scene: Scene): Promise<void> {
  await scene.deploy(scene.one, IN_TWO_REGIONS);
}

function delegatesOtherZone({ world }: Scene): void {
  world.scheduler.after(30 * SECOND, () => {
    if (!world.dns.isDelegated(world.zone('Z2'))) {
      world.safety.handsOnDns();
      world.dns.delegate(world.zone('Z2'));
    }
  });
}

async function prepare(scene: Scene, { first, before, who }: Move): Promise<void> {
  await first?.(scene);
  await deploy(scene, before, { who });
}

const update = (move: Move): Scenario => {
  const act = (scene: Scene) => deploy(scene, move.after, move);
  return { name: `update: ${move.name}`, prepare: (scene) => prepare(scene, move), act, again: act };
};

/** Another resource fails when the identity is finished: the way back is troubled. */
const rollback = (move: Move): Scenario => ({
  name: `rollback: ${move.name}`,
  of: ['rollback'],
  fails: true,
  prepare: (scene) => prepare(scene, move),
  act: (scene) => deploy(scene, move.after, { ...move, luck: 'sibling fails' }),
  again: (scene) => deploy(scene, move.after, move),
});

const creation = ([name, changes, first, who = one]: readonly [string, Changes, ((scene: Scene) => Promise<void>)?, Who?]): Scenario => {
  const act = (scene: Scene) => deploy(scene, changes, { who });
  return { name: `create: ${name}`, prepare: async (scene) => first?.(scene), act, again: act };
};

/** Another resource fails while the handler works: CloudFormation sends a Delete with an invented id, and the Create goes on. */
const cancelled = ([name, changes]: readonly [string, Changes, ...unknown[]]): Scenario[] => [1, 3, 4].map((seed) => ({
  name: `cancelled create (${seed}): ${name}`,
  options: { seed },
  fails: true,
  prepare: async () => {},
  act: (scene) => deploy(scene, changes, { luck: 'cancelled' }),
  again: (scene) => deploy(scene, changes),
}));

const removal = ([name, changes, first, who = one]: readonly [string, Changes, ((scene: Scene) => Promise<void>)?, Who?]): Scenario => ({
  name: `delete: ${name}`,
  prepare: async (scene) => {
    await first?.(scene);
    await deploy(scene, changes, { who });
  },
  act: (scene) => scene.destroy(who(scene)),
  again: (scene) => deploy(scene, changes, { who }),
});

const STACKS = [
  ...ALL,
  ['settings', SETTINGS],
  ['behind CNAMEs', BEHIND_CNAMES],
  ['Deterministic Easy DKIM', DETERMINISTIC, easyAtHome, abroad],
  ['the key of another Region', REPLICA, generatedAtHome, abroad],
] as const;

const CANCELLED: ReadonlyArray<readonly [string, Changes]> = [
  ['Easy DKIM', WAYS['Easy DKIM']], ['a stored key', { ...WAYS['a stored key'], dmarc: 'v=DMARC1; p=none' }], ['a generated key', WAYS['a generated key']],
];

export const DEPLOYMENTS: readonly Scenario[] = [
  ...STACKS.map(creation), ...CANCELLED.flatMap(cancelled), ...MOVES.map(update), ...MOVES.map(rollback), ...STACKS.map(removal),
];
