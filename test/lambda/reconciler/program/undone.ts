import { generated, KEY1, type Scene } from './scene';
import { FOLLOWED } from './settings';
import { MINUTE } from '../world/scheduler';

/** What the clock says of it. */
export const WAS_UNDONE = 'was rolled back while another stack had the identity';

/** A deployment is rolled back while the second stack has the identity. Then that stack goes, and gives back what it had found. */
export async function comesBackUndone(scene: Scene): Promise<void> {
  const { one, two, world, cloudFormation } = scene;
  await scene.deploy(one, { signing: KEY1 });
  const failed = { ...one.template!, signing: { mode: 'BYODKIM' as const, key: FOLLOWED, alsoPublish: [] }, overlapDays: 0 };
  const failing = cloudFormation.update(one, failed, 'no rollback');
  await world.scheduler.sleep(30 * MINUTE);
  await scene.deploy(two, { signing: generated('g'), existingIdentity: 'ADOPT' });
  const { stuck } = await failing;
  scene.expect(stuck === 0, 'the rollback failed');
  await scene.destroy(two);
}
