import { isTaken } from './people';
import type { DomainIdentityRequest } from '../../../../src/contract/domain-identity';
import { recordsDomain } from '../../../../src/contract/place';
import { IDENTITY_TAGS } from '../../../../src/contract/tags';
import type { HostedZone } from '../world/hosted-zone';
import { recordOf } from '../world/keys';
import { MEMORY_LABEL } from '../world/safety';
import type { Secret } from '../world/secret';
import { originOf } from '../world/ses-identity';
import { nonceOf, type Stack } from '../world/stack';
import type { World } from '../world/world';

/** What is not as a stack's template says; nothing if all is well. */
export function differences(world: World, stack: Stack): string[] {
  const request = stack.template!;
  const identity = world.region(stack.region).identity;
  if (!identity) {
    return ['there is no identity'];
  }
  const { key } = identity;
  const wanted = wantedKey(world, request);
  return [
    ...identity.tags.get(IDENTITY_TAGS.stackId) === stack.id ? [] : ['the identity is not the stack\'s'],
    ...identity.origin === wantedOrigin(request) ? [] : [`SES signs with ${identity.origin}`],
    ...!wanted || (key?.fingerprint === wanted.fingerprint && (!wanted.selector || key.selector === wanted.selector)) ? []
      : [`SES signs with the key ${key?.selector} ${key?.fingerprint.slice(0, 8)} and not with ${wanted.selector} ${wanted.fingerprint.slice(0, 8)}`],
    ...request.signing.mode === 'EASY_DKIM' && (request.signing.keyLength ?? identity.keyLength) !== identity.keyLength ? [`the key length is ${identity.keyLength}`] : [],
    ...identity.status === 'SUCCESS' || !canBeVerified(world, stack) ? [] : [`the status is ${identity.status}`],
    ...identity.signingEnabled === request.signingEnabled ? [] : ['signing is not as wanted'],
    ...(request.configurationSetName ?? identity.configurationSetName) === identity.configurationSetName ? [] : [`the configuration set is ${identity.configurationSetName}`],
    ...(request.feedbackForwarding ?? identity.feedbackForwarding) === identity.feedbackForwarding ? [] : ['feedback forwarding is not as wanted'],
    ...(request.mailFrom?.domainName ?? identity.mailFrom?.domainName) === identity.mailFrom?.domainName ? [] : [`MAIL FROM is ${identity.mailFrom?.domainName}`],
    ...missingRecords(world, request),
  ];
}

/** A replica needs a parent that signs with Easy DKIM, or a record that its owner publishes, and a zone has to be delegated. */
export function canBeVerified(world: World, { template, region }: Stack): boolean {
  const { signing, place } = template!;
  if (place.kind === 'HOSTED_ZONE' && !world.dns.isDelegated(world.zone(place.hostedZoneId))) {
    return false;
  }
  // One name serves one key: people do not replace the record that another stack has at a selector.
  const records = world.region(region).identity?.records ?? [];
  if (place.kind === 'MANUAL' && records.some(({ name, value }) => isTaken(world, name) && !world.dns.resolve(name, 'TXT')?.includes(value))) {
    return false;
  }
  // Behind CNAMEs nobody can publish another selector than theirs: that of the other Region's key is in the hands of its owner.
  const selector = signing.mode === 'BYODKIM_REPLICA' ? currentKey(world.secret(signing.secretId))?.selector : undefined;
  if (place.kind === 'CNAME_DELEGATED' && selector !== undefined && !place.selectors.includes(selector)) {
    return false;
  }
  const parent = signing.mode === 'DETERMINISTIC_EASY_DKIM' ? world.region(signing.parentRegion).identity : undefined;
  return signing.mode !== 'DETERMINISTIC_EASY_DKIM' || (parent?.status === 'SUCCESS' && parent.origin === 'AWS_SES');
}

