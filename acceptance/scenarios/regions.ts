import type { Scenario } from './scenario';
import type { Scene } from './scene';
import type { Signing } from '../variants';

const EASY: Signing = { kind: 'easy' };
const second = (scene: Scene): string => scene.subject.secondRegion!;
const replica = (scene: Scene): Signing => ({ kind: 'replica', parentRegion: scene.subject.region });
/** [SDK DkimSigningAttributesOrigin: AWS_SES_EU_WEST_1] */
const originOf = (region: string): string => `AWS_SES_${region.toUpperCase().replace(/-/g, '_')}`;

const deterministic: Scenario = {
  name: 'replica',
  what: 'Deterministic Easy DKIM: the second Region signs with the keys of the first',
  minutes: 15,
  needsSecondRegion: true,
  steps: [
    { name: 'deploy the parent', run: (scene) => scene.deploy({ signing: EASY }) },
    { name: 'look at the parent', run: (scene) => scene.look({ origin: 'AWS_SES' }) },
    { name: 'deploy the replica', run: (scene) => scene.deploy({ signing: replica(scene) }, second(scene)) },
    { name: 'look at the replica', run: (scene) => scene.look({ origin: originOf(scene.subject.region) }, second(scene)) },
    { name: 'destroy the replica', run: (scene) => scene.destroy({ signing: replica(scene) }, second(scene)) },
    { name: 'destroy the parent', run: (scene) => scene.destroy({ signing: EASY }) },
  ],
};

const shared = (scene: Scene): Signing => ({ kind: 'shared', secretName: scene.secretName('key'), replicaRegion: second(scene) });
const keyReplica = (scene: Scene): Signing => ({ kind: 'key-replica', secretName: scene.secretName('key') });
const key = async (scene: Scene) => ({ origin: 'EXTERNAL', key: (await scene.generated()).key });
const rotatedKey = async (scene: Scene) => ({ ...await key(scene), alsoServed: [scene.recall('first selector')!] });

const sharedKey: Scenario = {
  name: 'key-replica',
  what: 'a generated key in two Regions, and a rotation by hand for both',
  minutes: 20,
  needsSecondRegion: true,
  steps: [
    {
      name: 'deploy',
      run: (scene) => {
        [scene.subject.region, second(scene)].forEach((region) => scene.expectSecret('key', region));
        return scene.deploy({ signing: shared(scene) });
      },
    },
    { name: 'deploy in the second Region', run: (scene) => scene.deploy({ signing: keyReplica(scene) }, second(scene)) },
    {
      name: 'look',
      run: async (scene) => {
        const expected = await key(scene);
        scene.remember('first selector', expected.key.selector);
        return scene.look(expected);
      },
    },
    { name: 'look at the second Region', run: async (scene) => scene.look(await key(scene), second(scene)) },
    { name: 'rotate', run: (scene) => scene.rotate(scene.recall('first selector')!) },
    { name: 'look after the rotation', run: async (scene) => scene.look(await rotatedKey(scene)) },
    { name: 'look at the second Region after the rotation', run: async (scene) => scene.look(await rotatedKey(scene), second(scene)) },
    { name: 'destroy in the second Region', run: (scene) => scene.destroy({ signing: keyReplica(scene) }, second(scene)) },
    { name: 'destroy', run: (scene) => scene.destroy({ signing: shared(scene) }) },
  ],
};

/** More than one Region. */
export const REGIONS: readonly Scenario[] = [deterministic, sharedKey];
