import { TURNS } from './settings';
import type { Outcome } from '../../../../lambda/reconciler';
import { REVOKED_VALUE } from '../../../../lambda/records/values';
import type { DomainIdentityRequest } from '../../../../src/contract/domain-identity';
import { newKey } from '../world/keys';
import { SIGNING_HOSTED_ZONE } from '../world/public-dns';
import { MEMORY_LABEL } from '../world/safety';
import type { Secret } from '../world/secret';
import type { World } from '../world/world';

/** The keys that people have stored before anything is deployed. */
export function storeKeys(world: World): void {
  ['stored-a', 'stored-b', 'stored-c', 'followed'].forEach((id) => revive(world, id));
}

/** A secret with a key; a new one if it was deleted. */
export function revive(world: World, id: string): Secret {
  const existing = world.secret(id);
  if (existing && !existing.isGone) {
    return existing;
  }
  const secret = world.addSecret(id);
  secret.put(`version-${world.random.hex(6)}`, newKey(world.random, 2048, id === 'followed' ? `f${world.random.hex(3)}` : undefined));
  return secret;
}

/** The owner of the domain's DNS writes the two CNAMEs that the documentation asks for. */
export function writeCnames(world: World): void {
  const zone = world.dns.zoneOf(world.domainName)!;
  for (const selector of TURNS) {
    const name = `${selector}._domainkey.${world.domainName}`;
    if (zone.at(name).length === 0) {
      zone.change({ remove: [], create: [{ name, type: 'CNAME', ttl: 300, values: [`${name}.dkim.example.net`] }] }, 'by hand');
    }
  }
}

/** With `DomainDns.manual()` people publish what the deployment tells them. */
export function publishByHand(world: World, { place }: DomainIdentityRequest, outcome: Outcome): void {
  if (place.kind !== 'MANUAL') {
    return;
  }
  const zone = world.dns.zoneOf(world.domainName)!;
  for (const { name, type, value } of outcome.dkimRecords) {
    const others = zone.at(name);
    if (!isTaken(world, name) && !others.some((other) => other.type === type && other.values.includes(value))) {
      zone.change({ remove: others, create: [{ name, type, ttl: 300, values: [value] }] }, 'by hand');
    }
  }
}

/** Whether the library has published a key at a name, for another stack: people leave it alone until it is revoked. */
export function isTaken({ dns, domainName }: World, name: string): boolean {
  const zone = dns.zoneOf(domainName)!;
  return zone.at(name).some(({ type, values }) => zone.made.has(`${name} ${type}`) && !values.includes(REVOKED_VALUE));
}

/** With `DomainDns.manual()` people publish at last what SES looks for. */
export function publishWhatSesLooksFor(world: World): void {
  const zone = world.dns.zoneOf(world.domainName)!;
  for (const { template, region, exists } of world.stacks) {
    const { identity } = world.region(region);
    if (!exists || template?.place.kind !== 'MANUAL' || !identity) {
      continue;
    }
    for (const { name, value } of identity.records) {
      const record = identity.key ? { name, type: 'TXT', ttl: 300, values: [value] } : { name, type: 'CNAME', ttl: 300, values: [`${name.split('.')[0]}.${SIGNING_HOSTED_ZONE}`] };
      if (!isTaken(world, name) && !world.dns.resolve(name, 'TXT')?.includes(value)) {
        zone.change({ remove: zone.at(name), create: [record] }, 'by hand');
      }
    }
  }
}

/** What people put at names that the library wants, and at the names of its CNAMEs, goes. */
export function clearForeignRecords(world: World): void {
  for (const zone of world.zones.values()) {
    if (zone.isGone) {
      continue;
    }
    const isOurs = (name: string, type: string, values: readonly string[]) => zone.made.get(`${name} ${type}`) === values.join('\n');
    const foreign = zone.all.filter(({ name, type, values }) => (
      type !== 'NS' && type !== 'CNAME' && !name.startsWith(`${MEMORY_LABEL}.`) && !isOurs(name, type, values)
      && values.some((value) => value.startsWith('edited') || value.startsWith('v=something'))
    ));
    foreign.forEach((record) => zone.change({ remove: [record], create: [] }, 'by hand'));
  }
}
