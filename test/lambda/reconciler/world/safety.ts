import { createHash } from 'node:crypto';
import type { Actor } from './actor';
import type { Author, HostedZone } from './hosted-zone';
import { keyOf } from './hosted-zone';
import { MINUTE } from './scheduler';
import type { SesIdentity } from './ses-identity';
import { nonceOf, type Stack } from './stack';
import type { World } from './world';
import type { RecordChanges, SigningChange, StoredRecord } from '../../../../lambda/ports';
import { IDENTITY_TAGS, TAG_PREFIX } from '../../../../src/contract/tags';

export const MEMORY_LABEL = '_cdk-ses-dkim._domainkey';

/** A reading may be a minute old, and a call takes its time. */
const MOMENT = 3 * MINUTE;

/** What must never happen, whatever goes wrong. */
export class Safety {
  readonly violations: string[] = [];

  /** When somebody changed something by hand that a function may have seen before. */
  private lastHandOnDns = -Infinity;
  private readonly handsOn = new Map<string, number>();

  constructor(private readonly world: World) {}

  violate(property: string, explanation: string): void {
    this.violations.push(`${property}: ${explanation}`);
    this.world.trace.add('SAFETY', `${property}: ${explanation}`);
  }

  handsOnDns(): void {
    this.lastHandOnDns = this.world.now;
  }

  /** A secret's label or content was changed. */
  handsOnSecret(id: string): void {
    this.handsOn.set(id, this.world.now);
  }

  // --- (a) and (e): what SES is given

  givesKey(actor: Actor, change: SigningChange): void {
    const { world } = this;
    const region = world.region(actor.task.stack.region);
    const { identity } = region;
    if (change.origin !== 'EXTERNAL' || !identity) {
      return;
    }
    const { key } = change;
    const isSame = identity.key?.fingerprint === key.fingerprint && identity.key.selector === key.selector;
    const name = `${key.selector}._domainkey.${world.domainName}`;
    const isLongVerified = identity.isVerified && (identity.verifiedSince ?? world.now) < world.now - MOMENT;
    const isOursToPublish = actor.task.request ? actor.task.request.place.kind !== 'MANUAL' : actor.task.stack.template?.place.kind !== 'MANUAL';
    if (!isSame && isLongVerified && identity.signingEnabled && isOursToPublish && world.now - this.lastHandOnDns > 20 * MINUTE
      && !world.dns.resolve(name, 'TXT')?.includes(key.value)) {
      this.violate('no switch before the record is served', `${actor.name} gave SES ${key.selector}, and public DNS serves ${
        JSON.stringify(world.dns.resolve(name, 'TXT'))} at ${name}`);
    }
    if (!isSame) {
      this.givesVersion(actor, key);
    }
  }

  /** (c) and (d): before a change of a zone by a function. */
  changesZone(zone: HostedZone, { remove, create }: RecordChanges, author: Author): void {
    if (author === 'by hand') {
      this.handsOnDns();
      return;
    }
    const memory = zone.all.find(({ name, type }) => type === 'TXT' && name.startsWith(`${MEMORY_LABEL}.`));
    for (const record of remove.filter(({ name }) => !isMemory(name))) {
      this.removesRecord(zone, author, record, memory);
    }
    if (isSettledByClock(author) && remove.some(({ name }) => !isMemory(name))) {
      const isKept = (record: StoredRecord) => create.some((other) => keyOf(other) === keyOf(record));
      const gone = remove.filter((record) => !isMemory(record.name) && !isKept(record));
      if (gone.length > 0) {
        this.violate('the clock removes only from a settled stack', `${author.name} acts in a stack that is '${author.lastState}' and removed ${
          gone.map(keyOf).join(', ')}`);
      }
    }
    this.noteClaims(zone, create.find(({ name }) => isMemory(name)));
    remove.forEach((record) => zone.made.delete(keyOf(record)));
    create.filter(({ name }) => !isMemory(name)).forEach((record) => zone.made.set(keyOf(record), record.values.join('\n')));
  }

