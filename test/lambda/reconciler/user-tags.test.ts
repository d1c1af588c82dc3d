import { KEY1, play, Scene } from './program/scene';
import { HOUR } from './world/scheduler';

/* Tags of users on an identity that existed before: a template may take them, and gives them back. */

async function adopted(scene: Scene, tags: Record<string, string> = {}): Promise<void> {
  const { world, one } = scene;
  world.region(one.region).create('example.com').tags.set('team', 'mail');
  world.region(one.region).note();
  await world.scheduler.sleep(HOUR);
  await scene.deploy(one, { signing: KEY1, existingIdentity: 'ADOPT', tags });
}

test.each([
  ['the first deployment overwrites', { team: 'web' }, 'web'], ['a later deployment overwrites', {}, 'web'], ['a later deployment also wants', {}, 'mail'],
])('a tag that %s is back when the stack goes', async (_, tags, team) => {
  expect(await play(new Scene(), async (scene) => {
    await adopted(scene, tags);
    await scene.deploy(scene.one, { tags: { team, cost: '1' } });
    scene.expect(scene.identity().tags.get('team') === team, 'the tag is not as the template says');
    await scene.deploy(scene.one, { tags: { team, cost: '2' } }, 'sibling fails');
    await scene.destroy(scene.one);
    scene.expect(JSON.stringify([...scene.identity().tags]) === '[["team","mail"]]', `the tags are ${JSON.stringify([...scene.identity().tags])}`);
  })).toEqual([]);
});

test('a tag is back when the template gives it up, and when a deployment fails', async () => {
  expect(await play(new Scene(), async (scene) => {
    await adopted(scene);
    await scene.deploy(scene.one, { tags: { team: 'web' } }, 'sibling fails');
    scene.expect(scene.identity().tags.get('team') === 'mail', `after a rollback the tag is ${scene.identity().tags.get('team')}`);
    await scene.deploy(scene.one, { tags: { team: 'web' } });
    await scene.deploy(scene.one, { tags: {} });
    scene.expect(scene.identity().tags.get('team') === 'mail', `without it in the template the tag is ${scene.identity().tags.get('team')}`);
  })).toEqual([]);
});
