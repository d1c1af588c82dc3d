import type { Deploying, Stage, Way } from './stage';
import type { StackOutcome } from '../../../local-aws/cloudformation';

const [DEPLOY, WATCH] = ['DeployRole', 'WatchRole'];
const DAY = 24 * 60 * 60_000;

/** What makes the library act, in its surroundings. */
export interface Trigger {
  readonly name: string;
  /** Of the function whose calls are troubled. */
  readonly role: string;
  readonly prepare: (stage: Stage) => Promise<unknown>;
  /** What CloudFormation answers, if it was asked. */
  readonly act: (stage: Stage) => Promise<StackOutcome | undefined>;
  /** The same without the failure that it was about. */
  readonly again: (stage: Stage) => Promise<StackOutcome | undefined>;
  /** How the domain signs when it went well; undefined if there is no identity then. */
  readonly after?: Way;
  /** How it signs when the stack went back; undefined if there was no identity. */
  readonly before?: Way;
  /** Whether it goes back without any trouble, too. */
  readonly fails?: boolean;
  /** Whether the identity was somebody else's, and stays. */
  readonly isTheirs?: boolean;
  /** Whether CloudFormation cancels the function at some moment: then it makes a call in one run, and not in another. */
  readonly isRace?: boolean;
  /** The stacks that there are at the end, in the order in which they are destroyed. */
  readonly stacks?: readonly string[];
}

const done = async (work: Promise<unknown>): Promise<undefined> => void await work;

const creation = (way: Way): Trigger => {
  const act = (stage: Stage) => stage.deploy(way);
  return { name: `create: ${way}`, role: DEPLOY, prepare: async () => {}, act, again: act, after: way };
};

const move = (before: Way, after: Way): Trigger => {
  const act = (stage: Stage) => stage.deploy(after);
  return { name: `update: ${before} to ${after}`, role: DEPLOY, prepare: (stage) => stage.deploy(before), act, again: act, before, after };
};

const rollback = (before: Way, after: Way): Trigger => ({
  ...move(before, after), name: `rollback: ${before} to ${after}`, act: (stage) => stage.deploy(after, { fails: 'late' }), fails: true,
});

const removal = (way: Way): Trigger => ({
  name: `delete: ${way}`, role: DEPLOY, prepare: (stage) => stage.deploy(way), act: ({ world }) => world.destroy(), again: (stage) => stage.deploy(way), before: way,
});

const takeOver = (name: string, how: Deploying, prepare: Trigger['prepare'], more: Partial<Trigger>): Trigger => {
  const act = (stage: Stage) => stage.deploy('the key a', { adopts: true, ...how });
  return { name: `take-over: ${name}`, role: DEPLOY, prepare, act, again: act, after: 'the key a', ...more };
};

/** A trigger outside CloudFormation: the stack stays as it is. */
const beside = (name: string, way: Way, prepare: Trigger['prepare'], act: (stage: Stage) => Promise<unknown>): Trigger => {
  const once = (stage: Stage) => done(act(stage));
  return { name, role: WATCH, prepare, act: once, again: once, before: way, after: way };
};

const tick = ({ world }: Stage) => world.pass(DAY / 24);

export const TRIGGERS: readonly Trigger[] = [
  creation('Easy DKIM'),
  creation('the key a'),
  creation('a generated key'),
  move('Easy DKIM', 'the key a'),
  move('the key a', 'Easy DKIM'),
  move('the key a', 'the key b'),
  move('the key a', 'a generated key'),
  move('a generated key', 'a followed key'),
  rollback('Easy DKIM', 'the key a'),
  rollback('the key a', 'Easy DKIM'),
  rollback('the key a', 'a generated key'),
  ...(['late', 'early'] as const).map((fails): Trigger => ({
    ...creation('the key a'),
    name: `cancelled create: the key a, ${fails}`,
    act: (stage) => stage.deploy('the key a', { fails }),
    fails: true,
    isRace: fails === 'early',
  })),
  removal('Easy DKIM'),
  removal('a generated key'),
  takeOver('of an identity that was made by hand', {}, (stage) => stage.makeIdentityByHand(), { isTheirs: true }),
  takeOver('of another stack\'s identity', { stackName: 'Two' }, (stage) => stage.deploy('Easy DKIM'), { before: 'Easy DKIM', stacks: ['Two', 'Mail'] }),
  beside('rotation', 'a generated key', (stage) => stage.deploy('a generated key'), (stage) => stage.rotate()),
  beside('new secret', 'a followed key', (stage) => stage.deploy('a followed key'), (stage) => stage.putFollowedKey()),
  beside('clock: a record was removed by hand', 'the key a', async (stage) => {
    await stage.deploy('the key a');
    await stage.rest();
    await stage.world.destroyRecord('a._domainkey.example.com', 'TXT');
  }, tick),
  beside('clock: the overlap is over', 'the key b', async (stage) => {
    await stage.deploy('the key a');
    await stage.deploy('the key b');
  }, ({ world }) => world.pass(15 * DAY, 15 * DAY)),
];
