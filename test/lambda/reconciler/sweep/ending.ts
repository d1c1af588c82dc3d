import type { HostedZone } from '../world/hosted-zone';
import { HOUR } from '../world/scheduler';
import type { World } from '../world/world';

/** Moments that are closer than this make no difference to what follows. */
const COARSE = 6 * HOUR;

/**
 * A world at rest in one text. Random names are numbered as they appear, and moments are roughly their distance from now. From two worlds
 * with the same text the same follows: what has been judged once, need not be judged again.
 */
export function describeEnding(world: World): string {
  const text = JSON.stringify({
    stacks: world.stacks.map(({ name, state, template, physicalId, grants, origin, secret, isManual }) => (
      { name, state, template, physicalId, grants, origin, secret: secret?.id, isManual }
    )),
    zones: [...world.zones.values()].map((zone) => ({ id: zone.id, isDelegated: world.dns.isDelegated(zone), ...contents(zone) })),
    identities: world.regions.map(({ identity }) => identity && {
      ...identity.live, key: identity.key, madeBy: identity.madeBy, givenBy: identity.givenBy, found: identity.found,
    }),
    secrets: world.allSecrets.map((secret) => ({ id: secret.id, isGone: secret.isGone, view: secret.view({}) })),
    mail: world.mail.describe(),
    left: [...world.retained, ...world.leftBehind],
  });
  return withoutNames(withoutMoments(text, world.now));
}

function contents(zone: HostedZone): object {
  return { stored: zone.all.map(({ name, type, values }) => [name, type, values]), made: [...zone.made], isGone: zone.isGone };
}

/** As ISO 8601 without separators, or as seconds or milliseconds since 1970. */
function withoutMoments(text: string, now: number): string {
  const distance = (at: number) => `<${Math.round((now - at) / COARSE)}>`;
  return text
    .replace(/\b(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/g, (_, ...[year, month, day, hour, minute, second]) => (
      distance(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)))
    ))
    .replace(/\b1[789]\d{11}(\.\d+)?\b/g, (digits) => distance(Number(digits)))
    .replace(/\b1[789]\d{8}\b/g, (digits) => distance(Number(digits) * 1000));
}

/** Names of keys, hashes and ids, all in hex; of requests, too. */
function withoutNames(text: string): string {
  const numbers = new Map<string, number>();
  return text.replace(/[0-9a-f]{8,}(-[0-9a-f]{4})?|version-[0-9a-f]{6}/g, (name) => {
    numbers.set(name, numbers.get(name) ?? numbers.size);
    return `#${numbers.get(name)}`;
  });
}
