import { differences, leftOvers } from './expectations';
import { revive } from './people';
import { CNAME_PLACE, EASY, generated, KEY1, KEY2, ABROAD, Scene, zonePlace } from './scene';
import { comesBackUndone, WAS_UNDONE } from './undone';
import { deploy, type RULES } from '../../../../lambda/reconciler';
import { factsOf, newKey } from '../world/keys';
import { invoke } from '../world/lambda';
import { DAY, HOUR, MINUTE } from '../world/scheduler';
import type { WorldOptions } from '../world/world';

export type RuleName = typeof RULES[number]['name'];

export interface RuleScene {
  readonly rule: RuleName;
  readonly options?: Partial<WorldOptions>;
  readonly course: (scene: Scene) => Promise<void>;
}

const SILENT: Partial<WorldOptions> = { assumptions: { tellsSelector: false } };

/** Somebody else takes the name of a record. */
function overwriteByHand({ world }: Scene, name: string): void {
  const zone = world.zone('Z1');
  const [record] = zone.at(name);
  zone.change({ remove: [record], create: [{ ...record, values: ['edited by hand'] }] }, 'by hand');
}

/** A rollback to the previous generated key, while SES has to keep the one that it has. Later the clock gives SES the previous one. */
async function goesBackWhileDelegatedElsewhere(scene: Scene): Promise<void> {
  const { one, world } = scene;
  await scene.deploy(one, { signing: generated('g', { keyLength: 1024 }) });
  const failing = scene.deploy(one, { signing: generated('g', { keyLength: 2048 }) }, 'no rollback');
  await world.scheduler.sleep(30 * MINUTE);
  world.dns.delegate(world.zone('Z2'));
  await failing;
  world.dns.delegate(world.zone('Z1'));
  await scene.days(1);
  await world.scheduler.sleep(HOUR);
  scene.expect(scene.identity().key?.bits === 1024 && scene.identity().status === 'SUCCESS', `SES signs with a key of ${scene.identity().key?.bits} bits`);
}

