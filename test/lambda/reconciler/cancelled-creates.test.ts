import { HOME, KEY1, play, Scene } from './program/scene';
import { invoke } from './world/lambda';
import { deploy, NotFinished } from '../../../lambda/reconciler';

/*
 * What a Create does at its end, if CloudFormation does not wait for it any more.
 */

/** Lambda delivers the Create of a stack once more. */
function createAgain(scene: Scene) {
  const { one, world, cloudFormation } = scene;
  const request = one.template ?? scene.request({ signing: KEY1 });
  return invoke(world, { what: 'create', stack: one, request }, (ports, deadline) => (
    deploy(ports, cloudFormation.meOf(one, 'create-1'), { request, isCreate: true, startedAt: world.now, deadline })
  ));
}

test('a Create that is delivered once more after it succeeded leaves the identity as it is', async () => {
  const scene = new Scene();
  expect(await play(scene, async () => {
    await scene.deploy(scene.one, { signing: KEY1 });
    const before = scene.identity().verifiedSince;
    const answer = await createAgain(scene);
    scene.expect(answer !== undefined && 'error' in answer && answer.error.message.includes('does not wait'), 'the Create was taken for a deployment');
    scene.expect(scene.identity().verifiedSince === before && scene.identity().status === 'SUCCESS', 'mail is unsigned');
    scene.expect(scene.world.zone('Z1').find('key1._domainkey.example.com', 'TXT') !== undefined, 'the record is gone');
  })).toEqual([]);
});

test('a cancelled Create that cannot take back what it made is delivered again', async () => {
  const scene = new Scene();
  expect(await play(scene, async () => {
    const { one, world } = scene;
    one.begin();
    one.state = 'in progress';
    one.applies(scene.request({ signing: KEY1 }), world.now);
    const first = createAgain(scene);
    await world.scheduler.sleep(3_000);
    one.state = 'rolling back';
    world.faults.planned = { call: /^SES delete/, fault: 'refused' };
    const answer = await first;
    scene.expect(answer !== undefined && 'error' in answer && answer.error instanceof NotFinished, 'Lambda does not deliver the event again');
    await createAgain(scene);
    scene.expect(world.region(HOME).identity === undefined, 'the identity is left');
  })).toEqual([]);
});
