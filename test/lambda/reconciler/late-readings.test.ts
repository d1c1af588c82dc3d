import { leftOvers } from './program/expectations';
import { EASY, KEY1, KEY2, play, Scene, zonePlace } from './program/scene';
import { look } from './program/triggers';
import { invoke } from './world/lambda';
import { HOUR, SECOND } from './world/scheduler';
import type { Stack } from './world/stack';
import { readWants } from '../../../lambda/identity/ownership';
import { deploy } from '../../../lambda/reconciler';
import type { DomainIdentityRequest } from '../../../src/contract/domain-identity';
import { IDENTITY_TAGS } from '../../../src/contract/tags';

/*
 * SES shows for a moment what was true before the last write of somebody else: a removal, a deployment or a take-over.
 */

const OLD = 50 * SECOND;

test('the clock does not publish again what a removal took away a moment ago', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { one, world, cloudFormation } = scene;
    await scene.deploy(one, { signing: EASY });
    world.holdReadings(OLD);
    await cloudFormation.destroy(one);
    await look(world, one);
    scene.expect(leftOvers(world, []).length === 0, `records are left: ${leftOvers(world, []).join()}`);
  })).toEqual([]);
});

test('a take-over finds what another stack has changed a moment ago', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { one, two, world, cloudFormation } = scene;
    await scene.deploy(one, { signing: EASY });
    await world.scheduler.sleep(2 * HOUR);
    world.holdReadings(OLD);
    await cloudFormation.update(one, { ...one.template!, configurationSetName: 'set-1' }, 'good');
    await scene.deploy(two, { signing: EASY, existingIdentity: 'ADOPT', configurationSetName: 'set-2' });
    await scene.destroy(two);
    scene.expect(scene.identity().configurationSetName === 'set-1', `the configuration set is ${scene.identity().configurationSetName}`);
  })).toEqual([]);
});

test('an update that brings back what another one has changed a moment ago does not take that for done', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { one, world, cloudFormation } = scene;
    await scene.deploy(one, { signing: EASY, configurationSetName: 'set-1' });
    await world.scheduler.sleep(2 * HOUR);
    world.holdReadings(OLD);
    await cloudFormation.update(one, { ...one.template!, configurationSetName: 'set-2' }, 'good');
    await cloudFormation.update(one, { ...one.template!, configurationSetName: 'set-1' }, 'good');
    const { configurationSetName, tags } = scene.identity();
    const wanted = readWants(Object.fromEntries(tags))?.settings.configurationSetName;
    scene.expect(configurationSetName === 'set-1' && wanted === 'set-1', `SES has ${configurationSetName}, and its tags want ${wanted}`);
  })).toEqual([]);
});

describe('while an identity is taken over', () => {
  /** Sends one event of CloudFormation. */
  function send(scene: Scene, stack: Stack, request: DomainIdentityRequest, previous?: DomainIdentityRequest) {
    const { world, cloudFormation } = scene;
    const what = previous ? 'rollback' : 'create';
    return invoke(world, { what, stack, request }, (ports, deadline) => (
      deploy(ports, cloudFormation.meOf(stack, `${what}-1`), { request, previous, isCreate: !previous, startedAt: world.now, deadline })
    ));
  }

  /** The second stack's Create has taken the identity over. SES shows it, or the owner before. */
  async function takeOver(scene: Scene): Promise<DomainIdentityRequest> {
    const { one, two, world } = scene;
    await scene.deploy(one, { signing: KEY1, existingIdentity: 'ADOPT' });
    const request = scene.request({ signing: EASY, existingIdentity: 'ADOPT' });
    two.begin();
    two.state = 'in progress';
    two.applies(request, world.now);
    const created = send(scene, two, request);
    while (scene.identity().tags.get(IDENTITY_TAGS.owner) !== two.nonce) {
      world.holdReadings(OLD);
      await world.scheduler.sleep(SECOND / 100);
    }
    await created;
    return request;
  }

  test('an update of its owner that comes late, in a rollback, writes nothing', async () => {
    expect(await play(new Scene(), async (scene) => {
      const { one } = scene;
      await takeOver(scene);
      const written = JSON.stringify([...scene.identity().tags]);
      one.state = 'rolling back';
      await send(scene, one, { ...one.template!, signing: KEY2, place: zonePlace('Z2') }, one.template);
      scene.expect(JSON.stringify([...scene.identity().tags]) === written, 'the tags are those of the update');
    })).toEqual([]);
  });

  test('a late write of its owner does not make the next delivery of the Create take it over once more', async () => {
    expect(await play(new Scene(), async (scene) => {
      const { two } = scene;
      const request = await takeOver(scene);
      const { tags } = scene.identity();
      const found = tags.get(IDENTITY_TAGS.asFound);
      tags.set(IDENTITY_TAGS.requestId, 'update-1 1800000000');
      scene.world.region(two.region).note();
      await scene.world.scheduler.sleep(2 * OLD);
      await send(scene, two, request);
      scene.expect(tags.get(IDENTITY_TAGS.asFound) === found, 'it is remembered as if it had been found with the second stack');
    })).toEqual([]);
  });
});
