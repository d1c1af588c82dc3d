import * as iam from 'aws-cdk-lib/aws-iam';

/*
 * Changes of DNS records. Route 53 tells IAM the names, types and actions of all changes of a batch.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
 */

const NAMES = 'route53:ChangeResourceRecordSetsNormalizedRecordNames';
const TYPES = 'route53:ChangeResourceRecordSetsRecordTypes';
const ACTIONS = 'route53:ChangeResourceRecordSetsActions';

export const DKIM_NAMES = '*._domainkey.*';
export const DMARC_NAMES = '_dmarc.*';
export const MEMORY_NAMES = '_cdk-ses-dkim._domainkey.*';

interface RecordChanges {
  /** Without them the names are not bound. */
  readonly names?: readonly string[];
  readonly types: readonly string[];
  readonly actions: readonly string[];
}

/** Every name, type and action of a batch must be one of these. `ForAllValues` alone would also allow a batch without any. */
export function recordConditions({ names, types, actions }: RecordChanges): Record<string, Record<string, unknown>> {
  return {
    ...names && { 'ForAllValues:StringLike': { [NAMES]: names } },
    'ForAllValues:StringEquals': { [TYPES]: types, [ACTIONS]: actions },
    'Null': { ...names && { [NAMES]: 'false' }, [TYPES]: 'false', [ACTIONS]: 'false' },
  };
}

export function changeRecords(zoneArn: string, changes: RecordChanges): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['route53:ChangeResourceRecordSets'], resources: [zoneArn], conditions: recordConditions(changes) });
}