  /** (b): the name servers begin to serve a change. */
  publishes(zone: HostedZone, author: Author, serve: () => void): void {
    const { world } = this;
    if (author === 'by hand') {
      this.handsOnDns();
      serve();
      return;
    }
    const harmed = world.mail.harmedBy(zone, serve, (signature) => world.overlapOf(signature, zone, author));
    harmed.forEach((mail) => this.violate('no message loses its record', `${author.name} changed ${zone.id}: ${mail}`));
  }

  // --- (d): identities

  /** A function changes an identity, and IAM would let it. */
  changesIdentity(actor: Actor, operation: string): void {
    const { world } = this;
    const { stack } = actor.task;
    const identity = world.region(stack.region).identity;
    const owner = identity?.tags.get(IDENTITY_TAGS.stackId);
    // Somebody has taken it over while the function worked: IAM refuses the call.
    const wasOwn = [...identity?.owners ?? []].some(([id, until]) => stack.isNamedBy(id) && until > this.world.now - 20 * MINUTE);
    if (!identity || stack.isNamedBy(owner) || stack.grants.adopts || operation === 'untag' || wasOwn) {
      return;
    }
    this.violate('no foreign identity is touched', `${actor.name} called ${operation} for an identity of ${owner ?? 'nobody'}`);
  }

  /** A clock that has seen that the stack is not settled. */
  signsUnsettled(actor: Actor): void {
    if (isSettledByClock(actor)) {
      this.violate('triggers beside CloudFormation switch only in a settled stack', `${actor.name} acts in a stack that is '${actor.lastState}'`);
    }
  }

  /** How an identity is when a stack takes it over, which writes its name with it. */
  tagsIdentity({ stackId }: Actor, identity: SesIdentity, tags: Readonly<Record<string, string>>): void {
    const last = identity.found.at(-1);
    const owner = tags[IDENTITY_TAGS.owner];
    if (tags[IDENTITY_TAGS.asFound] === 'lost') {
      identity.found.filter(({ by }) => nonceOf(by) === owner).forEach((found) => (found.live = undefined)); // the tags had no room for it
    }
    if (tags[IDENTITY_TAGS.asFound] === undefined || last?.by === stackId) {
      return;
    }
    if (owner === nonceOf(stackId)) {
      identity.found.push({ by: stackId, live: identity.live });
    } else if (last && owner === undefined) {
      last.live = undefined; // the stack before goes first: now it goes back as that one had found it
    }
  }

  /** A stack is deleted, or its creation taken back: an identity that it had taken over is as it was found. */
  leaves(stack: Stack): void {
    const { identity } = this.world.region(stack.region);
    const position = identity?.found.findIndex(({ by }) => by === stack.id) ?? -1;
    if (!identity || position < 0) {
      return;
    }
    const [{ live: found }] = identity.found.splice(position, 1);
    const owner = identity.tags.get(IDENTITY_TAGS.stackId);
    if (identity.found.slice(position).some(({ by }) => by === owner)) {
      return; // another stack has taken it over since
    }
    this.giveRecords(identity);
    if (!found) {
      return;
    }
    const { live } = identity;
    const differs = (what: string, was: unknown, is: unknown) => (JSON.stringify(was) === JSON.stringify(is) ? [] : [`${what} was ${JSON.stringify(was)} and is ${JSON.stringify(is)}`]);
    const differences = [
      ...found.dkim.origin === 'EXTERNAL' || this.world.keptSigning.has(stack.id) ? [] : differs('the way of signing', found.dkim.origin, live.dkim.origin),
      ...differs('signing', found.dkim.signingEnabled, live.dkim.signingEnabled),
      ...differs('the configuration set', found.configurationSetName, live.configurationSetName),
      ...differs('feedback forwarding', found.feedbackForwarding, live.feedbackForwarding),
      ...differs('MAIL FROM', found.mailFrom?.domainName, live.mailFrom?.domainName),
      ...differs('the owner', found.tags[IDENTITY_TAGS.owner], live.tags[IDENTITY_TAGS.owner]),
      ...differs('tags', userTags(found.tags), userTags(live.tags)),
    ];
    if (differences.length > 0) {
      this.violate('an adopted identity leaves as it was found', `${stack.name} left it, and ${differences.join('; ')}`);
    }
  }

