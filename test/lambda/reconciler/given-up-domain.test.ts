import { EASY, KEY1, play, Scene } from './program/scene';

/*
 * SES has given up on a domain, because nobody publishes its new records. Its records in the zone that it left are those of before.
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
