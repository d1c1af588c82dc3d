import { revive } from './people';
import { TURNS } from './settings';
import { IDENTITY_TAGS } from '../../../../src/contract/tags';
import type { HostedZone } from '../world/hosted-zone';
import { newKey } from '../world/keys';
import { MEMORY_LABEL } from '../world/safety';
import type { World } from '../world/world';

/** What people do by hand, and to DNS, beside the library. Each answers with what was done. */
type Hand = (world: World) => string | undefined;

const removesRecord: Hand = (world) => {
  const zone = world.random.pick(zonesInUse(world));
  const key = oneOf(world, [...zone.made.keys()]);
  const record = key === undefined ? undefined : zone.find(...split(key));
  if (record) {
    zone.change({ remove: [record], create: [] }, 'by hand');
    return `removed ${key} of ${zone.id}`;
  }
  return undefined;
};

const editsRecord: Hand = (world) => {
  const zone = world.random.pick(zonesInUse(world));
  const key = oneOf(world, [...zone.made.keys()].filter((made) => made.endsWith(' TXT')));
  const record = key === undefined ? undefined : zone.find(...split(key));
  if (record) {
    zone.change({ remove: [record], create: [{ ...record, values: [`edited ${world.random.hex(6)}`] }] }, 'by hand');
    return `edited ${key} of ${zone.id}`;
  }
  return undefined;
};

const removesMemory: Hand = (world) => {
  const zone = world.random.pick(zonesInUse(world));
  const record = zone.all.find(({ name }) => name.startsWith(`${MEMORY_LABEL}.`));
  if (record) {
    zone.change({ remove: [record], create: [] }, 'by hand');
    zone.made.clear(); // nobody can tell any more what the library made
    return `removed the memory of ${zone.id}`;
  }
  return undefined;
};

/** At a name that the library may want. */
const writesForeignRecord: Hand = (world) => {
  const zone = world.random.pick(zonesInUse(world));
  const name = zone.name === 'example.com'
    ? `${world.random.pick(['key1._domainkey', 'key2._domainkey', '_dmarc', 'google._domainkey'])}.${world.domainName}`
    : `${world.random.pick(TURNS)}._domainkey.${world.domainName}.${zone.name}`;
  const record = { name, type: 'TXT', ttl: 300, values: [`v=something; of somebody else ${world.random.hex(4)}`] };
  return zone.change({ remove: [], create: [record] }, 'by hand') === 'done' ? `wrote ${name} in ${zone.id}` : undefined;
};

const changesDelegation: Hand = (world) => {
  const zones = [...world.zones.values()].filter(({ name, isGone }) => name === 'example.com' && !isGone);
  const other = world.random.pick(zones);
  if (world.dns.isDelegated(other)) {
    return undefined;
  }
  world.safety.handsOnDns();
  world.dns.delegate(other);
  return `delegated ${other.id}`;
};

const removesZone: Hand = (world) => {
  const zone = world.zone(world.random.pick(['Z1', 'Z2']));
  if (zone.isGone) {
    return undefined;
  }
  world.safety.handsOnDns();
  zone.isGone = true;
  zone.made.clear();
  const next = world.addZone(`${zone.id}${world.random.hex(3).toUpperCase()}`, zone.name);
  if (world.dns.isDelegated(zone)) {
    world.dns.delegate(next);
  }
  return `removed ${zone.id}, and made ${next.id}`;
};

const removesIdentity: Hand = (world) => {
  const region = world.random.pick(world.regions);
  if (!region.identity) {
    return undefined;
  }
  const hadMoved = [...region.identity.tags].some(([key, value]) => key.startsWith(IDENTITY_TAGS.wants) && value.includes('Former.'));
  region.deleteAnyway();
  world.stacks.filter((stack) => stack.region === region.region).forEach((stack) => {
    stack.needsDeployment = true;
    if (hadMoved) {
      world.leftBehind.add(stack.id); // only the tags knew of the zones that it left
    }
  });
  return `deleted the identity of ${region.region}`;
};

const createsIdentity: Hand = (world) => {
  const region = world.random.pick(world.regions);
  if (region.identity) {
    return undefined;
  }
  const identity = region.create(world.domainName);
  identity.tags.set('made', 'by hand');
  identity.configurationSetName = world.random.pick([undefined, 'set-9']);
  region.note();
  return `made an identity in ${region.region}`;
};

const removesSecret: Hand = (world) => {
  const secret = world.secret(world.random.pick(['stored-a', 'stored-b', 'followed']));
  if (!secret || secret.isGone) {
    return undefined;
  }
  world.safety.handsOnSecret(secret.id);
  secret.isGone = true;
  return `deleted the secret ${secret.id}`;
};

const putsFollowedKey: Hand = (world) => {
  const secret = revive(world, 'followed');
  world.safety.handsOnSecret(secret.id);
  const content = world.random.weighted<() => Parameters<typeof secret.put>[1]>([
    [8, () => newKey(world.random, 2048, `f${world.random.hex(3)}`)],
    [1, () => ({ refusal: 'the key is of 4096 bits' })],
    [1, () => newKey(world.random, 2048, secret.key(secret.labelled('AWSCURRENT')!)?.selector ?? 'f0')],
  ])();
  secret.put(`version-${world.random.hex(6)}`, content);
  return `put ${JSON.stringify(content)} into ${secret.id}`;
};

const goesBackToPreviousKey: Hand = (world) => {
  const stack = world.stacks.find(({ secret: generated }) => generated && !generated.isGone && generated.labelled('AWSPREVIOUS') !== undefined);
  if (!stack?.secret) {
    return undefined;
  }
  world.safety.handsOnSecret(stack.secret.id);
  stack.secret.promote(stack.secret.labelled('AWSPREVIOUS')!);
  return `made the previous key of ${stack.secret.id} the current one`;
};

/** Right after it has begun: an empty version stays pending. */
const cancelsRotation: Hand = (world) => {
  const stack = world.stacks.find(({ secret: generated }) => generated && !generated.isGone && generated.rotationEnabled);
  if (!stack?.secret) {
    return undefined;
  }
  stack.secret.rotationEnabled = false;
  if (stack.secret.labelled('AWSPENDING') === undefined) {
    stack.secret.add(`version-${world.random.hex(6)}`, { refusal: 'it is empty' }, 'AWSPENDING');
  }
  return `cancelled the rotation of ${stack.secret.id}`;
};

const HANDS: ReadonlyArray<readonly [number, Hand]> = [
  [4, removesRecord],
  [2, editsRecord],
  [1, removesMemory],
  [3, writesForeignRecord],
  [2, changesDelegation],
  [1, removesZone],
  [1, removesIdentity],
  [2, createsIdentity],
  [1, removesSecret],
  [6, putsFollowedKey],
  [2, goesBackToPreviousKey],
  [1, cancelsRotation],
];

export function doSomethingByHand(world: World): string | undefined {
  const done = world.random.weighted(HANDS)(world);
  if (done) {
    world.trace.add('BY HAND', done);
  }
  return done;
}

function zonesInUse(world: World): HostedZone[] {
  return [...world.zones.values()].filter(({ isGone }) => !isGone);
}

function split(key: string): [string, string] {
  return key.split(' ') as [string, string];
}

function oneOf<T>(world: World, items: readonly T[]): T | undefined {
  return items.length === 0 ? undefined : world.random.pick(items);
}
