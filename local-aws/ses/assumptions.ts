import { ERROR_TEXTS } from './assumed-errors';
import { defaultsOf, duration, number, oneOf, type SettingsOf, text, yesOrNo } from '../kernel/assumption';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** When SES looks at DNS, and what it makes of what it finds. */
const VERIFICATION = {
  checkDelayMs: duration(MINUTE, {
    what: 'From new signing attributes to SES\'s first look at DNS',
    source: '[LIVE hogsend; amazon-ses-developer-guide#71: usually under 1 to 5 minutes]',
    affects: 'How long mail is unsigned after a change, and what `waitForVerification` has to be.',
    settledBy: 'first-look',
  }),
  checkIntervalMs: duration(5 * MINUTE, {
    what: 'Between two looks in the first hour; later it is an hour',
    source: 'assumed',
    affects: 'How long mail is unsigned if the record came too late.',
    settledBy: 'first-look',
  }),
  giveUpMs: duration(72 * HOUR, {
    what: 'How long SES looks before it gives up',
    source: '[DOC verifying identities: 72 hours]',
    affects: 'When the clock gives SES its key again.',
    settledBy: 'give-up',
  }),
  failedIsFinal: yesOrNo(true, {
    what: 'After it gave up, SES does not look again by itself',
    source: '[DOC troubleshoot DKIM]',
    affects: 'Whether the clock has to give SES the key again when the record is there.',
    settledBy: 'give-up',
  }),
  recheckIntervalMs: duration(HOUR, {
    what: 'Between two looks at an identity that is verified',
    source: 'assumed',
    affects: 'How soon SES notices that a record is gone.',
    settledBy: 'lost-record',
  }),
  graceMs: duration(120 * HOUR, {
    what: 'How long records may be gone before verification is lost',
    source: '[community lore: about 5 days]',
    affects: 'How much time the clock has to restore a record.',
    settledBy: 'lost-record',
  }),
  samePutResets: yesOrNo(true, {
    what: 'A Put of the same BYODKIM key makes SES look again, and mail is unsigned meanwhile',
    source: '[UNK]',
    affects: 'The library never gives SES a key that it has, unless SES gave up on it.',
    settledBy: 'same-put',
  }),
  oldKeySignsMeanwhile: yesOrNo(false, {
    what: 'While a new BYODKIM key is not verified yet, mail is signed with the previous one',
    source: '[DOC Easy DKIM and BYODKIM, considerations: for a change of method it is not; for another key it is assumed]',
    affects: 'Whether a rotation has seconds of unsigned mail.',
    settledBy: 'old-key',
  }),
  byoFollowsCname: yesOrNo(true, {
    what: 'SES follows a CNAME to the TXT record of a BYODKIM key',
    source: 'assumed: resolvers follow it',
    affects: '`DomainDns.delegatedByCname` with keys of one\'s own depends on it.',
    settledBy: 'byo-cname',
  }),
  pkcs8Verifies: yesOrNo(true, {
    what: 'A key in PKCS#8 is verified like one in PKCS#1',
    source: '[LIVE amazon-ses-developer-guide#71: for years it was not]',
    affects: 'Nothing: the library gives SES each key in PKCS#1.',
    settledBy: 'pkcs8',
  }),
} as const;

/** What SES answers. */
const ANSWERS = {
  keepsTokens: yesOrNo(true, {
    what: 'An identity that goes back to Easy DKIM has its previous tokens again',
    source: '[AWS agent skill for SES: usually, but they may change]',
    affects: 'Whether a failed move away from Easy DKIM can come back without new records.',
    settledBy: 'tokens-come-back',
  }),
  tokenCount: number(3, {
    what: 'How many tokens Easy DKIM has',
    source: '[DOC Easy DKIM: three]',
    affects: 'What is printed for DNS by hand has three records. In a hosted zone there are as many as there are tokens.',
    settledBy: 'tokens-come-back',
  }),
  byoTokens: oneOf(['selector', 'none'], 'selector', {
    what: 'What BYODKIM answers as `Tokens`',
    source: '[SDK, LIVE hogsend: the selector / DOC: the sample has none]',
    affects: 'Whether the handler can tell which key SES has without its own tag. Without it, the other Regions of a rotated key follow within an hour.',
    settledBy: 'byo-tokens',
  }),
  tellsSigningHostedZone: yesOrNo(true, {
    what: 'Answers have `SigningHostedZone`',
    source: '[SDK since 2025-12; older Regions and SDKs had none]',
    affects: 'Easy DKIM: CNAME targets come from that field only.',
    settledBy: 'byo-tokens',
  }),
  ...ERROR_TEXTS,
} as const;

