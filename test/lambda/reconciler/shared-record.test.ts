import { publishWhatSesLooksFor } from './program/people';
import { EASY, KEY2, play, Scene } from './program/scene';

/*
 * A stack without a zone signs with a record that another stack has published in the domain's zone. Nobody but people knows of both.
 */

test('the clock asks for a record that the other stack has removed, and SES gets the key again when somebody has published it', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { abroad, one, world } = scene;
    await scene.deploy(abroad, { signing: KEY2 });
    await scene.deploy(one, { signing: KEY2, place: { kind: 'MANUAL' } });
    scene.expect(scene.identity().status === 'SUCCESS', 'the record does not serve both');
    await scene.deploy(abroad, { signing: EASY });
    await scene.days(20);
    const [answer] = await scene.tick();
    scene.expect(answer !== undefined && 'error' in answer && answer.error.message.includes('publish them'), 'the clock does not ask for the record');
    publishWhatSesLooksFor(world);
    await scene.days(20);
    scene.expect(scene.identity().status === 'SUCCESS', `the status is ${scene.identity().status}`);
    scene.expect(world.zone('Z1').find('key2._domainkey.example.com', 'TXT') !== undefined, 'the other stack has removed what somebody published');
  })).toEqual([]);
});
