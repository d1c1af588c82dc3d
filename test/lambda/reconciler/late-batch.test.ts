import { leftOvers } from './program/expectations';
import { EASY, KEY1, play, Scene } from './program/scene';
import { HOUR, MINUTE } from './world/scheduler';

/*
 * A batch of Route 53 whose answer was lost, and that has its effect later.
 */

test('a batch that comes late does not publish what a cancelled Create and its Delete took back', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { one, world } = scene;
    world.faults.planned = { call: /^Z1 change/, fault: 'late effect' };
    await scene.deploy(one, { signing: EASY }, 'sibling fails');
    scene.expect(leftOvers(world, []).length === 0, `records are left: ${leftOvers(world, []).join()}`);
  })).toEqual([]);
});

test('nobody waits for a batch whose effect shows', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { one, world, cloudFormation } = scene;
    const begun = world.now;
    world.faults.planned = { call: /^Z1 change/, fault: 'answer lost' };
    await cloudFormation.create(one, scene.request({ signing: EASY }), 'good');
    scene.expect(world.now - begun < MINUTE / 2, `the deployment took ${(world.now - begun) / 1000} seconds`);
    await world.scheduler.sleep(HOUR);
    scene.expect(scene.identity().status === 'SUCCESS', `the status is ${scene.identity().status}`);
  })).toEqual([]);
});

test('a batch that was lost is sent again after a minute', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { one, world } = scene;
    world.faults.planned = { call: /^Z1 change/, fault: 'call lost' };
    const { succeeded } = await scene.deploy(one, { signing: KEY1 });
    scene.expect(succeeded && scene.identity().status === 'SUCCESS', `the status is ${scene.identity().status}`);
  })).toEqual([]);
});