/** When writes are seen. */
const CONSISTENCY = {
  readLagMs: duration(0, {
    what: 'How long reads tell what was true before a write',
    source: '[LIVE e2a: "normal SES eventual consistency" after a delete, below a second or some; after other writes it is assumed]',
    affects: 'How often a reading is repeated before it is believed.',
    settledBy: 'own-writes',
  }),
  existenceLagMs: duration(0, {
    what: 'How long writes do not find an identity that was just made, and find one that was just deleted',
    source: 'assumed',
    affects: 'How long a call is repeated that finds nothing.',
    settledBy: 'own-writes',
  }),
  tagLagMs: duration(0, {
    what: 'How long IAM\'s conditions see an identity\'s tags as they were',
    source: 'assumed',
    affects: 'How long a call is repeated that is refused.',
    settledBy: 'conditions-on-tags',
  }),
} as const;

/** What is taken, and what is too much. */
const LIMITS = {
  resourceTagsWhenTagging: yesOrNo(true, {
    what: 'Conditions of `ses:TagResource` and `ses:UntagResource` see the tags that the identity has',
    source: '[UNK: the Service Authorization Reference lists aws:ResourceTag for the resource, and not for these actions]',
    affects: 'If they do not see them, the first call of a change is refused for three minutes. Then the handler makes one that names the stack.',
    settledBy: 'conditions-on-tags',
  }),
  maxTags: number(50, {
    what: 'How many tags an identity can have',
    source: '[SDK TagResource]',
    affects: 'How many settings fit into the tags.',
    settledBy: 'tag-limits',
  }),
  refusedTagCharacters: text('', {
    what: 'Which of the characters that the probe tries are refused in the value of a tag',
    source: 'assumed: none [SDK Tag names no pattern]',
    affects: 'How the handler encodes settings in tags.',
    settledBy: 'tag-limits',
  }),
  rateLimit: oneOf(['off', 'shared', 'per operation'], 'off', {
    what: 'The limit of one identity call a second is for all operations together, or for each of them',
    source: '[DOC SES quotas: one request a second; which of the two nobody says; off, so that tests do not wait]',
    affects: 'How long a stack with hundreds of domains takes.',
    settledBy: 'rate-limit',
  }),
  maxIdentities: number(10_000, {
    what: 'Identities in an account and Region',
    source: '[DOC SES quotas]',
    affects: 'Nothing but the text of an error.',
    settledBy: { nothing: 'an experiment would need ten thousand identities; Service Quotas shows the account\'s figure' },
  }),
} as const;

/** Deterministic Easy DKIM. */
const REPLICAS = {
  replicationDelayMs: duration(MINUTE, {
    what: 'How long a replica takes to follow its parent',
    source: '[DOC DEED: "with delay"; the figure is assumed]',
    affects: 'How long mail from a new Region is unsigned.',
    settledBy: 'replica',
  }),
  refusesReplicas: oneOf(['later', 'at once'], 'later', {
    what: 'When a replica without a parent is refused: by the call, or when SES follows its parent',
    source: '[UNK]',
    affects: 'Which error a deployment shows.',
    settledBy: 'replica-without-parent',
  }),
  deniesReplication: yesOrNo(false, {
    what: 'A parent\'s key is out of reach although the caller may use it',
    source: 'assumed: by a policy that the engine does not have',
    affects: 'Which error a deployment shows.',
    settledBy: { nothing: 'it stands for a policy of an organization, which an experiment in one account cannot make' },
  }),
} as const;

/**
 * What nobody outside AWS knows for certain of SES. Each may be set, so that a test can show that the library does not
 * depend on it.
 */
export const SES_ASSUMPTIONS = { ...VERIFICATION, ...ANSWERS, ...CONSISTENCY, ...LIMITS, ...REPLICAS } as const;

export type SesAssumptions = SettingsOf<typeof SES_ASSUMPTIONS>;

export const DEFAULT_ASSUMPTIONS: SesAssumptions = defaultsOf(SES_ASSUMPTIONS);
