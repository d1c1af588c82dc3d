import { rotate, settingsOf, tend } from '../../../../lambda/reconciler';
import { type Answer, invoke } from '../world/lambda';
import { MINUTE } from '../world/scheduler';
import type { Secret } from '../world/secret';
import type { Stack } from '../world/stack';
import type { World } from '../world/world';

/** The clock, or a new version of a followed secret: looks after the stack's identity. */
export async function look(world: World, stack: Stack): Promise<Answer<readonly string[]> | undefined> {
  return invoke(world, { what: 'tend', stack }, async (ports, deadline, actor) => {
    const identity = await ports.identities.get(world.domainName);
    const wanted = identity && settingsOf(identity, stack.region);
    if (wanted && wanted.me.stackId === stack.id) {
      await tend(ports, wanted.me, wanted.settings, { deadline, without: world.without });
    }
    return actor.writes;
  });
}

export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/**
 * A rotation by Secrets Manager. If a step fails, it begins again later; and a person, or the next deployment, may give it up.
 * [DOC RotateSecret]
 */
export async function rotation(world: World, stack: Stack, secret: Secret, { attempts = 3 } = {}): Promise<boolean> {
  const { random } = world;
  const versionId = secret.labelled('AWSPENDING') ?? `version-${random.hex(6)}`;
  if (secret.labelled('AWSPENDING') === undefined) {
    secret.add(versionId, { refusal: 'it is empty' }, 'AWSPENDING');
  }
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (await rotateOnce(world, stack, secret, versionId)) {
      return true;
    }
    await world.scheduler.sleep(random.between(1, 90) * MINUTE);
    if (secret.isGone || secret.labelled('AWSPENDING') !== versionId) {
      return secret.labelled('AWSCURRENT') === versionId;
    }
  }
  return false;
}

async function rotateOnce(world: World, stack: Stack, secret: Secret, versionId: string): Promise<boolean> {
  for (const step of STEPS) {
    const answer = await rotationStep(world, stack, versionId, step);
    if (!answer || 'error' in answer) {
      return false;
    }
    if (secret.isGone) {
      return false;
    }
  }
  return true;
}

export function rotationStep(world: World, stack: Stack, versionId: string, step: typeof STEPS[number]): Promise<Answer<void> | undefined> {
  return invoke(world, { what: 'rotate', stack, rotation: { step, versionId } }, async (ports, deadline) => {
    const identity = await ports.identities.get(world.domainName);
    const wanted = identity && settingsOf(identity, stack.region);
    if (!wanted || wanted.me.stackId !== stack.id) {
      throw new Error('the identity is not this stack\'s');
    }
    await rotate(ports, wanted.me, wanted.settings, { step, versionId, deadline, without: world.without });
  });
}
