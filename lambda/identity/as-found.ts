import { fromTags, isPartOf, toTags } from './tag-text';
import type { MailFrom, MxFailureBehavior } from '../../src/contract/domain-identity';
import { IDENTITY_TAGS, MOST_OWN_TAGS, TAG_PREFIX } from '../../src/contract/tags';
import type { LiveIdentity } from '../ports';

type Tags = Readonly<Record<string, string>>;

/*
 * The tags of an identity that existed before its stack took it over: how it was then, so that it can be given back.
 */

export interface AsFound {
  readonly origin: string;
  readonly keyLength?: string;
  readonly signingEnabled: boolean;
  readonly feedbackForwarding: boolean;
  readonly configurationSetName?: string;
  readonly mailFrom?: MailFrom;
  /** The tags of the stack of this library that had it before. */
  readonly ownerTags: Tags;
  /** What user tags were that the new owner overwrites. */
  readonly userTags: Tags;
}

/** SES never tells a private key: that of somebody else cannot be remembered. */
export function asFoundTags(
  { dkim, feedbackForwarding, configurationSetName, mailFrom, tags }: LiveIdentity, overwritten: readonly string[],
): Record<string, string> {
  const userTags = listed(tags, overwritten);
  const previous = Object.fromEntries(Object.entries(tags).filter(([key]) => key.startsWith(TAG_PREFIX)).map(([key, value]) => (
    [key.slice(TAG_PREFIX.length), value]
  )));
  const found = (owner: Tags) => toTags(IDENTITY_TAGS.asFound, {
    Origin: dkim.origin,
    KeyLength: dkim.nextKeyLength,
    SigningEnabled: String(dkim.signingEnabled),
    FeedbackForwarding: String(feedbackForwarding),
    ConfigurationSet: configurationSetName,
    MailFromDomain: mailFrom?.domainName,
    BehaviorOnMxFailure: mailFrom?.behaviorOnMxFailure,
    Owner: Object.keys(owner).length > 0 ? owner : undefined,
    Tags: userTags.length > 0 ? userTags : undefined,
  });
  // An identity may go from stack to stack. What there is no room for is lost: the settings of the previous owner first, because its next
  // deployment writes them again, and then how that one had found it.
  const only = (isKept: (key: string) => boolean) => Object.fromEntries(Object.entries(previous).filter(([key]) => isKept(`${TAG_PREFIX}${key}`)));
  const [wants, asFound] = [IDENTITY_TAGS.wants, IDENTITY_TAGS.asFound].map((key) => key.slice(TAG_PREFIX.length));
  const leastOfAll = found({ ...only((key) => NAMING.includes(key)), [wants]: LOST, ...asFound in previous ? { [asFound]: LOST } : {} });
  const candidates = [found(previous), found({ ...only((key) => NAMING.includes(key) || isAsFoundTag(key)), [wants]: LOST })];
  return candidates.find(hasRoom) ?? leastOfAll;
}

/** In the place of a text without room: when it is given back, it says nothing, and no rest of the next owner's text seems to belong to it. */
const LOST = 'lost';

/** The tags that say whose an identity is. */
const NAMING: readonly string[] = [IDENTITY_TAGS.stackId, IDENTITY_TAGS.logicalId, IDENTITY_TAGS.owner, IDENTITY_TAGS.requestId];

/**
 * A deployment may give further tags to an identity that was taken over. What they were before is remembered with the rest, if there is room
 * for it.
 */
export function withOverwritten({ tags }: LiveIdentity, overwritten: readonly string[]): Record<string, string> {
  const found = fromTags(IDENTITY_TAGS.asFound, tags);
  const known = (found?.Tags ?? []) as ReadonlyArray<{ readonly Key: string; readonly Value: string }>;
  const further = listed(tags, overwritten.filter((key) => !known.some(({ Key }) => Key === key)));
  const whole = found && further.length > 0 ? toTags(IDENTITY_TAGS.asFound, { ...found, Tags: [...known, ...further] }) : {};
  return hasRoom(whole) ? whole : {};
}

/** Pairs: a key of a user may have a dot, which would divide a path. */
function listed(tags: Tags, keys: readonly string[]): Array<{ readonly Key: string; readonly Value: string }> {
  return keys.filter((key) => key in tags).map((Key) => ({ Key, Value: tags[Key] }));
}

/** The tags of the owner need as many. */
function hasRoom(found: Tags): boolean {
  return Object.keys(found).length <= MOST_OWN_TAGS / 2;
}

export function readAsFound({ tags }: Pick<LiveIdentity, 'tags'>): AsFound | undefined {
  const found = fromTags(IDENTITY_TAGS.asFound, tags) as Readonly<Record<string, string | undefined>> | undefined;
  if (!found) {
    return undefined;
  }
  const owner = (found.Owner ?? {}) as unknown as Tags;
  return {
    origin: found.Origin ?? 'AWS_SES',
    keyLength: found.KeyLength,
    signingEnabled: found.SigningEnabled !== 'false',
    feedbackForwarding: found.FeedbackForwarding !== 'false',
    configurationSetName: found.ConfigurationSet,
    mailFrom: found.MailFromDomain === undefined
      ? undefined
      : { domainName: found.MailFromDomain, behaviorOnMxFailure: (found.BehaviorOnMxFailure ?? 'USE_DEFAULT_VALUE') as MxFailureBehavior },
    ownerTags: Object.fromEntries(Object.entries(owner).map(([key, value]) => [`${TAG_PREFIX}${key}`, value])),
    userTags: Object.fromEntries(((found.Tags ?? []) as unknown as ReadonlyArray<{ Key: string; Value?: string }>).map(({ Key, Value = '' }) => [Key, Value])),
  };
}

/** Whether the previous owner's tags are back, and only the memory of how it was found is left to remove. */
export function isHalfGivenBack(identity: LiveIdentity): boolean {
  const owner = readAsFound(identity)?.ownerTags[IDENTITY_TAGS.owner];
  return owner !== undefined && owner === identity.tags[IDENTITY_TAGS.owner];
}

/** Whether a tag belongs to the memory of how the identity was found. */
export function isAsFoundTag(key: string): boolean {
  return isPartOf(IDENTITY_TAGS.asFound, key);
}
