import { canBeVerified, differences } from './program/expectations';
import { publishWhatSesLooksFor } from './program/people';
import { KEY1, play, Scene } from './program/scene';
import { STORED } from './program/settings';
import type { Signing } from '../../../src/contract/signing';

/** Another key under the selector of `KEY1`. */
const OTHER_KEY1: Signing = { mode: 'BYODKIM', key: STORED[2], alsoPublish: [] };

test('people who publish what SES looks for leave the records of other stacks alone', async () => {
  expect(await play(new Scene(), async (scene) => {
    const { one, abroad, world } = scene;
    await scene.deploy(one, { signing: KEY1 });
    await scene.deploy(abroad, { signing: OTHER_KEY1, place: { kind: 'MANUAL' } });
    publishWhatSesLooksFor(world);
    await scene.days(4);
    const found = [one, abroad].flatMap((stack) => differences(world, stack));
    scene.expect(found.length === 0, `not as the templates say: ${found.join('; ')}`);
    scene.expect(canBeVerified(world, one) && !canBeVerified(world, abroad), 'one name serves two keys');
  })).toEqual([]);
});