/** For each rule of the plan one course of events that ends badly without it. */
export const RULE_SCENES: readonly RuleScene[] = [
  {
    rule: 'refuse an identity that belongs to somebody else',
    course: async (scene) => {
      scene.world.region('us-east-1').create('example.com');
      await scene.deploy(scene.one, { signing: KEY1 });
      scene.expect(scene.identity().origin === 'AWS_SES', 'the identity of somebody else signs otherwise');
    },
  },
  {
    rule: 'refuse a late delivery of a deployment that is rolled back',
    course: async (scene) => {
      const { one, world } = scene;
      await scene.deploy(one, { signing: EASY });
      const [before, wanted] = [one.template!, { ...one.template!, signing: KEY1 }];
      const me = scene.cloudFormation.meOf(one, 'forward-1');
      const startedAt = world.now;
      const forward = () => invoke(world, { what: 'update', stack: one, request: wanted }, (ports, deadline) => (
        deploy(ports, me, { request: wanted, previous: before, isCreate: false, startedAt, deadline, without: world.without })
      ));
      one.state = 'in progress';
      await forward();
      one.state = 'rolling back';
      await invoke(world, { what: 'rollback', stack: one, request: before }, (ports, deadline) => deploy(ports, scene.cloudFormation.meOf(one, 'rollback-1'), {
        request: before, previous: wanted, isCreate: false, startedAt: world.now, deadline, without: world.without,
      }));
      await forward();
      one.state = 'settled';
      await world.scheduler.sleep(HOUR);
      differences(world, one).forEach((difference) => scene.expect(false, difference));
    },
  },
  {
    rule: 'end a rotation that cannot go on',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: generated('g') });
      const secret = scene.one.secret!;
      secret.add('version-9', newKey(scene.world.random, 2048), 'AWSPENDING');
      secret.rotationEnabled = false;
      await scene.tick();
      scene.expect(secret.labelled('AWSPENDING') === undefined, 'Secrets Manager can begin no other rotation');
    },
  },
  {
    rule: 'wait for a rotation that the failed deployment may have begun',
    course: async (scene) => {
      const { one, world } = scene;
      await scene.deploy(one, { signing: generated('g') });
      const failing = scene.deploy(one, { signing: generated('g', { rotationDays: 60 }) }, 'sibling fails');
      while (one.state !== 'rolling back') {
        await world.scheduler.sleep(100);
      }
      one.secret!.holdReadings(10_000);
      one.secret!.add('version-9', newKey(world.random, 2048), 'AWSPENDING');
      const { stuck } = await failing;
      scene.expect(stuck === 0 && one.secret!.labelled('AWSPENDING') === undefined, 'Secrets Manager refuses to change the schedule back');
    },
  },
  {
    rule: 'report a rotation schedule that was cancelled',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: generated('g') });
      scene.one.secret!.rotationEnabled = false;
      const [answer] = await scene.tick();
      scene.expect(answer !== undefined && 'error' in answer, 'the clock is content with a key that nobody rotates any more');
    },
  },
  {
    rule: 'refuse a key that SES would never verify',
    course: async (scene) => {
      revive(scene.world, 'stored-a').put('version-9', { refusal: 'the key has 4096 bits' });
      const { error } = await scene.deploy(scene.one, { signing: KEY1 });
      scene.expect(error !== undefined && error.message.includes('4096 bits'), `the deployment did not say why it failed: ${error?.message}`);
    },
  },
  {
    rule: 'remember a rollback that could not write its settings',
    course: async (scene) => {
      await comesBackUndone(scene);
      const { key } = scene.identity();
      await scene.tick();
      scene.expect(scene.identity().key === key, 'the clock finishes a deployment that was rolled back');
    },
  },
  {
    rule: 'report settings of a deployment that was rolled back',
    course: async (scene) => {
      await comesBackUndone(scene);
      const [answer] = await scene.tick();
      scene.expect(answer !== undefined && 'error' in answer && answer.error.message.includes(WAS_UNDONE), 'nobody hears that a deployment is needed');
    },
  },
  {
    rule: 'report a key that SES lost, and that only a deployment gives it again',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: KEY1 });
      await scene.deploy(scene.two, { signing: EASY, existingIdentity: 'ADOPT' });
      await scene.destroy(scene.two);
      const [answer] = await scene.tick();
      scene.expect(answer !== undefined && 'error' in answer && answer.error.message.includes('deploy the identity'), 'nobody hears that another key signs');
    },
  },
  {
    rule: 'report Regions that cannot be seen',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: generated('g', { replicaRegions: [ABROAD] }) });
      scene.world.silentRegions.add(ABROAD);
      const [answer] = await scene.tick();
      scene.expect(answer !== undefined && 'error' in answer, 'the clock is content with a Region that it cannot see');
    },
  },
  {
    rule: 'refuse to leave a Region that signs with the key',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: generated('g', { replicaRegions: [ABROAD] }) });
      await scene.deploy(scene.abroad, { signing: { mode: 'BYODKIM_REPLICA', secretId: 'g' } });
      const { succeeded } = await scene.deploy(scene.one, { signing: generated('g') });
      scene.expect(!succeeded, 'the other Region signs with a key that nobody looks after');
    },
  },
  {
    rule: 'make the key that is asked for',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: generated('g') });
      scene.expect(scene.identity().status === 'SUCCESS' && scene.identity().key !== undefined, 'the domain is not signed for with a generated key');
    },
  },
  {
    rule: 'take the previous key again',
    course: goesBackWhileDelegatedElsewhere,
  },
  {
    rule: 'refuse what somebody else has at a name',
    course: async (scene) => {
      scene.world.zone('Z1').change({ remove: [], create: [{ name: 'key1._domainkey.example.com', type: 'TXT', ttl: 300, values: ['of somebody else'] }] }, 'by hand');
      const { error } = await scene.deploy(scene.one, { signing: KEY1, dmarc: 'v=DMARC1; p=none' });
      scene.expect(error !== undefined && error.message.includes('something else'), `the deployment did not say what is in its way: ${error?.message}`);
    },
  },
  {
    rule: 'create the identity',
    course: async (scene) => {
      await scene.deploy(scene.one, {});
      scene.expect(scene.identity().status === 'SUCCESS', 'the domain is not verified');
    },
  },
  {
    rule: 'write whose the identity is and what is wanted',
    course: async (scene) => {
      await scene.deploy(scene.one, {});
      await scene.deploy(scene.one, { signing: KEY1 });
      await scene.tick();
      await scene.world.scheduler.sleep(HOUR);
      differences(scene.world, scene.one).forEach((difference) => scene.expect(false, difference));
    },
  },
  {
    rule: 'take over the claims in other zones',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: generated('g'), place: CNAME_PLACE });
      await scene.deploy(scene.two, { signing: KEY1, existingIdentity: 'ADOPT' });
      await scene.days(31);
      const [left] = scene.world.zone('ZC').at('ses1._domainkey.example.com.dkim.example.net');
      scene.expect(left === undefined, 'the record of the previous key is served for ever');
      await scene.destroy(scene.one);
    },
  },
  {
    rule: 'give up on a key that SES does not verify',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: generated('g') });
      const secret = scene.one.secret!;
      const before = scene.identity().key;
      scene.expect(await scene.rotate(scene.one), 'the rotation failed');
      overwriteByHand(scene, `${scene.identity().key!.selector}._domainkey.example.com`);
      await scene.world.scheduler.sleep(2 * HOUR);
      await scene.tick();
      await scene.world.scheduler.sleep(HOUR);
      await scene.tick();
      scene.expect(scene.identity().key?.fingerprint === before?.fingerprint && scene.identity().status === 'SUCCESS',
        `mail is unsigned with ${scene.identity().key?.selector}, of ${secret.id}`);
    },
  },
  {
    rule: 'keep what SES signs with',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: KEY1 });
      await scene.deploy(scene.one, { signing: KEY2 });
      const secret = revive(scene.world, 'stored-a');
      const versionId = secret.labelled('AWSCURRENT')!;
      scene.identity().sign({ origin: 'EXTERNAL', key: factsOf(secret.key(versionId)!, 'key1', { secretId: secret.id, versionId }) });
      await scene.world.scheduler.sleep(20 * DAY);
      await scene.tick();
      await scene.deploy(scene.one, { signing: EASY });
      await scene.days(2);
    },
  },
  {
    rule: 'publish what is wanted',
    course: async (scene) => {
      await scene.deploy(scene.one, {});
      scene.expect(scene.identity().status === 'SUCCESS', 'the domain is not verified');
    },
  },
  {
    rule: 'wait until the records are served',
    course: async (scene) => {
      await scene.deploy(scene.one, {});
      await scene.deploy(scene.one, { signing: KEY1 });
      differences(scene.world, scene.one).forEach((difference) => scene.expect(false, difference));
    },
  },
  {
    rule: 'refuse a move to a zone that the domain is not delegated to',
    course: async (scene) => {
      await scene.deploy(scene.one, {});
      const { succeeded } = await scene.deploy(scene.one, { place: zonePlace('Z2') });
      scene.expect(!succeeded, 'the records moved to a zone that nobody asks');
    },
  },
  {
    rule: 'put the settings beside the key',
    course: async (scene) => {
      await scene.deploy(scene.one, {});
      await scene.deploy(scene.one, { configurationSetName: 'set-1', feedbackForwarding: false });
      differences(scene.world, scene.one).forEach((difference) => scene.expect(false, difference));
    },
  },
  {
    rule: 'tell SES again to look for the MAIL FROM domain',
    course: async (scene) => {
      await scene.deploy(scene.one, { mailFrom: { domainName: 'bounce.example.com', behaviorOnMxFailure: 'REJECT_MESSAGE' } });
      scene.identity().mailFrom!.status = 'FAILED';
      scene.world.region('us-east-1').note();
      await scene.tick();
      await scene.world.scheduler.sleep(HOUR);
      scene.expect(scene.identity().mailFrom?.status === 'SUCCESS', 'SES has given up on the MAIL FROM domain for ever');
    },
  },
  {
    rule: 'refuse a switch before the record is served',
    course: async (scene) => {
      await scene.deploy(scene.one, {});
      const zone = scene.world.zone('Z1');
      zone.change({ remove: zone.all.filter(({ type }) => type === 'CNAME').filter(({ name }) => name.startsWith('ses')), create: [] }, 'by hand');
      await scene.world.scheduler.sleep(HOUR);
      const { succeeded } = await scene.deploy(scene.one, { signing: generated('g'), place: CNAME_PLACE });
      scene.expect(!succeeded && scene.identity().origin === 'AWS_SES' && scene.identity().status === 'SUCCESS', 'the deployment did not fail, or mail is unsigned');
    },
  },
  {
    rule: 'remember that SES gets the key',
    course: goesBackWhileDelegatedElsewhere,
  },
  {
    rule: 'switch SES to the way of signing that is wanted',
    course: async (scene) => {
      await scene.deploy(scene.one, {});
      await scene.deploy(scene.one, { signing: KEY1 });
      differences(scene.world, scene.one).forEach((difference) => scene.expect(false, difference));
    },
  },
  {
    rule: 'write which key SES was given',
    options: SILENT,
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: generated('g') });
      await scene.rotate(scene.one);
      await scene.world.scheduler.sleep(HOUR);
      const since = scene.identity().verifiedSince;
      await scene.deploy(scene.one, { configurationSetName: 'set-1' });
      scene.expect(since !== undefined && scene.identity().verifiedSince === since, 'the key was given to SES once more, and mail was unsigned meanwhile');
    },
  },
  {
    rule: 'switch SES in the other Regions',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: generated('g', { replicaRegions: [ABROAD] }) });
      await scene.deploy(scene.abroad, { signing: { mode: 'BYODKIM_REPLICA', secretId: 'g' } });
      await scene.rotate(scene.one);
      await scene.world.scheduler.sleep(HOUR);
      scene.expect(scene.identity(ABROAD).key?.fingerprint === scene.identity().key?.fingerprint, 'the other Region was left on the previous key');
    },
  },
  {
    rule: 'make the key that SES has the current one',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: generated('g') });
      const before = scene.one.secret!.labelled('AWSCURRENT');
      await scene.rotate(scene.one);
      scene.expect(scene.one.secret!.labelled('AWSCURRENT') !== before, 'the secret does not have the key that SES has as its current one');
    },
  },
  {
    rule: 'end a rotation that is finished',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: generated('g') });
      await scene.rotate(scene.one);
      scene.expect(scene.one.secret!.labelled('AWSPENDING') === undefined, 'Secrets Manager takes the rotation for unfinished');
    },
  },
  {
    rule: 'remove tags that are not wanted any more',
    course: async (scene) => {
      await scene.deploy(scene.one, { tags: { team: 'mail' } });
      await scene.deploy(scene.one, { tags: {} });
      scene.expect(!scene.identity().tags.has('team'), 'a tag stays that left the template');
    },
  },
  {
    rule: 'retire what is not used any more',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: KEY1 });
      await scene.deploy(scene.one, { signing: KEY2 });
      await scene.days(31);
      leftOvers(scene.world, [scene.one]).forEach((left) => scene.expect(false, `nobody needs ${left}`));
    },
  },
  {
    rule: 'revoke and remove what was retired long enough',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: KEY1 });
      await scene.deploy(scene.one, { signing: KEY2 });
      await scene.days(31);
      leftOvers(scene.world, [scene.one]).forEach((left) => scene.expect(false, `nobody needs ${left}`));
    },
  },
  {
    rule: 'clean up the zones that the domain left',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: generated('g'), place: CNAME_PLACE });
      await scene.deploy(scene.one, { place: zonePlace('Z1') });
      await scene.days(31);
      leftOvers(scene.world, [scene.one]).forEach((left) => scene.expect(false, `nobody needs ${left}`));
    },
  },
  {
    rule: 'report that SES gave up',
    course: async (scene) => {
      await scene.deploy(scene.one, { place: zonePlace('Z2') });
      await scene.world.scheduler.sleep(80 * HOUR);
      const [answer] = await scene.tick();
      scene.expect(scene.identity().status === 'FAILED' && answer !== undefined && 'error' in answer, 'nobody hears that the domain is not signed for');
    },
  },
  {
    rule: 'wait until SES has verified the domain',
    course: async (scene) => {
      const { succeeded } = await scene.deploy(scene.one, { place: zonePlace('Z2'), waitSeconds: 600 });
      scene.expect(!succeeded, 'the deployment did not wait');
    },
  },
  {
    rule: 'refuse to remove a key that another Region signs with',
    course: async (scene) => {
      await scene.deploy(scene.one, { signing: generated('g', { replicaRegions: [ABROAD] }) });
      await scene.deploy(scene.abroad, { signing: { mode: 'BYODKIM_REPLICA', secretId: 'g' } });
      const { stuck } = await scene.destroy(scene.one);
      scene.expect(stuck > 0, 'the other Region signs with a key that is gone');
    },
  },
  {
    rule: 'delete the identity',
    course: async (scene) => {
      await scene.deploy(scene.one, {});
      await scene.destroy(scene.one);
      scene.expect(scene.world.region('us-east-1').identity === undefined, 'the identity is left');
    },
  },
  {
    rule: 'let another resource keep the identity that it took over',
    course: async (scene) => {
      await scene.deploy(scene.one, {});
      await scene.deploy(scene.two, { existingIdentity: 'ADOPT' });
      await scene.destroy(scene.one);
      await scene.destroy(scene.two);
      scene.expect(scene.world.region('us-east-1').identity === undefined, 'nobody has the identity, and nobody removes it');
    },
  },
  {
    rule: 'give an adopted identity back as it was found',
    course: async (scene) => {
      scene.world.region('us-east-1').create('example.com');
      await scene.world.scheduler.sleep(5 * MINUTE);
      await scene.deploy(scene.one, { signing: KEY1, existingIdentity: 'ADOPT' });
      await scene.destroy(scene.one);
      scene.expect(scene.identity().origin === 'AWS_SES', 'the identity signs otherwise than it did before');
    },
  },
  {
    rule: 'remove the tags of the owner from an identity that stays',
    course: async (scene) => {
      scene.world.region('us-east-1').create('example.com');
      await scene.world.scheduler.sleep(5 * MINUTE);
      await scene.deploy(scene.one, { existingIdentity: 'ADOPT' });
      await scene.destroy(scene.one);
      scene.expect(scene.identity().tags.size === 0, 'the identity names an owner that is gone');
    },
  },
  {
    rule: 'remove the records that nobody needs any more',
    course: async (scene) => {
      await scene.deploy(scene.one, { dmarc: 'v=DMARC1; p=none' });
      await scene.destroy(scene.one);
      leftOvers(scene.world, []).forEach((left) => scene.expect(false, `nobody needs ${left}`));
    },
  },
];
