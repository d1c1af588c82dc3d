import { ABROAD, EASY, generated, HOME, KEY1, play, Scene } from './program/scene';
import { HOUR } from './world/scheduler';
import type { Signing } from '../../../src/contract/signing';

/** What the clock repairs of a live domain, in each way of signing. */

const FOLLOWED: Signing = {
  mode: 'BYODKIM', key: { kind: 'FOLLOWED', secretId: 'followed', privateKeyField: 'privateKey', selectorField: 'selector' }, alsoPublish: [],
};
const WAYS: ReadonlyArray<readonly [string, Signing]> = [
  ['Easy DKIM', EASY], ['a key of its owner', KEY1], ['a key that is followed', FOLLOWED], ['a generated key', generated('g')],
];
const dkimRecord = ({ world }: Scene) => {
  const [label] = world.region(HOME).identity!.dkim.tokens;
  return world.zone('Z1').at(`${label}._domainkey.example.com`)[0];
};

/** SES has given up, and looks no more by itself. */
function giveUp(scene: Scene, region = HOME): void {
  scene.identity(region).status = 'FAILED';
  scene.world.region(region).note();
}

describe.each([['on', true], ['off', false]])('while signing is %s', (_, signingEnabled) => {
  test.each(WAYS)('with %s: SES is told again within an hour after it gave up', async (__, signing) => {
    expect(await play(new Scene(), async (scene) => {
      await scene.deploy(scene.one, { signing, signingEnabled });
      giveUp(scene);
      await scene.tick();
      await scene.world.scheduler.sleep(HOUR);
      scene.expect(scene.identity().status === 'SUCCESS', `SES reports ${scene.identity().status}`);
    })).toEqual([]);
  });

  test.each<[string, Signing, Signing]>([
    ['the generated key', generated('g', { replicaRegions: [ABROAD] }), { mode: 'BYODKIM_REPLICA', secretId: 'g' }],
    ['Easy DKIM', EASY, { mode: 'DETERMINISTIC_EASY_DKIM', parentRegion: HOME }],
  ])('with %s of another Region: SES is told again within an hour after it gave up', async (__, there, here) => {
    expect(await play(new Scene(), async (scene) => {
      await scene.deploy(scene.one, { signing: there });
      await scene.deploy(scene.abroad, { signing: here, signingEnabled });
      giveUp(scene, ABROAD);
      await scene.tick();
      await scene.world.scheduler.sleep(HOUR);
      scene.expect(scene.identity(ABROAD).status === 'SUCCESS', `SES reports ${scene.identity(ABROAD).status}`);
    })).toEqual([]);
  });
});

test('a record that somebody takes away right after a rotation comes back, and SES keeps the next key', async () => {
  expect(await play(new Scene(), async (scene) => {
    await scene.deploy(scene.one, { signing: generated('g') });
    scene.expect(await scene.rotate(scene.one), 'the rotation failed');
    const { key } = scene.identity();
    const record = dkimRecord(scene);
    scene.world.zone('Z1').change({ remove: [record], create: [] }, 'by hand');
    scene.identity().status = 'PENDING';
    scene.world.region(HOME).note();
    await scene.world.scheduler.sleep(1.5 * HOUR);
    await scene.tick();
    await scene.world.scheduler.sleep(2 * HOUR);
    scene.expect(dkimRecord(scene)?.name === record.name, 'the record is not there');
    scene.expect(scene.identity().key === key && scene.identity().status === 'SUCCESS', `SES reports ${scene.identity().status}`);
  })).toEqual([]);
});

test('the record of a retired key stays removed: its key may have leaked', async () => {
  expect(await play(new Scene(), async (scene) => {
    await scene.deploy(scene.one, { signing: generated('g') });
    const record = dkimRecord(scene);
    scene.expect(await scene.rotate(scene.one), 'the rotation failed');
    scene.world.zone('Z1').change({ remove: [record], create: [] }, 'by hand');
    await scene.days(3);
    scene.expect(scene.world.zone('Z1').at(record.name).length === 0, 'the record came back');
    scene.expect(scene.identity().status === 'SUCCESS', `SES reports ${scene.identity().status}`);
  })).toEqual([]);
});

