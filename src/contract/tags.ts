/** Users may not set tags with this prefix. */
export const TAG_PREFIX = 'cdk-ses-dkim:';

/** The tags of an identity that tell whose it is. An IAM policy reads `stackId` and `asFound`. */
export const IDENTITY_TAGS = {
  /** The ARN of the stack that owns the identity. */
  stackId: 'cdk-ses-dkim:stack-id',
  /** Its logical id in that stack's template. */
  logicalId: 'cdk-ses-dkim:logical-id',
  /** The nonce of the resource that owns the identity. */
  owner: 'cdk-ses-dkim:owner',
  /** The CloudFormation request that wrote the settings. */
  requestId: 'cdk-ses-dkim:request-id',
  /** The key that SES was given: its selector and the first digits of its fingerprint. */
  key: 'cdk-ses-dkim:key',
  /** The status in the last event of the domain, if the stack sends events. */
  status: 'cdk-ses-dkim:status',
  /** The settings for later triggers, in as many tags as they need: `cdk-ses-dkim:wants-1`, … */
  wants: 'cdk-ses-dkim:wants',
  /** Only on an identity that existed before: how it was, in as many tags as it needs. */
  asFound: 'cdk-ses-dkim:as-found',
} as const;

/** Of the 50 tags that SES allows for a resource, as many are ours. [SDK TagResource] */
export const MOST_OWN_TAGS = 20;
export const MOST_USER_TAGS = 50 - MOST_OWN_TAGS;

/** The tag of a generated key's secret that tells its domain. */
export const SECRET_DOMAIN_TAG = 'cdk-ses-dkim:domain';