/** Records of the library that no stack needs. */
export function leftOvers(world: World, owners: readonly Stack[]): string[] {
  return [...world.zones.values()].filter(({ isGone }) => !isGone).flatMap((zone) => [...zone.made]
    .filter(([key, value]) => zone.find(...key.split(' ') as [string, string])?.values.join('\n') === value)
    .filter(([key]) => !owners.some((stack) => isNeeded(world, stack, zone.id, key)))
    .filter(([key]) => !isUsedByRetained(world, key))
    // A stack that lost its identity to another one keeps its claims until it is deleted. One that was deleted with RETAIN keeps them for ever.
    .filter(([key]) => ![...keepers(world, owners), ...waiting(world, owners, zone)].some((nonce) => remembered(zone, key).includes(nonce)))
    .map(([key]) => `${key} in ${zone.id} (${remembered(zone, key)})`));
}

/** An identity of a stack that was deleted with RETAIN may have been taken over for a while, and signs with the key of that time ever since. */
function isUsedByRetained(world: World, key: string): boolean {
  return world.regions.some(({ identity }) => world.retained.has(identity?.tags.get(IDENTITY_TAGS.stackId) ?? '')
    && identity!.records.some(({ name }) => name === key.split(' ')[0]));
}

/** A stack leaves its former zone when the domain is delegated to its zone of today. */
function waiting(world: World, owners: readonly Stack[], zone: HostedZone): string[] {
  return owners.filter(({ template }) => {
    const { place } = template!;
    return place.kind === 'HOSTED_ZONE' && place.hostedZoneId !== zone.id && !world.dns.isDelegated(world.zone(place.hostedZoneId));
  }).map(({ nonce }) => nonce);
}

function keepers(world: World, owners: readonly Stack[]): string[] {
  const others = world.stacks.filter((stack) => stack.exists && !owners.includes(stack)).map(({ nonce }) => nonce);
  return [...others, ...[...world.retained, ...world.leftBehind].map(nonceOf)];
}

/** What the memory says of a record, and who claims it. */
function remembered(zone: HostedZone, key: string): string {
  const [name, type] = key.split(' ');
  const memory = zone.all.find((record) => record.name.startsWith(`${MEMORY_LABEL}.`) && record.type === 'TXT');
  const parts = memory?.values[0].split(' ') ?? [];
  const holders = parts.filter((part) => part.startsWith('holder=')).map((part) => part.slice('holder='.length));
  const entry = parts.find((part) => name.startsWith(`${part.split('=')[0]}.`) && part.includes(`=${type}:`));
  return entry === undefined ? 'not remembered' : `${entry.split(':').slice(2, 5).join(' ')} ${
    entry.split(':').pop()!.split(',').map((index) => holders[Number.parseInt(index, 10)]).join(' and ')}`;
}

/** What a destroyed stack leaves. */
export function remains(world: World): string[] {
  const memories = [...world.zones.values()].filter(({ isGone }) => !isGone)
    .flatMap((zone) => zone.all.filter(({ name }) => name.startsWith(`${MEMORY_LABEL}.`)).map(({ name, values }) => `${name} in ${zone.id}: ${values.join()}`));
  const tags = world.regions.flatMap(({ region, identity }) => (
    [...identity?.tags.keys() ?? []].filter((key) => key.startsWith('cdk-ses-dkim:')).map((key) => `the tag ${key} in ${region}`)
  ));
  const identities = world.regions.flatMap(({ region, identity }) => (
    identity?.madeBy !== undefined && !world.retained.has(identity.madeBy) ? [`the identity in ${region}`] : []
  ));
  // What a stack left that was deleted with RETAIN is for people to remove.
  return world.retained.size + world.leftBehind.size > 0 ? [] : [...leftOvers(world, []), ...memories, ...tags, ...identities];
}

