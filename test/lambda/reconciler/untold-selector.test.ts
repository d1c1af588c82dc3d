import { revive } from './program/people';
import { ABROAD, generated, play, Scene } from './program/scene';
import { FOLLOWED } from './program/settings';
import { HOUR } from './world/scheduler';

/** SES may tell no selector for a key that it was given. The key tag names it then, here and in other Regions. */

const untold = (course: (scene: Scene) => Promise<void>) => play(new Scene({ assumptions: { tellsSelector: false } }), course);

async function deployBoth(scene: Scene): Promise<void> {
  await scene.deploy(scene.one, { signing: generated('g', { replicaRegions: [ABROAD] }) });
  await scene.deploy(scene.abroad, { signing: { mode: 'BYODKIM_REPLICA', secretId: 'g' } });
}

test('a key that another Region signs with is not removed', async () => {
  expect(await untold(async (scene) => {
    await deployBoth(scene);
    const { stuck } = await scene.destroy(scene.one);
    scene.expect(stuck > 0, 'the other Region signs with a key that is gone');
  })).toEqual([]);
});

test('a Region that signs with the key is not left out of its rotation', async () => {
  expect(await untold(async (scene) => {
    await deployBoth(scene);
    const { succeeded } = await scene.deploy(scene.one, { signing: generated('g') });
    scene.expect(!succeeded, 'the other Region signs with a key that nobody looks after');
  })).toEqual([]);
});

test('after a rotation another Region follows its replica of the secret by its own clock', async () => {
  expect(await untold(async (scene) => {
    await deployBoth(scene);
    scene.expect(await scene.rotate(scene.one), 'the rotation failed');
    await scene.world.scheduler.sleep(HOUR);
    await scene.tick();
    await scene.world.scheduler.sleep(HOUR);
    const [here, there] = [scene.identity(), scene.identity(ABROAD)];
    scene.expect(here.key?.fingerprint === there.key?.fingerprint && here.isVerified && there.isVerified, `${there.key?.selector} ${there.status} is not ${here.key?.selector}`);
  })).toEqual([]);
});

test('a followed secret with no key in it leaves SES its key, and lets a deployment pass', async () => {
  expect(await untold(async (scene) => {
    await scene.deploy(scene.one, { signing: { mode: 'BYODKIM', key: FOLLOWED, alsoPublish: [] } });
    const { key } = scene.identity();
    revive(scene.world, FOLLOWED.secretId).put('version-9', { refusal: 'the value has no key' });
    const { succeeded, error } = await scene.deploy(scene.one, { feedbackForwarding: false });
    scene.expect(succeeded && scene.identity().key === key, `the deployment failed: ${error?.message}`);
  })).toEqual([]);
});
