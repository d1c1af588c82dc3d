import { redeployed } from './program/run';
import { EASY, play, Scene, zonePlace } from './program/scene';

/*
 * At the end of a random program that people have disturbed, each stack is deployed with what is there then.
 */

test('a stack that comes into the zone of another one wants its DMARC record', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { one, abroad, world } = scene;
    await scene.deploy(one, { signing: EASY, dmarc: 'v=DMARC1; p=reject' });
    world.dns.delegate(world.zone('Z2'));
    await scene.deploy(abroad, { signing: EASY, place: zonePlace('Z2'), dmarc: 'v=DMARC1; p=none' });
    const { succeeded, error } = await scene.deploy(one, redeployed(world, one.template!, true, [abroad]));
    scene.expect(succeeded, `the deployment was refused: ${error?.message}`);
  })).toEqual([]);
});

test('a stack whose zone stays wants what it wanted', () => {
  const scene = new Scene();
  const request = scene.request({ dmarc: 'v=DMARC1; p=reject' });
  scene.abroad.template = scene.request({ dmarc: 'v=DMARC1; p=none' });
  expect(redeployed(scene.world, request, true, [scene.abroad]).dmarc).toBe(request.dmarc);
});
