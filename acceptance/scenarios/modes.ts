import type { Scenario } from './scenario';
import type { Scene } from './scene';
import type { Signing } from '../variants';

const EXTERNAL = 'EXTERNAL';

const own = (scene: Scene, label: string): Signing => ({ kind: 'own', secretName: scene.secretName(label), selector: scene.madeKey(label).selector });
const followed = (scene: Scene): Signing => ({ kind: 'followed', secretName: scene.secretName('followed') });

const easyDkim: Scenario = {
  name: 'easy',
  what: 'Easy DKIM',
  minutes: 8,
  steps: [
    { name: 'deploy', run: (scene) => scene.deploy({ signing: { kind: 'easy' } }) },
    { name: 'look', run: (scene) => scene.look({ origin: 'AWS_SES' }) },
    { name: 'destroy', run: (scene) => scene.destroy({ signing: { kind: 'easy' } }) },
  ],
};

const ownKey: Scenario = {
  name: 'own-key',
  what: 'BYODKIM with a key from a secret',
  minutes: 8,
  steps: [
    { name: 'make key', run: (scene) => scene.putKey('own', 'pem') },
    { name: 'deploy', run: (scene) => scene.deploy({ signing: own(scene, 'own') }) },
    { name: 'look', run: (scene) => scene.look({ origin: EXTERNAL, key: scene.madeKey('own') }) },
    { name: 'destroy', run: (scene) => scene.destroy({ signing: own(scene, 'own') }) },
  ],
};

const generated: Scenario = {
  name: 'generated',
  what: 'BYODKIM with a generated key',
  minutes: 8,
  steps: [
    { name: 'deploy', run: (scene) => scene.deploy({ signing: { kind: 'generated' } }) },
    { name: 'look', run: async (scene) => scene.look({ origin: EXTERNAL, key: (await scene.generated()).key }) },
    { name: 'destroy', run: (scene) => scene.destroy({ signing: { kind: 'generated' } }) },
  ],
};

const rotated: Scenario = {
  name: 'rotated',
  what: 'a generated key, and a rotation by hand',
  minutes: 13,
  steps: [
    { name: 'deploy', run: (scene) => scene.deploy({ signing: { kind: 'rotated' } }) },
    {
      name: 'look',
      run: async (scene) => {
        const { key } = await scene.generated();
        scene.remember('first selector', key.selector);
        return scene.look({ origin: EXTERNAL, key });
      },
    },
    { name: 'rotate', run: (scene) => scene.rotate(scene.recall('first selector')!) },
    {
      name: 'look after the rotation',
      run: async (scene) => scene.look({ origin: EXTERNAL, key: (await scene.generated()).key, alsoServed: [scene.recall('first selector')!] }),
    },
    { name: 'destroy', run: (scene) => scene.destroy({ signing: { kind: 'rotated' } }) },
  ],
};

const followedKey: Scenario = {
  name: 'followed',
  what: 'a followed secret, and a new key in it',
  minutes: 12,
  steps: [
    { name: 'make key', run: (scene) => scene.putKey('followed', 'json') },
    { name: 'deploy', run: (scene) => scene.deploy({ signing: followed(scene) }) },
    {
      name: 'look',
      run: (scene) => {
        const key = scene.madeKey('followed');
        scene.remember('first selector', key.selector);
        return scene.look({ origin: EXTERNAL, key });
      },
    },
    { name: 'put a new key', run: (scene) => scene.putKey('followed', 'json') },
    {
      name: 'look at the new key',
      run: (scene) => scene.look({ origin: EXTERNAL, key: scene.madeKey('followed'), alsoServed: [scene.recall('first selector')!] }),
    },
    { name: 'destroy', run: (scene) => scene.destroy({ signing: followed(scene) }) },
  ],
};

/** Each way of signing. */
export const MODES: readonly Scenario[] = [easyDkim, ownKey, generated, rotated, followedKey];
