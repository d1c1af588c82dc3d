import type { Scenario } from './scenario';
import type { Scene } from './scene';
import type { Signing } from '../variants';

const EASY: Signing = { kind: 'easy' };
const own = (scene: Scene, label: string): Signing => ({ kind: 'own', secretName: scene.secretName(label), selector: scene.madeKey(label).selector });

const moves: Scenario = {
  name: 'moves',
  what: 'from Easy DKIM to BYODKIM and back, in one stack',
  minutes: 20,
  steps: [
    { name: 'make key', run: (scene) => scene.putKey('moved', 'pem') },
    { name: 'deploy Easy DKIM', run: (scene) => scene.deploy({ signing: EASY }) },
    { name: 'look', run: (scene) => scene.look({ origin: 'AWS_SES' }) },
    { name: 'move to BYODKIM', run: (scene) => scene.deploy({ signing: own(scene, 'moved') }) },
    { name: 'look at BYODKIM', run: (scene) => scene.look({ origin: 'EXTERNAL', key: scene.madeKey('moved') }) },
    { name: 'move back', run: (scene) => scene.deploy({ signing: EASY }) },
    { name: 'look after the way back', run: (scene) => scene.look({ origin: 'AWS_SES', alsoServed: [scene.madeKey('moved').selector] }) },
    { name: 'destroy', run: (scene) => scene.destroy({ signing: EASY }) },
  ],
};

/** As docs/adopting-and-moving.md has it. */
const rename: Scenario = {
  name: 'rename',
  what: 'another id of the construct, with the same key',
  minutes: 15,
  steps: [
    { name: 'make key', run: (scene) => scene.putKey('kept', 'pem') },
    { name: 'deploy', run: (scene) => scene.deploy({ signing: own(scene, 'kept') }) },
    { name: 'look', run: (scene) => scene.look({ origin: 'EXTERNAL', key: scene.madeKey('kept') }) },
    { name: 'rename', run: (scene) => scene.deploy({ signing: own(scene, 'kept'), id: 'Renamed', adopts: true }) },
    { name: 'look after the rename', run: (scene) => scene.look({ origin: 'EXTERNAL', key: scene.madeKey('kept') }) },
    { name: 'deploy without ADOPT', run: (scene) => scene.deploy({ signing: own(scene, 'kept'), id: 'Renamed' }) },
    { name: 'look again', run: (scene) => scene.look({ origin: 'EXTERNAL', key: scene.madeKey('kept') }) },
    { name: 'destroy', run: (scene) => scene.destroy({ signing: own(scene, 'kept'), id: 'Renamed' }) },
  ],
};

const failingUpdate: Scenario = {
  name: 'rollback',
  what: 'an update to another key that fails after it, its rollback, and the same update without the failure',
  minutes: 20,
  steps: [
    { name: 'make key', run: (scene) => scene.putKey('first', 'pem') },
    { name: 'make another key', run: (scene) => scene.putKey('second', 'pem') },
    { name: 'deploy', run: (scene) => scene.deploy({ signing: own(scene, 'first') }) },
    { name: 'look', run: (scene) => scene.look({ origin: 'EXTERNAL', key: scene.madeKey('first') }) },
    { name: 'fail', run: (scene) => scene.deploy({ signing: own(scene, 'second'), fails: true }) },
    { name: 'look after the rollback', run: (scene) => scene.look({ origin: 'EXTERNAL', key: scene.madeKey('first') }) },
    { name: 'update', run: (scene) => scene.deploy({ signing: own(scene, 'second') }) },
    { name: 'look after the update', run: (scene) => scene.look({ origin: 'EXTERNAL', key: scene.madeKey('second'), alsoServed: [scene.madeKey('first').selector] }) },
    { name: 'destroy', run: (scene) => scene.destroy({ signing: own(scene, 'second') }) },
  ],
};

/** From one way of signing to another, and what goes wrong on the way. */
export const MOVES: readonly Scenario[] = [moves, rename, failingUpdate];