  /** What an identity signs with when it is given back stays with it. */
  private giveRecords(identity: SesIdentity): void {
    const names = [...identity.records.map(({ name }) => name.split('.')[0]), ...identity.mailFrom ? [identity.mailFrom.domainName.split('.')[0]] : []];
    for (const zone of this.world.zones.values()) {
      const memory = zone.all.find(({ name, type }) => type === 'TXT' && isMemory(name))?.values[0] ?? '';
      [...zone.made.keys()].filter((key) => names.includes(key.split('.')[0]) && !memory.includes(key.split('.')[0])).forEach((key) => zone.made.delete(key));
    }
  }

  private noteClaims(zone: HostedZone, memory: Pick<StoredRecord, 'values'> | undefined): void {
    const { world } = this;
    for (const { region, label } of memory ? claimsIn(memory.values[0]) : []) {
      world.mail.claim(region, `${label}.${world.domainName}`, zone);
    }
  }

  private givesVersion(actor: Actor, key: Extract<SigningChange, { origin: 'EXTERNAL' }>['key']): void {
    const { world } = this;
    const secret = world.secret(key.version.secretId);
    const { versionId } = key.version;
    const content = secret?.key(versionId);
    if (!secret || (content && content.fingerprint !== key.fingerprint)) {
      this.violate('SES gets keys of the secret', `${actor.name} gave SES a key that ${key.version.secretId} does not have in ${versionId}`);
    } else if (!content) {
      this.violate('no refused version reaches SES', `${actor.name} gave SES the version ${versionId}, which has no key`);
    } else if (secret.labelled('AWSPENDING') === versionId && secret.labelled('AWSCURRENT') !== versionId && !world.finishing.has(versionId)
      && world.now - (this.handsOn.get(secret.id) ?? -Infinity) > MOMENT) {
      this.violate('no pending version reaches SES', `${actor.name} gave SES the pending version ${versionId}, and no rotation is at its last step`);
    }
  }

  private removesRecord(zone: HostedZone, actor: Actor, record: StoredRecord, memory: StoredRecord | undefined): void {
    const stored = zone.find(record.name, record.type);
    if (zone.made.get(keyOf(record)) !== stored?.values.join('\n')) {
      this.violate('nothing foreign is touched', `${actor.name} removed ${keyOf(record)} ${JSON.stringify(stored?.values)} of ${zone.id}, which the library did not write`);
    }
    const hash = createHash('sha256').update([record.type, ...record.values].join('\n')).digest('hex').slice(0, 16);
    if (!memory?.values[0]?.includes(hash)) {
      this.violate('no record goes that the memory does not have', `${actor.name} removed ${keyOf(record)} of ${zone.id}, and the memory is ${memory?.values[0]}`);
    }
  }
}

/** Which Region's stack claims which record, as the memory says. */
function claimsIn(text: string): Array<{ readonly region: string; readonly label: string }> {
  const parts = text.split(' ');
  const regions = parts.filter((part) => part.startsWith('holder=')).map((part) => part.split('@')[1].split(',')[0]);
  return parts.filter((part) => /^[^=]+=(TXT|CNAME|MX):/.test(part)).flatMap((part) => (
    part.split(':').pop()!.split(',').map((index) => ({ region: regions[Number.parseInt(index, 10)], label: part.split('=')[0] }))
  ));
}

function userTags(tags: Readonly<Record<string, string>>): Array<[string, string]> {
  return Object.entries(tags).filter(([key]) => !key.startsWith(TAG_PREFIX)).sort();
}

function isMemory(name: string): boolean {
  return name.startsWith(`${MEMORY_LABEL}.`);
}

function isSettledByClock(actor: Actor): boolean {
  return actor.isWatch && actor.lastState !== 'settled';
}
