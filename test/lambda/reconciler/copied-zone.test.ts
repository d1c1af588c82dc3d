import { EASY, generated, KEY1, KEY2, play, Scene, zonePlace } from './program/scene';
import { MEMORY_LABEL } from './world/safety';
import type { Signing } from '../../../src/contract/signing';

/*
 * Who moves a domain to another hosted zone may copy all records, also the memory: that names the zone that it comes from.
 */

async function copyZone({ world }: Scene): Promise<void> {
  const [from, to] = [world.zone('Z1'), world.zone('Z2')];
  const records = from.all.filter(({ type }) => type !== 'NS');
  to.change({ remove: [], create: records }, 'by hand');
  from.made.forEach((value, key) => to.made.set(key, value));
  world.dns.delegate(to);
}

const recordsOf = ({ world }: Scene, id: string) => world.zone(id).all.filter(({ name, type }) => type !== 'NS' && !/^ses\d/.test(name)).map(({ name }) => name);

test.each<[string, Signing, Signing]>([
  ['Easy DKIM', EASY, KEY1], ['a key of its owner', KEY1, KEY2], ['a generated key', generated('g'), EASY],
])('with %s: a domain moves to a copy of its zone, changes its key there, and leaves nothing behind', async (_, signing, next) => {
  const scene = new Scene();
  expect(await play(scene, async () => {
    const { one, world } = scene;
    await scene.deploy(one, { signing, dmarc: 'v=DMARC1; p=none' });
    await copyZone(scene);
    await scene.days(1);
    const moved = await scene.deploy(one, { place: zonePlace('Z2') });
    scene.expect(moved.succeeded, `the move was refused: ${moved.error?.message}`);
    const changed = await scene.deploy(one, { signing: next });
    scene.expect(changed.succeeded, `the change was refused: ${changed.error?.message}`);
    await scene.days(31);
    scene.expect(recordsOf(scene, 'Z1').length === 0, `left in the first zone: ${recordsOf(scene, 'Z1').join()}`);
    await scene.destroy(one);
    scene.expect(recordsOf(scene, 'Z2').length === 0, `left in the second zone: ${recordsOf(scene, 'Z2').join()}`);
    scene.expect(!world.zone('Z2').all.some(({ name }) => name.startsWith(MEMORY_LABEL)), 'the memory is left');
  })).toEqual([]);
});
