import { KEY1, KEY2, play, Scene, zonePlace } from './program/scene';

/** Without an overlap, a domain that moves to another zone leaves the keys behind that nothing signs with any more. */

test('a domain moves to another zone and to another key, without an overlap', async () => {
  const scene = new Scene();
  expect(await play(scene, async () => {
    const { one, world } = scene;
    await scene.deploy(one, { signing: KEY1, overlapDays: 14 });
    await scene.deploy(one, { signing: KEY2 });
    world.safety.handsOnDns();
    world.dns.delegate(world.zone('Z2'));
    const { succeeded, error, stuck } = await scene.deploy(one, { place: zonePlace('Z2'), overlapDays: 0 });
    scene.expect(succeeded && stuck === 0, `the move failed: ${error?.message}`);
    const labels = world.zone('Z2').all.filter(({ type }) => type === 'TXT').map(({ name }) => name.split('.')[0]).sort();
    scene.expect(labels.join() === '_cdk-ses-dkim,key2', `the new zone has ${labels.join()}`);
    scene.expect(scene.identity().status === 'SUCCESS', `SES reports ${scene.identity().status}`);
  })).toEqual([]);
});