function isNeeded(world: World, stack: Stack, zoneId: string, key: string): boolean {
  const request = stack.template!;
  const identity = world.region(stack.region).identity;
  // The zone that it left keeps what SES signs with, if nobody else of the library publishes it.
  const inUse = [...identity?.records.map(({ name: record }) => record) ?? [], identity?.mailFrom?.domainName];
  if (request.place.kind !== 'HOSTED_ZONE' && inUse.includes(key.split(' ')[0])) {
    return true;
  }
  if (request.place.kind === 'MANUAL' || request.place.hostedZoneId !== zoneId || !identity) {
    return false;
  }
  const domain = recordsDomain(request.place, request.domainName);
  const selectors = [
    ...identity.records.map(({ name }) => name.split('.')[0]),
    ...request.signing.mode === 'BYODKIM'
      ? request.signing.alsoPublish.flatMap((source) => (source.kind === 'STORED' ? [source.selector] : [])) : [],
    ...pendingSelectors(world, request),
  ];
  const [name] = key.split(' ');
  return selectors.some((selector) => name === `${selector}._domainkey.${domain}`)
    || (request.dmarc !== undefined && name === `_dmarc.${request.domainName}`)
    || name === request.mailFrom?.domainName || name === identity.mailFrom?.domainName;
}

/** The key of a rotation that has begun is published before SES has it. */
function pendingSelectors(world: World, { signing }: DomainIdentityRequest): string[] {
  if (signing.mode !== 'BYODKIM' || signing.key.kind !== 'GENERATED') {
    return [];
  }
  const secret = world.secret(signing.key.secretId);
  const pending = secret?.labelled('AWSPENDING');
  const selector = pending === undefined ? undefined : secret?.key(pending)?.selector;
  return selector === undefined ? [] : [selector];
}

function missingRecords(world: World, request: DomainIdentityRequest): string[] {
  const { place, dmarc, mailFrom, signing } = request;
  if (place.kind === 'MANUAL') {
    return [];
  }
  const zone = world.zone(place.hostedZoneId);
  const has = (name: string, type: string) => (zone.find(name, type) ? [] : [`${name} ${type} is missing in ${zone.id}`]);
  return [
    ...dmarc === undefined ? [] : has(`_dmarc.${request.domainName}`, 'TXT'),
    ...mailFrom === undefined || place.kind === 'CNAME_DELEGATED' ? [] : [...has(mailFrom.domainName, 'MX'), ...has(mailFrom.domainName, 'TXT')],
    ...signing.mode !== 'BYODKIM' ? [] : signing.alsoPublish.flatMap((source) => {
      const key = source.kind === 'STORED' ? currentKey(world.secret(source.secretId)) : undefined;
      const name = source.kind === 'STORED' ? `${source.selector}._domainkey.${request.domainName}` : '';
      return key && zone.find(name, 'TXT')?.values.includes(recordOf(key)) === false ? [`${name} does not have the key that is published beside`] : [];
    }),
  ];
}

function wantedOrigin({ signing }: DomainIdentityRequest): string {
  switch (signing.mode) {
    case 'EASY_DKIM':
      return 'AWS_SES';
    case 'DETERMINISTIC_EASY_DKIM':
      return originOf(signing.parentRegion);
    default:
      return 'EXTERNAL';
  }
}

function wantedKey(world: World, { signing }: DomainIdentityRequest): { readonly fingerprint: string; readonly selector?: string } | undefined {
  if (signing.mode === 'BYODKIM_REPLICA') {
    return currentKey(world.secret(signing.secretId));
  }
  if (signing.mode !== 'BYODKIM') {
    return undefined;
  }
  const { key } = signing;
  const current = currentKey(world.secret(key.secretId));
  return current && (key.kind === 'STORED' ? { fingerprint: current.fingerprint, selector: key.selector } : current);
}

function currentKey(secret: Secret | undefined): ReturnType<Secret['key']> {
  const current = secret && !secret.isGone ? secret.labelled('AWSCURRENT') : undefined;
  return current === undefined ? undefined : secret!.key(current);
}
