import { type Changes, deploy, one, type Scenario, two } from './scenario';
import { easyAtHome, identityByHand } from './surroundings';
import { WAYS } from './ways';
import type { Scene } from '../../program/scene';

const ADOPTS: Changes = { ...WAYS['a stored key'], existingIdentity: 'ADOPT' };

async function ofBoth(scene: Scene): Promise<void> {
  await easyAtHome(scene);
  await deploy(scene, ADOPTS, { who: two });
}

/** An identity goes from one owner to another, and back. */
export const OWNERS: readonly Scenario[] = [
  {
    name: 'take-over: of an identity that was made by hand',
    prepare: identityByHand,
    act: (scene) => deploy(scene, ADOPTS),
    again: (scene) => deploy(scene, ADOPTS),
  },
  {
    name: 'take-over: of another stack\'s identity',
    prepare: easyAtHome,
    act: (scene) => deploy(scene, ADOPTS, { who: two }),
    again: (scene) => deploy(scene, ADOPTS, { who: two }),
    loser: one,
  },
  {
    name: 'take-over that fails: of an identity that was made by hand',
    of: ['cancelled create'],
    fails: true,
    prepare: identityByHand,
    act: (scene) => deploy(scene, ADOPTS, { luck: 'sibling fails' }),
    again: (scene) => deploy(scene, ADOPTS),
  },
  {
    name: 'take-over that fails: of another stack\'s identity',
    of: ['cancelled create'],
    fails: true,
    prepare: easyAtHome,
    act: (scene) => deploy(scene, ADOPTS, { who: two, luck: 'sibling fails' }),
    again: (scene) => deploy(scene, ADOPTS, { who: two }),
    loser: one,
  },
  {
    name: 'take-over that ends: the stack that took an identity over is deleted',
    prepare: ofBoth,
    act: (scene) => scene.destroy(scene.two),
    again: (scene) => deploy(scene, { tags: { deployed: 'again' } }),
  },
  {
    name: 'take-over that ends: the stack that had the identity before is deleted',
    prepare: ofBoth,
    act: (scene) => scene.destroy(scene.one),
    again: (scene) => deploy(scene, { tags: { deployed: 'again' } }, { who: two }),
  },
];
