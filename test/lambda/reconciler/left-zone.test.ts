import { EASY, KEY1, KEY2, play, Scene, zonePlace } from './program/scene';
import { DAY } from './world/scheduler';

/*
 * The clock removes what was retired long enough from a zone that the domain left, also while something else is not as wanted: SES has given
 * up on the domain, because nobody publishes its new records, or the domain is not delegated to the zone of today.
 */

const MANUAL = { kind: 'MANUAL' } as const;

function mailFrom(subdomain: string) {
  return { domainName: `${subdomain}.example.com`, behaviorOnMxFailure: 'USE_DEFAULT_VALUE' } as const;
}

test('what was retired in the zone that the domain left goes after the overlap, also if SES gave up on the domain', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { one, world } = scene;
    await scene.deploy(one, { signing: KEY1 });
    await scene.deploy(one, { signing: EASY, place: MANUAL });
    await scene.days(10);
    scene.expect(scene.identity().status === 'FAILED', `the status is ${scene.identity().status}`);
    scene.expect(world.zone('Z1').find('key1._domainkey.example.com', 'TXT') !== undefined, 'the record is gone before the overlap is over');
    await scene.days(10);
    scene.expect(world.zone('Z1').all.every(({ type }) => type !== 'TXT'), 'a record is left');
  })).toEqual([]);
});

test('what SES uses again stays there', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { one, world } = scene;
    await scene.deploy(one, { signing: KEY1, mailFrom: mailFrom('bounce') });
    await scene.deploy(one, { mailFrom: mailFrom('mail') });
    await scene.deploy(one, { signing: EASY, place: MANUAL, mailFrom: mailFrom('bounce') });
    await scene.days(20);
    scene.expect(world.zone('Z1').find('bounce.example.com', 'MX') !== undefined, 'the MAIL FROM domain has no record any more');
    scene.expect(world.zone('Z1').find('mail.example.com', 'MX') === undefined, 'the record of the MAIL FROM domain between them is left');
  })).toEqual([]);
});

test('a key that was retired in the zone before goes, although the domain is not delegated to the zone of today', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { one, world } = scene;
    const keysIn = (zone: string) => world.zone(zone).all.filter(({ type }) => type === 'TXT').map(({ name }) => name.split('.')[0]).sort().join();
    await scene.deploy(one, { signing: KEY1, overlapDays: 14 });
    await scene.deploy(one, { signing: KEY2 });
    world.safety.handsOnDns();
    world.dns.delegate(world.zone('Z2'));
    await scene.deploy(one, { place: zonePlace('Z2') });
    world.dns.delegate(world.zone('Z1'));
    scene.expect(keysIn('Z1') === '_cdk-ses-dkim,key1,key2', `before the overlap is over, the zone that was left has ${keysIn('Z1')}`);
    await world.scheduler.sleep(15 * DAY);
    await scene.tick();
    scene.expect(keysIn('Z1') === '_cdk-ses-dkim,key2', `after the overlap, the zone that was left has ${keysIn('Z1')}`);
  })).toEqual([]);
});
