import type { Actor } from './actor';
import { MEMORY_LABEL } from './safety';
import type { SesIdentity } from './ses-identity';
import type { SesRegion } from './ses-region';
import type { World } from './world';
import {
  type IdentityPort, type KeyPort, type NewRecord, type Ports, type RecordChanges, Refused, type StackPort, ZoneGone, type ZonePort,
} from '../../../../lambda/ports';
import { SES_DOMAIN_IDENTITY_TYPE } from '../../../../src/contract/domain-identity';
import { IDENTITY_TAGS, TAG_PREFIX } from '../../../../src/contract/tags';

/** The world as one execution of a function sees it. */
export function portsOf(actor: Actor, world: World): Ports {
  const { stackId } = actor;
  return {
    identities: identityPort(actor, world, world.region(actor.task.stack.region)),
    identitiesIn: (region) => identityPort(actor, world, world.region(region)),
    zone: ({ hostedZoneId }) => zonePort(actor, world, hostedZoneId),
    dns: {
      ask: (name, type) => actor.call(`DNS ${type} ${name}`, false, () => (
        world.faults.dnsIsSilent() ? { kind: 'unknown' as const, problem: 'nobody answered' } : world.dns.ask(name, type)
      )),
      delegation: (name) => actor.call(`DNS delegation of ${name}`, false, () => world.dns.delegation(name)),
    },
    keys: keyPort(actor, world),
    stack: stackPort(actor),
    now: () => world.now,
    pause: (milliseconds) => actor.pause(milliseconds),
    log: (level, message, fields) => {
      world.trace.add(actor.name, `${level} ${message}`, fields);
      if (message.startsWith('left the records in a zone that cannot be reached')) {
        world.leftBehind.add(stackId);
      }
      if (message.startsWith('the identity keeps its way of signing')) {
        world.keptSigning.add(stackId);
      }
    },
  };
}

function identityPort(actor: Actor, world: World, region: SesRegion): IdentityPort {
  const { stack } = actor.task;
  const isHome = region.region === stack.region;
  const where = isHome ? 'SES' : `SES ${region.region}`;

  /** The identity, if the stack's policies let it be changed. */
  const change = <T>(operation: string, domainName: string, effect: (identity: SesIdentity) => T, byName = false): Promise<T> => (
    actor.call(`${where} ${operation}`, true, () => {
      const identity = region.existing(domainName);
      const isOwn = stack.isNamedBy(identity.tags.get(IDENTITY_TAGS.stackId));
      // By the name of the identity, in the Regions of a generated key.
      const isReplica = stack.grants.regions.includes(region.region) && operation.startsWith('sign ');
      if (isHome) {
        world.safety.changesIdentity(actor, operation);
      }
      if (!isOwn && !isReplica && !(byName && stack.grants.adopts) && operation !== 'untag') {
        throw new Refused(`AccessDenied: ${operation}`, 'denied');
      }
      const owner = identity.tags.get(IDENTITY_TAGS.stackId);
      if (owner !== undefined) {
        identity.owners.set(owner, world.now);
      }
      const value = effect(identity);
      region.note();
      return value;
    })
  );

  return {
    get: (domainName) => actor.call(`${where} get ${domainName}`, false, () => {
      if (world.silentRegions.has(region.region)) {
        throw new Refused(`${region.region} does not answer`, 'other');
      }
      return region.read(world.faults.ageOfReading(world.now));
    }),
    create: (domainName, identity) => actor.call(`${where} create ${JSON.stringify(identity)}`, true, () => {
      if (actor.isWatch || !stack.isNamedBy(identity.tags[IDENTITY_TAGS.stackId])) {
        throw new Refused('AccessDenied: create', 'denied');
      }
      if (region.identity) {
        return 'exists' as const;
      }
      const made = region.create(domainName);
      Object.entries(identity.tags).forEach(([key, value]) => made.tags.set(key, value));
      made.configurationSetName = identity.configurationSetName;
      if (identity.origin !== undefined) {
        made.sign({ origin: identity.origin as `AWS_SES_${string}` });
      } else if (identity.keyLength !== undefined) {
        made.keyLength = identity.keyLength;
      }
      made.madeBy = made.givenBy = actor.stackId;
      region.note();
      return made.dkim;
    }),
    delete: () => actor.call(`${where} delete`, true, () => {
      const { identity } = region;
      if (!identity) {
        return;
      }
      if (actor.isWatch || !stack.isNamedBy(identity.tags.get(IDENTITY_TAGS.stackId)) || identity.tags.has(IDENTITY_TAGS.asFound)) {
        throw new Refused('AccessDenied: delete', 'denied');
      }
      region.delete();
      world.mail.forget(region.region);
    }),
    putSigning: (domainName, signing) => change(`sign ${JSON.stringify(signing)}`, domainName, (identity) => {
      if (isHome) {
        world.safety.givesKey(actor, signing);
        world.safety.signsUnsettled(actor);
      }
      identity.sign(signing);
      identity.givenBy = actor.stackId;
      const { status, tokens, signingHostedZone } = identity.dkim;
      return { status, tokens, signingHostedZone };
    }),
    putSigningEnabled: (domainName, enabled) => change(`signing ${enabled ? 'on' : 'off'}`, domainName, (identity) => {
      identity.signingEnabled = enabled;
    }),
    putConfigurationSet: (domainName, name) => change(`configuration set ${name}`, domainName, (identity) => {
      identity.configurationSetName = name;
    }),
    putFeedbackForwarding: (domainName, enabled) => change(`feedback ${enabled}`, domainName, (identity) => {
      identity.feedbackForwarding = enabled;
    }),
    putMailFrom: (domainName, mailFrom) => change(`MAIL FROM ${mailFrom?.domainName}`, domainName, (identity) => identity.putMailFrom(mailFrom)),
    tag: (domainName, tags) => change('tag', domainName, (identity) => {
      world.safety.tagsIdentity(actor, identity, tags);
      Object.entries(tags).forEach(([key, value]) => identity.tags.set(key, value));
      if (identity.tags.size > 50 || Object.values(tags).some((value) => value.length > 256)) {
        throw new Refused('BadRequestException: too many tags', 'invalid');
      }
      world.trace.add(actor.name, `tags ${JSON.stringify(tags)}`);
    }, true),
    untag: (domainName, keys) => change('untag', domainName, (identity) => {
      if (!stack.isNamedBy(identity.tags.get(IDENTITY_TAGS.stackId)) && !keys.every((key) => key.startsWith(TAG_PREFIX))) {
        throw new Refused('AccessDenied: untag', 'denied');
      }
      keys.forEach((key) => identity.tags.delete(key));
      world.trace.add(actor.name, `tags that go: ${keys.join(', ')}`);
    }),
  };
}

