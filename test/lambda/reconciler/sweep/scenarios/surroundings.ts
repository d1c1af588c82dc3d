import { IN_TWO_REGIONS, WAYS } from './ways';
import { publishWhatSesLooksFor } from '../../program/people';
import type { Scene } from '../../program/scene';
import { HOUR, SECOND } from '../../world/scheduler';
import { HOME } from '../../world/world';

/*
 * What is there before a stack, and what people do beside it.
 */

export async function easyAtHome(scene: Scene): Promise<void> {
  await scene.deploy(scene.one, WAYS['Easy DKIM']);
}

export async function generatedAtHome(scene: Scene): Promise<void> {
  await scene.deploy(scene.one, IN_TWO_REGIONS);
}

/** An identity that no stack of the library has. */
export async function identityByHand({ world }: Scene): Promise<void> {
  const identity = world.region(HOME).create(world.domainName);
  identity.tags.set('made', 'by hand');
  world.region(HOME).note();
  await world.scheduler.sleep(HOUR);
}

/** The domain's registrar delegates to the new zone while the deployment waits for that. */
export function delegatesOtherZone({ world }: Scene): void {
  world.scheduler.after(30 * SECOND, () => {
    if (!world.dns.isDelegated(world.zone('Z2'))) {
      world.safety.handsOnDns();
      world.dns.delegate(world.zone('Z2'));
    }
  });
}

/** With `DomainDns.manual()` people publish what SES looks for, within minutes. */
export function publishesByHand({ world }: Scene): void {
  [1, 5, 10, 20].forEach((minutes) => world.scheduler.after(minutes * 60 * SECOND, () => publishWhatSesLooksFor(world)));
}
