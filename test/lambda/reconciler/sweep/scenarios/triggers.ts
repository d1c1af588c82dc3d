import { deploy, type Scenario } from './scenario';
import { BEHIND_CNAMES, IN_TWO_REGIONS, OTHER_STORED, OTHER_ZONE, REPLICA, SETTINGS, WAYS } from './ways';
import type { Scene } from '../../program/scene';
import { rotation } from '../../program/triggers';
import type { Deployed } from '../../world/cloudformation';
import { newKey } from '../../world/keys';
import { DAY, HOUR, MINUTE, SECOND } from '../../world/scheduler';

/** The clock, once. It answers as a deployment does. */
async function tick(scene: Scene): Promise<Deployed> {
  const answers = await scene.tick();
  const [error] = answers.flatMap((answer) => (answer && 'error' in answer ? [answer.error] : []));
  return { succeeded: error === undefined && answers.every((answer) => answer !== undefined), error, stuck: 0 };
}

async function rotate(scene: Scene): Promise<Deployed> {
  return { succeeded: await rotation(scene.world, scene.one, scene.one.secret!), stuck: 0 };
}

/** Its owner puts a new key into a followed secret; EventBridge tells the function. */
async function putsKey(scene: Scene): Promise<Deployed> {
  const { world } = scene;
  const secret = world.secret('followed')!;
  secret.put(`version-${world.random.hex(6)}`, newKey(world.random, 2048, `f${world.random.hex(3)}`));
  await world.scheduler.sleep(5 * SECOND);
  return tick(scene);
}

function removeByHand({ world }: Scene, isMeant: (name: string) => boolean): void {
  const zone = world.zone('Z1');
  zone.change({ remove: zone.all.filter(({ name, type }) => zone.made.has(`${name} ${type}`) && isMeant(name)), create: [] }, 'by hand');
}

const rotationOf = (name: string, prepare: Scenario['prepare'], again = rotate): Scenario => (
  { name: `rotation: ${name}`, prepare, act: rotate, again, clockFinishes: true }
);

/** Behind CNAMEs there are two selectors: the next rotation waits for the end of the overlap. */
async function rotatesLater(scene: Scene): Promise<Deployed> {
  await scene.days(30);
  return rotate(scene);
}

const clock = (name: string, prepare: Scenario['prepare'], act = tick): Scenario => ({ name: `clock: ${name}`, prepare, act, again: tick, clockFinishes: true });

export const TRIGGERS: readonly Scenario[] = [
  rotationOf('of a generated key', (scene) => deploy(scene, WAYS['a generated key'])),
  rotationOf('behind CNAMEs', (scene) => deploy(scene, BEHIND_CNAMES), rotatesLater),
  rotationOf('in two Regions', async (scene) => {
    await deploy(scene, IN_TWO_REGIONS);
    await scene.deploy(scene.abroad, REPLICA);
  }),
  {
    name: 'new secret: of a followed key', prepare: (scene) => deploy(scene, WAYS['a followed key']), act: putsKey, again: putsKey, clockFinishes: true,
  },
  clock('nothing to do', (scene) => deploy(scene, { ...WAYS['a generated key'], ...SETTINGS })),
  clock('a record was removed by hand', async (scene) => {
    await deploy(scene, WAYS['a generated key']);
    removeByHand(scene, (name) => name.includes('._domainkey.'));
    await scene.world.scheduler.sleep(2 * MINUTE);
  }),
  clock('a key is revoked', async (scene) => {
    await deploy(scene, WAYS['a stored key']);
    await deploy(scene, OTHER_STORED);
    await scene.world.scheduler.sleep(15 * DAY);
  }),
  clock('a revoked key is removed', async (scene) => {
    await deploy(scene, WAYS['a stored key']);
    await deploy(scene, OTHER_STORED);
    await scene.days(15);
    await scene.world.scheduler.sleep(15 * DAY);
  }),
  clock('the zone that the domain left', async (scene) => {
    await deploy(scene, WAYS['a stored key']);
    scene.world.safety.handsOnDns();
    scene.world.dns.delegate(scene.world.zone('Z2'));
    await deploy(scene, OTHER_ZONE);
    await scene.world.scheduler.sleep(15 * DAY);
  }),
  clock('SES gave up, and the record is served again', async (scene) => {
    await deploy(scene, WAYS['a generated key']);
    scene.identity().status = 'FAILED';
    scene.world.region('us-east-1').note();
  }),
  clock('SES does not verify the key of a rotation', async (scene) => {
    await deploy(scene, WAYS['a generated key']);
    await rotate(scene);
    const zone = scene.world.zone('Z1');
    const [record] = zone.at(`${scene.identity().key!.selector}._domainkey.example.com`);
    zone.change({ remove: [record], create: [{ ...record, values: ['edited by hand'] }] }, 'by hand');
    await scene.world.scheduler.sleep(2 * HOUR);
  }),
];