function zonePort(actor: Actor, world: World, id: string): ZonePort {
  const zone = () => {
    const found = world.zones.get(id);
    if (!found || found.isGone) {
      throw new ZoneGone(`there is no hosted zone ${id}`);
    }
    return found;
  };
  return {
    at: (name) => actor.call(`${id} at ${name}`, false, () => zone().at(name)),
    below: (name) => actor.call(`${id} below ${name}`, false, () => zone().below(name)),
    change: (changes) => actor.call(`${id} change ${describe(changes)}`, true, () => {
      const target = zone();
      checkGrants(actor, id, changes, world.assumptions.oneStatement);
      return target.change(changes, actor);
    }),
  };
}

/** The statements of the functions' policies. */
function checkGrants({ task: { stack, request } }: Actor, id: string, { remove, create }: RecordChanges, oneStatement: boolean): void {
  if (stack.grants.zoneIds.includes(id)) {
    return;
  }
  const isMemory = ({ name }: Pick<NewRecord, 'name'>) => name.startsWith(`${MEMORY_LABEL}.`);
  const isAllowed = oneStatement ? create.length === 0 || [...remove, ...create].every(isMemory) : create.every(isMemory);
  if (!isAllowed) {
    throw new Refused(`AccessDenied: ${request?.domainName ?? 'the function'} may not write these records of ${id}`, 'denied');
  }
}

function describe({ remove, create }: RecordChanges): string {
  const line = (sign: string) => ({ name, type, values }: NewRecord) => `${sign}${name} ${type} ${values.join('|')}`;
  return [...remove.map(line('-')), ...create.map(line('+'))].join('\n    ');
}

function keyPort(actor: Actor, world: World): KeyPort {
  const existing = (id: string) => {
    const secret = world.secret(id);
    if (!secret || secret.isGone) {
      throw new Refused(`there is no secret ${id}`, 'other');
    }
    return secret;
  };
  return {
    view: (source) => actor.call(`view ${source.kind} ${source.secretId}`, false, () => {
      const secret = world.secret(source.secretId);
      if (!secret) {
        return { state: 'gone' as const, rotationEnabled: false };
      }
      switch (source.kind) {
        case 'STORED':
          return secret.view({ selector: source.selector, jsonField: source.jsonField, versionId: source.versionId, only: ['AWSCURRENT'] });
        case 'FOLLOWED':
          return secret.view({ jsonField: source.privateKeyField });
        case 'GENERATED':
          return secret.view({ jsonField: 'privateKey' });
        case 'REPLICA':
          return secret.view({ jsonField: 'privateKey', isReplica: true });
      }
    }),
    make: (wanted) => actor.call(`make key ${JSON.stringify(wanted)}`, true, () => existing(wanted.secretId).make(wanted)),
    promote: (secretId, versionId, insteadOf) => (
      actor.call(`promote ${versionId} instead of ${insteadOf}`, true, () => existing(secretId).promoteInsteadOf(versionId, insteadOf))
    ),
    removePending: (secretId, versionId) => actor.call(`remove AWSPENDING of ${versionId}`, true, () => existing(secretId).removePending(versionId)),
  };
}

function stackPort(actor: Actor): StackPort {
  const { stackId: id, task: { stack } } = actor;
  return {
    // The name may belong to another stack by now.
    state: () => actor.call('state of the stack', false, () => {
      const state = stack.id === id ? stack.state : 'gone';
      actor.lastState = state;
      return state;
    }),
    has: (type, physicalId) => actor.call(`stack has ${type} ${physicalId}`, false, () => (
      stack.id === id && type === SES_DOMAIN_IDENTITY_TYPE && stack.physicalId === physicalId
    )),
  };
}
