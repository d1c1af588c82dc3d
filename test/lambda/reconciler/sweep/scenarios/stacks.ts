import { abroad, type Changes, deploy, type Scenario, type Who } from './scenario';
import { easyAtHome, generatedAtHome, publishesByHand } from './surroundings';
import { BEHIND_CNAMES, BY_HAND, DETERMINISTIC, REPLICA, SETTINGS, WAITS, WAYS } from './ways';
import type { Scene } from '../../program/scene';

/** A stack that comes, and goes. */
interface NewStack {
  readonly name: string;
  readonly wants: Changes;
  readonly first?: (scene: Scene) => Promise<void>;
  readonly who?: Who;
  readonly meanwhile?: (scene: Scene) => void;
}

const STACKS: readonly NewStack[] = [
  ...Object.entries(WAYS).map(([name, wants]) => ({ name, wants })),
  { name: 'settings', wants: SETTINGS },
  { name: 'a stored key and settings, and the deployment waits', wants: { ...WAYS['a stored key'], ...SETTINGS, ...WAITS } },
  { name: 'behind CNAMEs', wants: BEHIND_CNAMES },
  { name: 'records that people publish', wants: { ...WAYS['a stored key'], ...BY_HAND }, meanwhile: publishesByHand },
  { name: 'Deterministic Easy DKIM', wants: DETERMINISTIC, first: easyAtHome, who: abroad },
  { name: 'the key of another Region', wants: REPLICA, first: generatedAtHome, who: abroad },
];

const CANCELLED: readonly NewStack[] = [
  { name: 'Easy DKIM', wants: WAYS['Easy DKIM'] },
  { name: 'a stored key and DMARC', wants: { ...WAYS['a stored key'], dmarc: 'v=DMARC1; p=none' } },
  { name: 'a generated key', wants: WAYS['a generated key'] },
];

const creation = ({ name, wants, first, ...deploying }: NewStack): Scenario => {
  const act = (scene: Scene) => deploy(scene, wants, deploying);
  return { name: `create: ${name}`, prepare: async (scene) => first?.(scene), act, again: act };
};

/** Another resource fails while the handler works: CloudFormation sends a Delete with an invented id, and the Create goes on. */
const cancelled = ({ name, wants }: NewStack): Scenario[] => [0, 2, 3].map((moment) => ({
  name: `cancelled create: ${name}, moment ${moment + 1}`,
  options: { seed: moment },
  fails: true,
  prepare: async () => {},
  act: (scene) => deploy(scene, wants, { luck: 'cancelled' }),
  again: (scene) => deploy(scene, wants),
}));

const removal = ({ name, wants, first, ...deploying }: NewStack): Scenario => ({
  name: `delete: ${name}`,
  prepare: async (scene) => {
    await first?.(scene);
    await deploy(scene, wants, deploying);
  },
  act: (scene) => scene.destroy((deploying.who ?? (({ one }) => one))(scene)),
  again: (scene) => deploy(scene, wants, deploying),
});

export const ALL_STACKS: readonly Scenario[] = [...STACKS.map(creation), ...CANCELLED.flatMap(cancelled), ...STACKS.map(removal)];
