import { generated, play, Scene } from './program/scene';
import { HOUR } from './world/scheduler';

test('a key that SES has verified stays if somebody removes its record, also if the record of the previous key is still served', async () => {
  const problems = await play(new Scene({}), async (scene) => {
    await scene.deploy(scene.one, { signing: generated('g') });
    scene.expect(await scene.rotate(scene.one), 'the rotation failed');
    await scene.world.scheduler.sleep(2 * HOUR);
    const { key, status } = scene.identity();
    scene.expect(status === 'SUCCESS', `SES says ${status} after the rotation`);
    const zone = scene.world.zone('Z1');
    const name = `${key!.selector}._domainkey.example.com`;
    zone.change({ remove: zone.at(name), create: [] }, 'by hand');
    await scene.world.scheduler.sleep(13 * HOUR); // SES looks every 12 hours
    scene.expect(scene.identity().status === 'TEMPORARY_FAILURE', `SES says ${scene.identity().status} without the record`);
    await scene.tick();
    scene.expect(zone.at(name).length === 1, 'the record is not published again');
    scene.expect(scene.identity().key?.fingerprint === key?.fingerprint, 'SES has another key');
  });
  expect(problems).toEqual([]);
});
