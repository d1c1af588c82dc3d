import { fromTags, toTags } from './tag-text';
import { decodeSettings, type DomainIdentitySettings, encodeSettings } from '../../src/contract/domain-identity';
import { decodePlace, encodePlace, type ZonePlace } from '../../src/contract/place';
import { IDENTITY_TAGS, TAG_PREFIX } from '../../src/contract/tags';
import { type WireProperties, WireReader } from '../../src/contract/wire';
import type { LiveIdentity } from '../ports';
import type { Me } from './me';

type Tags = Readonly<Record<string, string>>;

/*
 * The tags of an identity: whose it is, what its stack wants, and which key SES was given. as-found.ts has those of how it was found.
 */

// --- whose it is

/** @param sentAt when CloudFormation sent the request, in milliseconds */
export function ownerTags({ stackId, logicalId, nonce, requestId }: Me, sentAt: number): Record<string, string> {
  return {
    [IDENTITY_TAGS.stackId]: stackId,
    [IDENTITY_TAGS.logicalId]: logicalId,
    [IDENTITY_TAGS.owner]: nonce,
    [IDENTITY_TAGS.requestId]: `${requestId} ${Math.floor(sentAt / 1000)}`,
  };
}

/** Whether this resource owns the identity. */
export function isMine({ tags }: LiveIdentity, { nonce }: Me): boolean {
  return tags[IDENTITY_TAGS.owner] === nonce;
}

/** Whether this request made the identity or took it over, perhaps in a delivery that was killed. */
export function isOfRequest({ tags }: LiveIdentity, { requestId }: Me): boolean {
  return lastWriter(tags).requestId === requestId;
}

/**
 * Which request wrote the settings last, and when CloudFormation sent it, in milliseconds: a request that was sent before and comes later is
 * late.
 */
export function lastWriter(tags: Tags): { readonly requestId: string; readonly sentAt: number } {
  const [requestId = '', seconds = '0'] = (tags[IDENTITY_TAGS.requestId] ?? '').split(' ');
  return { requestId, sentAt: Number(seconds) * 1000 };
}

/** Whether the resource of this name in this stack made it, whichever request that was. */
export function isOfResource({ tags }: LiveIdentity, { stackId, logicalId }: Me): boolean {
  return tags[IDENTITY_TAGS.stackId] === stackId && tags[IDENTITY_TAGS.logicalId] === logicalId;
}

/** Whether it is the identity that a removal is for. CloudFormation may have invented the physical id, which names the resource. */
export function owns(identity: LiveIdentity, me: Me, isInvented: boolean): boolean {
  return isInvented ? isOfResource(identity, me) : isMine(identity, me);
}

/** Whether an earlier stack of this name had the identity by this resource, and left it behind. */
export function isOfEarlierStack({ tags }: LiveIdentity, { stackId, logicalId }: Me): boolean {
  const owner = tags[IDENTITY_TAGS.stackId];
  return owner !== undefined && stackName(owner) === stackName(stackId) && tags[IDENTITY_TAGS.logicalId] === logicalId;
}

/** Whose it is, for people; undefined if it belongs to no stack of this library. */
export function ownerOf({ tags }: LiveIdentity): string | undefined {
  const owner = tags[IDENTITY_TAGS.stackId];
  return owner && `the resource ${tags[IDENTITY_TAGS.logicalId]} of the stack ${stackName(owner)}`;
}

/** Whether it existed before its stack took it over: it is given back, never deleted. */
export function isAdopted({ tags }: LiveIdentity): boolean {
  return IDENTITY_TAGS.asFound in tags;
}

/** Our tags that an identity has and that are not among these. */
export function otherOwnTags({ tags }: LiveIdentity, kept: Tags): string[] {
  return Object.keys(tags).filter((key) => key.startsWith(TAG_PREFIX) && !(key in kept));
}

/** `arn:aws:cloudformation:eu-west-1:111122223333:stack/<name>/<uuid>` */
function stackName(stackId: string): string {
  return stackId.split('/')[1] ?? stackId;
}

// --- what its stack wants

