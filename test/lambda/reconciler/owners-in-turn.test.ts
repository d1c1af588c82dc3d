import { differences, leftOvers } from './program/expectations';
import { ABROAD, CNAME_PLACE, EASY, generated, HOME, KEY1, play, Scene, zonePlace } from './program/scene';
import { comesBackUndone } from './program/undone';
import { HOUR } from './world/scheduler';
import type { LiveIdentity } from '../../../lambda/ports';
import { isDoubtful, type Known } from '../../../lambda/reconciler/observe/doubt';
import { IDENTITY_TAGS } from '../../../src/contract/tags';

/*
 * A domain that several stacks have, one after the other or in several Regions.
 */

test('a zone that the new owner moved to is cleaned by the owner that gets the identity back', async () => {
  const scene = new Scene();
  expect(await play(scene, async () => {
    const { world, one, two } = scene;
    await scene.deploy(one, { signing: EASY, dmarc: 'v=DMARC1; p=none' });
    await scene.deploy(two, { signing: EASY, existingIdentity: 'ADOPT' });
    world.dns.delegate(world.zone('Z2'));
    await scene.deploy(two, { place: zonePlace('Z2') });
    await scene.days(30);
    await scene.destroy(two);
    await scene.destroy(one);
    scene.expect(world.region(HOME).identity === undefined, 'the identity is left');
    scene.expect(world.zone('Z2').below('example.com').length === 0, 'records are left in the second zone');
  })).toEqual([]);
});

test('a zone that an adopted identity left is cleaned when its stack goes', async () => {
  const scene = new Scene();
  expect(await play(scene, async () => {
    const { world, one } = scene;
    await withForeignIdentity(scene);
    await scene.deploy(one, { signing: KEY1, existingIdentity: 'ADOPT' });
    await scene.deploy(one, { signing: generated('g'), place: CNAME_PLACE });
    await scene.destroy(one);
    scene.expect(world.zone('Z1').all.every(({ type }) => type !== 'TXT'), 'records are left in the first zone');
    scene.expect(world.zone('ZC').all.every(({ type }) => type !== 'TXT'), 'records are left in the second zone');
  })).toEqual([]);
});

describe('an identity that existed before, and that two stacks took over, if the first one goes first', () => {
  async function course(scene: Scene, beforeOneGoes: () => void = () => {}): Promise<void> {
    const { one, two } = scene;
    await withForeignIdentity(scene);
    const mailFrom = { domainName: 'bounce.example.com', behaviorOnMxFailure: 'REJECT_MESSAGE' as const };
    await scene.deploy(one, { signing: KEY1, mailFrom, dmarc: 'v=DMARC1; p=none', existingIdentity: 'ADOPT' });
    await scene.cloudFormation.create(two, scene.request({ existingIdentity: 'ADOPT' }), 'good');
    beforeOneGoes();
    expect(await scene.destroy(one)).toMatchObject({ stuck: 0 });
    expect(await scene.destroy(two)).toMatchObject({ stuck: 0 });
    scene.expect(scene.world.region(HOME).identity !== undefined, 'the identity is gone');
  }

  test('goes back as it was before both', async () => {
    const scene = new Scene();
    expect(await play(scene, async () => {
      await course(scene);
      scene.expect(scene.identity().mailFrom === undefined, 'the MAIL FROM domain is that of the first stack');
      scene.expect(scene.identity().tags.size === 0, `tags are left: ${[...scene.identity().tags.keys()].join()}`);
      const left = scene.world.zone('Z1').all.filter(({ name, type }) => ['TXT', 'MX'].includes(type) && name.endsWith('example.com'));
      scene.expect(left.length === 0, `records are left: ${left.map(({ name }) => name).join()}`);
    })).toEqual([]);
  });

  test('stays, if the first stack may not say so any more', async () => {
    const scene = new Scene();
    expect(await play(scene, () => course(scene, () => {
      scene.one.grants = { ...scene.one.grants, adopts: false };
    }))).toEqual([]);
  });
});

test('the records of an identity that somebody deleted go with the last stack', async () => {
  const scene = new Scene();
  expect(await play(scene, async () => {
    const { world, one, two } = scene;
    await scene.deploy(one, { signing: KEY1 });
    await scene.deploy(two, { signing: EASY, existingIdentity: 'ADOPT' });
    world.region(HOME).deleteAnyway();
    await scene.destroy(one);
    await scene.destroy(two);
    scene.expect(leftOvers(world, []).length === 0, `records are left: ${leftOvers(world, []).join()}`);
  })).toEqual([]);
});