test('another key in the secret waits for a deployment, also if SES gave up', async () => {
  expect(await play(new Scene(), async (scene) => {
    await scene.deploy(scene.one, { signing: KEY1 });
    const secret = scene.world.secret('stored-a')!;
    secret.put('version-9', { ...secret.key(secret.labelled('AWSCURRENT')!)!, fingerprint: 'f'.repeat(64) });
    giveUp(scene);
    const [answer] = await scene.tick();
    scene.expect(scene.identity().status === 'FAILED', `SES reports ${scene.identity().status}`);
    const message = answer && 'error' in answer ? answer.error.message : 'nothing';
    scene.expect(message.includes('the secret does not have the key that SES has'), `the clock says ${message}`);
  })).toEqual([]);
});

test.each(WAYS)('with %s: a record that somebody removed is published again', async (_, signing) => {
  expect(await play(new Scene(), async (scene) => {
    await scene.deploy(scene.one, { signing });
    const record = dkimRecord(scene);
    scene.world.zone('Z1').change({ remove: [record], create: [] }, 'by hand');
    await scene.tick();
    scene.expect(dkimRecord(scene)?.values[0] === record.values[0], `the record is ${JSON.stringify(dkimRecord(scene))}`);
  })).toEqual([]);
});

test.each(WAYS)('with %s: a record that somebody changed is reported and not overwritten', async (_, signing) => {
  expect(await play(new Scene(), async (scene) => {
    await scene.deploy(scene.one, { signing });
    const record = dkimRecord(scene);
    const changed = { ...record, values: ['changed.example.net'] };
    scene.world.zone('Z1').change({ remove: [record], create: [changed] }, 'by hand');
    const [answer] = await scene.tick();
    scene.expect(dkimRecord(scene)?.values[0] === 'changed.example.net', `the record is ${JSON.stringify(dkimRecord(scene))}`);
    scene.expect(answer !== undefined && 'error' in answer, 'the clock is content');
  })).toEqual([]);
});

test('a rotation that left its label is ended before the previous key comes back, so that the next one can begin', async () => {
  expect(await play(new Scene(), async (scene) => {
    await scene.deploy(scene.one, { signing: generated('g') });
    const before = scene.identity().key;
    await scene.rotate(scene.one);
    const secret = scene.one.secret!;
    secret.label('AWSPENDING', secret.labelled('AWSCURRENT')); // the end of the rotation saw the secret as it was before
    const [record] = scene.world.zone('Z1').at(`${scene.identity().key!.selector}._domainkey.example.com`);
    scene.world.zone('Z1').change({ remove: [record], create: [{ ...record, values: ['edited by hand'] }] }, 'by hand');
    await scene.world.scheduler.sleep(2 * HOUR);
    await scene.tick();
    await scene.world.scheduler.sleep(HOUR);
    scene.expect(scene.identity().key?.fingerprint === before?.fingerprint, 'the previous key did not come back');
    scene.expect(secret.labelled('AWSPENDING') === undefined, 'Secrets Manager takes the rotation for unfinished');
  })).toEqual([]);
});

test.each([['tells', true], ['does not tell', false]])('the previous key comes back if SES does not verify the next one, and %s its selector', async (_, tellsSelector) => {
  expect(await play(new Scene({ assumptions: { tellsSelector } }), async (scene) => {
    await scene.deploy(scene.one, { signing: generated('g') });
    const before = scene.identity().key;
    await scene.rotate(scene.one);
    const [record] = scene.world.zone('Z1').at(`${scene.identity().key!.selector}._domainkey.example.com`);
    scene.world.zone('Z1').change({ remove: [record], create: [{ ...record, values: ['edited by hand'] }] }, 'by hand');
    await scene.world.scheduler.sleep(2 * HOUR);
    await scene.tick();
    await scene.world.scheduler.sleep(HOUR);
    scene.expect(scene.identity().key?.fingerprint === before?.fingerprint && scene.identity().status === 'SUCCESS', 'mail is unsigned');
  })).toEqual([]);
});
