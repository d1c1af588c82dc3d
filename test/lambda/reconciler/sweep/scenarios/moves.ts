import { abroad, type Changes, deploy, type Deploying, type Scenario } from './scenario';
import { delegatesOtherZone, easyAtHome, generatedAtHome, publishesByHand } from './surroundings';
import {
  BEHIND_CNAMES, BY_HAND, DETERMINISTIC, EASY_1024, GENERATED_1024, OTHER_SETTINGS, OTHER_STORED, OTHER_ZONE, REPLICA, SETTINGS, WAITS, WAYS, ZONE,
} from './ways';
import type { Scene } from '../../program/scene';

interface Move extends Deploying, Pick<Scenario, 'options'> {
  readonly name: string;
  readonly before: Changes;
  readonly after: Changes;
  /** What is there before the stack. */
  readonly first?: (scene: Scene) => Promise<unknown>;
}

const ALL = Object.entries(WAYS);
const [EASY, STORED, GENERATED] = [WAYS['Easy DKIM'], WAYS['a stored key'], WAYS['a generated key']];
const SILENT = { assumptions: { tellsSelector: false, samePutResets: true, keepsTokens: true } };
const OTHER_TOKENS = { assumptions: { tellsSelector: true, samePutResets: true, keepsTokens: false } };

/** Every way of signing to every other one, and what else may change. */
const MOVES: readonly Move[] = [
  ...ALL.flatMap(([from, before]) => ALL.filter(([to]) => to !== from).map(([to, after]) => ({ name: `${from} to ${to}`, before, after }))),
  { name: 'a stored key to another stored key', before: STORED, after: OTHER_STORED },
  { name: 'a stored key to another stored key, and SES tells no selector', before: STORED, after: OTHER_STORED, options: SILENT },
  { name: 'a stored key to Easy DKIM, which has other tokens than before', before: STORED, after: EASY, options: OTHER_TOKENS },
  { name: 'Easy DKIM to a stored key, and the deployment waits', before: EASY, after: { ...STORED, ...WAITS } },
  { name: 'the key length of Easy DKIM', before: EASY, after: EASY_1024 },
  { name: 'the key length of a generated key', before: GENERATED, after: GENERATED_1024 },
  { name: 'another key without overlap', before: STORED, after: { ...OTHER_STORED, overlapDays: 0 } },
  { name: 'settings that come', before: STORED, after: SETTINGS },
  { name: 'settings that change and go', before: SETTINGS, after: OTHER_SETTINGS },
  { name: 'a stored key to one behind CNAMEs', before: STORED, after: BEHIND_CNAMES },
  { name: 'one behind CNAMEs to a stored key', before: BEHIND_CNAMES, after: { ...STORED, ...ZONE } },
  { name: 'another zone', before: STORED, after: OTHER_ZONE, meanwhile: delegatesOtherZone },
  { name: 'records that people publish themselves from now on', before: STORED, after: BY_HAND, meanwhile: publishesByHand },
  { name: 'records that people published themselves before', before: { ...STORED, ...BY_HAND }, after: ZONE, meanwhile: publishesByHand },
  { name: 'Easy DKIM to Deterministic Easy DKIM', who: abroad, first: easyAtHome, before: EASY, after: DETERMINISTIC },
  { name: 'Deterministic Easy DKIM to Easy DKIM', who: abroad, first: easyAtHome, before: DETERMINISTIC, after: EASY },
  { name: 'a stored key to Deterministic Easy DKIM', who: abroad, first: easyAtHome, before: STORED, after: DETERMINISTIC },
  { name: 'Deterministic Easy DKIM to a stored key', who: abroad, first: easyAtHome, before: DETERMINISTIC, after: STORED },
  { name: 'Easy DKIM to the key of another Region', who: abroad, first: generatedAtHome, before: EASY, after: REPLICA },
  { name: 'the key of another Region to Easy DKIM', who: abroad, first: generatedAtHome, before: REPLICA, after: EASY },
];

async function prepare(scene: Scene, { first, before, who, meanwhile }: Move): Promise<void> {
  await first?.(scene);
  await deploy(scene, before, { who, meanwhile: meanwhile === publishesByHand ? meanwhile : undefined });
}

const update = (move: Move): Scenario => {
  const act = (scene: Scene) => deploy(scene, move.after, move);
  return { name: `update: ${move.name}`, options: move.options, prepare: (scene) => prepare(scene, move), act, again: act };
};

/** Another resource fails when the identity is finished: the way back is troubled. */
const rollback = (move: Move): Scenario => ({
  name: `rollback: ${move.name}`,
  options: move.options,
  of: ['rollback'],
  fails: true,
  prepare: (scene) => prepare(scene, move),
  act: (scene) => deploy(scene, move.after, { ...move, luck: 'sibling fails' }),
  again: (scene) => deploy(scene, move.after, move),
});

export const ALL_MOVES: readonly Scenario[] = [...MOVES.map(update), ...MOVES.map(rollback)];
