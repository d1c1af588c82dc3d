import { readAsFound } from './as-found';
import { isAdopted } from './ownership';
import type {
  ByoDkimSigning, EasyDkimSigning, MailFrom, RotatedByoDkimSigning, SesDomainIdentityRequest, Signing, SigningKeyLength,
} from '../../src/contract/ses-domain-identity';
import type { LiveDkim, LiveIdentity } from '../aws/ses-identities';

/** One thing to do to an identity. */
export type Change =
  | {
    readonly kind: 'create';
    readonly tags: Readonly<Record<string, string>>;
    readonly configurationSetName?: string;
    readonly keyLength?: SigningKeyLength;
    /** Deterministic Easy DKIM only. */
    readonly origin?: ReplicaOrigin;
  }
  | { readonly kind: 'tag'; readonly tags: Readonly<Record<string, string>> }
  | { readonly kind: 'untag'; readonly keys: readonly string[] }
  | { readonly kind: 'configuration set'; readonly name: string | undefined }
  | { readonly kind: 'feedback forwarding'; readonly enabled: boolean }
  | { readonly kind: 'mail from'; readonly mailFrom: MailFrom | undefined }
  | { readonly kind: 'signing enabled'; readonly enabled: boolean }
  | { readonly kind: 'easy dkim'; readonly keyLength?: SigningKeyLength }
  | { readonly kind: 'byodkim'; readonly selector: string }
  | { readonly kind: 'deterministic easy dkim'; readonly origin: ReplicaOrigin };

/** What is wanted, once it is known which key is meant. REPLICATED_BYODKIM is then the key that the identity has. */
export type SettledRequest = SesDomainIdentityRequest & { readonly signing: Exclude<Signing, RotatedByoDkimSigning> };

/**
 * What to do to make the live identity what is wanted, in order: what is refused most easily comes first, and last the
 * switch of the key, which costs signed mail and cannot be taken back without costing it again.
 *
 * What is already as wanted is left alone, and so is what this resource neither asks for nor asked for before.
 *
 * @param live the identity as it is; undefined if there is none
 * @param previous what this resource wanted before; undefined if nothing is known of how the identity came to be
 */
export function changesTo(live: LiveIdentity | undefined, wanted: SettledRequest, previous?: SesDomainIdentityRequest): Change[] {
  if (!live) {
    const { tags, configurationSetName, signing } = wanted;
    const keyLength = signing.mode === 'EASY_DKIM' ? signing.keyLength : undefined;
    const origin = signing.mode === 'DETERMINISTIC_EASY_DKIM' ? replicaOrigin(signing.parentRegion) : undefined;
    const dkim = { ...NEW_IDENTITY.dkim, nextKeyLength: keyLength, origin: origin ?? NEW_IDENTITY.dkim.origin };
    return [
      { kind: 'create', tags, configurationSetName, keyLength, origin },
      ...changesTo({ ...NEW_IDENTITY, dkim, tags, configurationSetName }, wanted),
    ];
  }
  return [
    ...tagChanges(live, wanted, previous),
    ...configurationSetChange(live, wanted, previous),
    ...feedbackChange(live, wanted, previous),
    ...mailFromChange(live, wanted, previous),
    ...live.dkim.signingEnabled === wanted.signingEnabled ? [] : [{ kind: 'signing enabled', enabled: wanted.signingEnabled } as const],
    ...signingChange(live.dkim, wanted, previous),
  ];
}

/** What SES calls the Region that a replica takes its keys from. */
export type ReplicaOrigin = `AWS_SES_${string}`;

/** `eu-west-1` → `AWS_SES_EU_WEST_1`: derived, so that a Region that opens tomorrow works. [DOC API_DkimSigningAttributes] */
export function replicaOrigin(region: string): ReplicaOrigin {
  return `AWS_SES_${region.toUpperCase().replace(/-/g, '_')}`;
}

/** What `CreateEmailIdentity` makes of a domain: it signs with Easy DKIM. [LIVE floci, terraform-provider-aws] */
const NEW_IDENTITY: LiveIdentity = {
  dkim: { status: 'NOT_STARTED', origin: 'AWS_SES', tokens: [], signingEnabled: true },
  feedbackForwarding: true,
  tags: {},
};

function tagChanges(live: LiveIdentity, wanted: SesDomainIdentityRequest, previous?: SesDomainIdentityRequest): Change[] {
  const tags = Object.fromEntries(Object.entries(wanted.tags).filter(([key, value]) => live.tags[key] !== value));
  const keys = Object.keys(previous?.tags ?? {}).filter((key) => key in live.tags && !(key in wanted.tags));
  return [
    ...Object.keys(tags).length > 0 ? [{ kind: 'tag', tags } as const] : [],
    ...keys.length > 0 ? [{ kind: 'untag', keys } as const] : [],
  ];
}

