import { EASY, KEY1, KEY2, play, Scene } from './program/scene';
import { MINUTE } from './world/scheduler';
import type { Signing } from '../../../src/contract/signing';

/** A stack that goes back right after the switch, while SES shows the tags of the failed deployment, and not its switch yet. */

test.each<[string, Signing, Signing]>([
  ['a key to Easy DKIM', EASY, KEY1],
  ['Easy DKIM to a key', KEY1, EASY],
  ['a key to another key', KEY1, KEY2],
])('the way back from %s does not take an old reading for the truth', async (_, before, after) => {
  expect(await play(new Scene(), async (scene) => {
    const { one, world, cloudFormation } = scene;
    await scene.deploy(one, { signing: before });
    const { records } = scene.identity();
    const puts = () => scene.identity().records[0].name !== records[0].name;
    const failing = cloudFormation.update(one, { ...one.template!, signing: after }, 'sibling fails');
    let lastLook = world.now;
    while (!puts()) {
      lastLook = world.now;
      await world.scheduler.sleep(10);
    }
    world.faults.heldReadings = { from: lastLook, until: world.now + MINUTE / 2 };
    const { stuck } = await failing;
    scene.expect(stuck === 0, 'UPDATE_ROLLBACK_FAILED');
    scene.expect(scene.identity().records[0].name === records[0].name, `SES signs for ${scene.identity().records[0].name}`);
  })).toEqual([]);
});
