/**
 * What nobody outside AWS knows for certain of SES. Each may be set, so that a test can show that the library does not
 * depend on it.
 */
export interface SesAssumptions {
  /** From new signing attributes to SES's first look at DNS. Usually under 1 to 5 minutes. [LIVE hogsend; amazon-ses-developer-guide#71] */
  readonly checkDelayMs: number;
  /** Between two looks in the first hour; later it is an hour. assumed */
  readonly checkIntervalMs: number;
  /** How long SES looks before it gives up. [DOC verifying identities: 72 hours] */
  readonly giveUpMs: number;
  /** Between two looks at an identity that is verified. assumed */
  readonly recheckIntervalMs: number;
  /** How long records may be gone before verification is lost. [community lore: about 5 days] */
  readonly graceMs: number;
  /** Whether an identity that goes back to Easy DKIM has its previous tokens again. [AWS agent skill for SES: usually, but they may change] */
  readonly keepsTokens: boolean;
  /** How many tokens Easy DKIM has. [DOC Easy DKIM: three] */
  readonly tokenCount: number;
  /** What BYODKIM answers as tokens: the selector, or, as the developer guide's sample still prints, nothing. [SDK, LIVE hogsend / DOC] */
  readonly byoTokens: 'selector' | 'none';
  /** Whether giving the same key again makes SES look again, unsigned meanwhile. [UNK] */
  readonly samePutResets: boolean;
  /** Whether a PKCS#8 key is ever verified: it was not for years. [LIVE amazon-ses-developer-guide#71] */
  readonly pkcs8Verifies: boolean;
  /** Whether answers have `SigningHostedZone`; older Regions and SDKs had none. [SDK since 2025-12] */
  readonly tellsSigningHostedZone: boolean;
  /** How long a replica takes to follow its parent. [DOC DEED: "with delay"; the figure is assumed] */
  readonly replicationDelayMs: number;
  /** Whether a replica that cannot be is refused by Create and Put, or fails when SES follows its parent. [UNK] */
  readonly refusesReplicas: 'later' | 'at once';
  /** Whether a parent's key is out of reach although the caller may use it: by a policy that the engine does not have. assumed */
  readonly deniesReplication: boolean;
  /**
   * Whether conditions of TagResource and UntagResource see the tags that the identity has. [UNK: the Service Authorization
   * Reference lists aws:ResourceTag for the resource, and not for these actions]
   */
  readonly resourceTagsWhenTagging: boolean;
  /**
   * How long reads may tell what was true before a write. [LIVE e2a: "normal SES eventual consistency" after a delete, below a second
   * or some; after other writes it is assumed] Off by default.
   */
  readonly readLagMs: number;
  /** How long calls may not find an identity that was just made, or find one that was just deleted. assumed, off by default */
  readonly existenceLagMs: number;
  /** How long IAM's conditions may see an identity's tags as they were. assumed, off by default */
  readonly tagLagMs: number;
  /** Identities in an account and Region. [DOC SES quotas] */
  readonly maxIdentities: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const DEFAULT_ASSUMPTIONS: SesAssumptions = {
  checkDelayMs: MINUTE,
  checkIntervalMs: 5 * MINUTE,
  giveUpMs: 72 * HOUR,
  recheckIntervalMs: HOUR,
  graceMs: 120 * HOUR,
  keepsTokens: true,
  tokenCount: 3,
  byoTokens: 'selector',
  samePutResets: true,
  pkcs8Verifies: true,
  tellsSigningHostedZone: true,
  replicationDelayMs: MINUTE,
  refusesReplicas: 'later',
  deniesReplication: false,
  resourceTagsWhenTagging: true,
  readLagMs: 0,
  existenceLagMs: 0,
  tagLagMs: 0,
  maxIdentities: 10_000,
};

/** Regions whose CNAME targets are in a zone of their own. [DOC AWS General Reference, SES endpoints: DKIM domains] */
const REGIONAL_ZONES = [
  'af-south-1', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-5', 'ca-west-1', 'ap-northeast-3', 'eu-south-1', 'eu-central-2', 'il-central-1',
  'me-central-1', 'us-gov-east-1',
];

export function signingHostedZoneOf(region: string): string {
  return REGIONAL_ZONES.includes(region) ? `dkim.${region}.amazonses.com` : 'dkim.amazonses.com';
}