function configurationSetChange(live: LiveIdentity, wanted: SesDomainIdentityRequest, previous?: SesDomainIdentityRequest): Change[] {
  const name = wanted.configurationSetName;
  const ours = name !== undefined || previous?.configurationSetName !== undefined;
  return ours && live.configurationSetName !== name ? [{ kind: 'configuration set', name }] : [];
}

function feedbackChange(live: LiveIdentity, wanted: SesDomainIdentityRequest, previous?: SesDomainIdentityRequest): Change[] {
  const ours = wanted.feedbackForwarding !== undefined || previous?.feedbackForwarding !== undefined;
  const enabled = wanted.feedbackForwarding ?? true; // SES's default [DOC PutEmailIdentityFeedbackAttributes]
  return ours && live.feedbackForwarding !== enabled ? [{ kind: 'feedback forwarding', enabled }] : [];
}

function mailFromChange(live: LiveIdentity, wanted: SesDomainIdentityRequest, previous?: SesDomainIdentityRequest): Change[] {
  if (wanted.mailFrom) {
    return mailFromIsLive(live, wanted.mailFrom) ? [] : [{ kind: 'mail from', mailFrom: wanted.mailFrom }];
  }
  const isOurs = live.mailFrom !== undefined && live.mailFrom.domainName === previous?.mailFrom?.domainName;
  const before = isAdopted(live) ? readAsFound(live).mailFrom : undefined;
  return isOurs && !(before && mailFromIsLive(live, before)) ? [{ kind: 'mail from', mailFrom: before }] : [];
}

/** After 72 hours without the record SES stops looking, until it is told again. [DOC custom MAIL FROM, setup states] */
export function mailFromIsLive({ mailFrom: live }: LiveIdentity, { domainName, behaviorOnMxFailure }: MailFrom): boolean {
  return live?.domainName === domainName && live.behaviorOnMxFailure === behaviorOnMxFailure && live.status !== 'FAILED';
}

function signingChange(live: LiveDkim, wanted: SettledRequest, previous?: SesDomainIdentityRequest): Change[] {
  const { signing } = wanted;
  switch (signing.mode) {
    case 'EASY_DKIM':
      return easyDkimIsLive(live, signing) ? [] : [{ kind: 'easy dkim', ...easyDkimAttributes(live, signing) }];
    case 'BYODKIM':
      return byoDkimIsLive(live, signing, previous) ? [] : [{ kind: 'byodkim', selector: signing.selector }];
    case 'REPLICATED_BYODKIM':
      return [];
    case 'DETERMINISTIC_EASY_DKIM': {
      const origin = replicaOrigin(signing.parentRegion);
      return live.origin === origin && !hasGivenUp(live) ? [] : [{ kind: 'deterministic easy dkim', origin }];
    }
  }
}

function easyDkimIsLive(live: LiveDkim, { keyLength }: EasyDkimSigning): boolean {
  return live.origin === 'AWS_SES' && !hasGivenUp(live) && (keyLength === undefined || live.nextKeyLength === keyLength);
}

/** SES refuses a change to the length that is already there. [DOC Easy DKIM] */
function easyDkimAttributes(live: LiveDkim, { keyLength }: EasyDkimSigning): { readonly keyLength?: SigningKeyLength } {
  return live.origin === 'AWS_SES' && live.nextKeyLength === keyLength ? {} : { keyLength };
}

/**
 * SES tells the selector that it signs with, and never the key. A selector stands for its key, unless this very change
 * gives it another one, or nothing is known of how it came there.
 */
function byoDkimIsLive(live: LiveDkim, signing: ByoDkimSigning, previous?: SesDomainIdentityRequest): boolean {
  const sameSelector = live.origin === 'EXTERNAL' && (live.tokens[0] ?? signing.selector) === signing.selector;
  return sameSelector && !hasGivenUp(live) && previous !== undefined && !isRekeyed(signing, previous);
}

function isRekeyed(signing: ByoDkimSigning, { signing: before }: SesDomainIdentityRequest): boolean {
  return before.mode === 'BYODKIM' && before.selector === signing.selector && before.fingerprint !== signing.fingerprint;
}

/** After 72 hours without the record SES stops looking, until it is given signing attributes again. [DOC troubleshoot DKIM] */
function hasGivenUp(live: LiveDkim): boolean {
  return live.status === 'FAILED';
}
