/**
 * The tags on an identity that this library created or took over. They tell whose it is when CloudFormation's memory cannot: when a
 * handler was killed between the call and the answer, and when a second stack asks for the same domain.
 */
export const OWNERSHIP_TAGS = {
  /** The ARN of the stack that created it. */
  stackId: 'cdk-ses-dkim:stack-id',
  /** Its logical id in that stack's template. */
  logicalId: 'cdk-ses-dkim:logical-id',
  /** The CloudFormation request that created it: a failed request removes what it made and nothing older. */
  requestId: 'cdk-ses-dkim:request-id',
  /** Only on an identity that was there before: how it was, to give it back so. */
  asFound: 'cdk-ses-dkim:as-found',
  /** Beside it, where there was a custom MAIL FROM domain: with it the other would be too long for a tag. */
  mailFromAsFound: 'cdk-ses-dkim:mail-from-as-found',
} as const;
