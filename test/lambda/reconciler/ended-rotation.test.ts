import { generated, HOME, play, Scene } from './program/scene';
import { MINUTE } from './world/scheduler';

/** A rotation that was cancelled by hand and left its label: a deployment ends it, and may see the secret as it was before. */

test('a deployment that ends a cancelled rotation gives SES the current key, also while the secret is shown as it was before', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { one, world } = scene;
    await scene.deploy(one, { signing: generated('g') });
    const former = scene.identity().key!;
    scene.expect(await scene.rotate(one), 'the rotation failed');
    const current = scene.identity().key!;
    scene.identity().sign({ origin: 'EXTERNAL', key: former });
    world.region(HOME).note();
    const secret = one.secret!;
    secret.add('version-9', { refusal: 'it is empty' }, 'AWSPENDING');
    secret.rotationEnabled = false;
    secret.holdReadings(5 * MINUTE);
    const { error } = await scene.deploy(one, { signing: generated('g'), feedbackForwarding: false });
    scene.expect(error === undefined, `the deployment failed: ${error?.message}`);
    scene.expect(scene.identity().key?.fingerprint === current.fingerprint, 'SES has the former key');
    scene.expect(secret.labelled('AWSPENDING') === undefined, 'the rotation has not ended');
    scene.expect(scene.identity().status === 'SUCCESS', `SES reports ${scene.identity().status}`);
  })).toEqual([]);
});

test('a rotation ends also while the secret is shown as it was before', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { one, world } = scene;
    await scene.deploy(one, { signing: generated('g') });
    const secret = one.secret!;
    const former = scene.identity().key!;
    const rotating = scene.rotate(one);
    while (scene.identity().key === former) {
      await world.scheduler.sleep(10);
    }
    secret.holdReadings(MINUTE / 2);
    await rotating;
    scene.expect(secret.key(secret.labelled('AWSCURRENT')!)?.fingerprint === scene.identity().key?.fingerprint, 'the secret has another key than SES');
    scene.expect(secret.labelled('AWSPENDING') === undefined, 'Secrets Manager takes the rotation for unfinished, as soon as a person changes a label');
  })).toEqual([]);
});