/** Where the records are, and where they were before: the clock cleans up there. */
export interface WantedSettings {
  readonly settings: DomainIdentitySettings;
  readonly former: readonly ZonePlace[];
}

export function wantsTags({ settings, former }: WantedSettings): Record<string, string> {
  return toTags(IDENTITY_TAGS.wants, { ...encodeSettings(settings), Former: former.length > 0 ? former.map(encodePlace) : undefined });
}

/** Undefined if somebody has changed them so that they say nothing: the next deployment writes them again. */
export function readWants(tags: Tags): WantedSettings | undefined {
  const properties = fromTags(IDENTITY_TAGS.wants, tags);
  if (!properties) {
    return undefined;
  }
  const { Former: former = [], ...settings } = properties;
  try {
    return {
      settings: decodeSettings(settings),
      former: (former as readonly WireProperties[]).map((place) => decodePlace(new WireReader('former zones', place)) as ZonePlace),
    };
  } catch {
    return undefined;
  }
}

export function isSameSettings(one: DomainIdentitySettings, other: DomainIdentitySettings): boolean {
  return JSON.stringify(encodeSettings(one)) === JSON.stringify(encodeSettings(other));
}

/** Whether the tags have these settings. */
export function hasSettings(tags: Tags, settings: DomainIdentitySettings): boolean {
  const wants = readWants(tags);
  return wants !== undefined && isSameSettings(wants.settings, settings);
}

/** Who the tags say wrote the settings. */
export function readOwner({ tags }: LiveIdentity, region: string): Me | undefined {
  const [stackId, logicalId, nonce] = [tags[IDENTITY_TAGS.stackId], tags[IDENTITY_TAGS.logicalId], tags[IDENTITY_TAGS.owner]];
  return stackId && logicalId && nonce ? { stackId, logicalId, nonce, requestId: lastWriter(tags).requestId, region } : undefined;
}

// --- which key SES was given

interface NamedKey {
  readonly selector: string;
  readonly fingerprint: string;
}

/**
 * @param identity that is about to get the key: until SES shows the new selector it signs with the key that it has, so the tag names
 * that too
 */
export function keyTag(key: NamedKey, identity?: LiveIdentity): Record<string, string> {
  const selector = identity?.dkim.tokens[0]?.toLowerCase();
  const present = identity && namedKeys(identity).find((named) => named.startsWith(`${selector} `));
  return { [IDENTITY_TAGS.key]: [nameOf(key), ...present === undefined || present === nameOf(key) ? [] : [present]].join(' ') };
}

/** SES is about to get another key under the same selector: until the next tag nobody knows which of the two it has. */
export const UNDECIDED_KEY_TAG: Readonly<Record<string, string>> = { [IDENTITY_TAGS.key]: 'undecided' };

/** Whether a deployment ended before it was known which key SES has. */
export function isUndecided({ tags }: LiveIdentity): boolean {
  return tags[IDENTITY_TAGS.key] === UNDECIDED_KEY_TAG[IDENTITY_TAGS.key];
}

export function hasKeyTag(identity: LiveIdentity, key: NamedKey): boolean {
  return namedKeys(identity).includes(nameOf(key));
}

/** The selector of the key that SES was given last, or is about to get. */
export function newestSelector(identity: LiveIdentity): string | undefined {
  return namedKeys(identity)[0]?.split(' ')[0];
}

/** What SES signs with as far as it is known: SES may tell no token for a key of its owner's, and then the tag does. */
export function selectorsOf(identity: LiveIdentity): readonly string[] {
  const { origin, tokens } = identity.dkim;
  return origin === 'EXTERNAL' && tokens.length === 0 ? namedKeys(identity).map((named) => named.split(' ')[0]) : tokens;
}

function nameOf({ selector, fingerprint }: NamedKey): string {
  return `${selector.toLowerCase()} ${fingerprint.slice(0, 16)}`;
}

function namedKeys({ tags }: LiveIdentity): string[] {
  return tags[IDENTITY_TAGS.key]?.match(/\S+ \S+/g) ?? [];
}