describe('an identity that another stack had while a deployment was rolled back', () => {
  test('keeps its key and all records until the next deployment', async () => {
    const scene = new Scene();
    expect(await play(scene, async () => {
      const { one, world } = scene;
      await comesBackUndone(scene);
      const { key } = scene.identity();
      await scene.days(20);
      scene.expect(scene.identity().key === key, `SES signs with ${scene.identity().key?.selector}`);
      await scene.deploy(one, { tags: { team: 'mail' } });
      await scene.days(30);
      const problems = [...differences(world, one), ...leftOvers(world, [one])];
      scene.expect(problems.length === 0, problems.join('; '));
      const answers = await scene.tick();
      scene.expect(answers.every((answer) => answer && 'value' in answer), 'the clock still complains');
    })).toEqual([]);
  });

  test('is looked after as before, if the other stack found the settings from before', async () => {
    const scene = new Scene();
    expect(await play(scene, async () => {
      const { one, two, world } = scene;
      await scene.deploy(one, { signing: EASY });
      await scene.deploy(two, { signing: EASY, existingIdentity: 'ADOPT' });
      await scene.deploy(one, { signing: KEY1 });
      await scene.destroy(two);
      await scene.days(1);
      const answers = await scene.tick();
      scene.expect(one.wasUndone && answers.every((answer) => answer && 'value' in answer), 'the clock complains');
      scene.expect(differences(world, one).length === 0, differences(world, one).join('; '));
    })).toEqual([]);
  });
});

/** Made by hand, or by another tool. */
async function withForeignIdentity({ world }: Scene): Promise<void> {
  world.region(HOME).create('example.com');
  await world.scheduler.sleep(HOUR);
}

test('a Region that signs with the same key for itself does not keep the key\'s stack from changing', async () => {
  const scene = new Scene();
  expect(await play(scene, async () => {
    const { one, abroad } = scene;
    await scene.deploy(one, { signing: KEY1 });
    await scene.deploy(abroad, { signing: KEY1 });
    await scene.deploy(one, { signing: generated('g', { replicaRegions: [ABROAD] }) });
    const { succeeded, error } = await scene.deploy(one, { signing: EASY });
    scene.expect(succeeded, `the deployment was refused: ${error?.message}`);
  })).toEqual([]);
});

describe('a reading of SES that shows another owner', () => {
  const me = { stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/One/1', logicalId: 'Identity', nonce: '0123456789ab', requestId: 'r', region: 'eu-west-1' };
  const settings = new Scene().request({ existingIdentity: 'ADOPT' });
  const request = { goal: { kind: 'deploy' as const, request: settings, isCreate: true, startedAt: 0 }, me, settings };
  const others: LiveIdentity = {
    dkim: { status: 'SUCCESS', origin: 'AWS_SES', tokens: [], signingEnabled: true },
    feedbackForwarding: true,
    tags: {
      [IDENTITY_TAGS.stackId]: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Two/1', [IDENTITY_TAGS.logicalId]: 'Identity', [IDENTITY_TAGS.owner]: 'ba9876543210',
    },
  } as LiveIdentity;
  const claimed = { memory: { zoneId: 'Z1', holders: [], entries: [{ claims: [{ holder: `${me.nonce}@${me.region}`, inherited: 0 }] }] } } as unknown as Known['zones'][number];
  const known = (created: boolean, ...zones: Known['zones']): Known => (
    { session: { created } as Known['session'], isRollingBack: false, zones, now: 1_800_000_000_000 }
  );
  const withoutAdoption = { ...request, goal: { ...request.goal, request: { ...settings, existingIdentity: 'FAIL' as const } } };

  test.each([
    ['is doubted if this run has made the identity', known(true), true],
    ['is doubted if this resource has published records', known(false, claimed), true],
    ['is believed otherwise', known(false), false],
  ])('%s', (_, knowledge, doubted) => {
    expect(isDoubtful(others, withoutAdoption, knowledge)).toBe(doubted);
  });

  test('is doubted before a take-over: the other stack may be changing the identity', () => {
    expect(isDoubtful(others, request, known(false))).toBe(true);
  });

  test('or none is not believed at once in a removal, not even after a Create that never answered', () => {
    const goal = { kind: 'remove' as const, isInvented: true, adopts: false, tags: {} };
    expect(isDoubtful(undefined, { ...request, goal }, known(false))).toBe(true);
  });
});
