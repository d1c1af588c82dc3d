import type { Stack } from 'aws-cdk-lib';
import { listedArn } from './arns';
import { DKIM_NAMES, DMARC_NAMES, recordConditions } from './record-statements';

/*
 * What the functions may do with the zones, secrets and keys that a template names. Each is one statement with a list of
 * resources. An ARN that names its resource may have wildcards for the Region and the account, because templates and policies
 * have to be small. They give no access to another account: that account has to allow it, too.
 */

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** A permission for the resources of a list. */
export interface ListedPermission {
  /** Whether `watch` has it too, or only `deploy`. */
  readonly isShared: boolean;
  /** @param names of records, for a permission that is bound by them */
  statement(stack: Stack, resources: readonly string[], names: readonly string[]): Statement;
}

/** One domain's part of the lists. */
export interface Grant {
  readonly permission: ListedPermission;
  readonly resource: string;
  readonly names?: readonly string[];
}

/** Writing the records of a domain. All changes of a batch must be allowed by one statement. */
export const WRITE_RECORDS: ListedPermission = {
  isShared: true,
  statement: (_, resources, names) => ({
    Effect: 'Allow',
    Action: 'route53:ChangeResourceRecordSets',
    Resource: resources,
    Condition: recordConditions({ names: [DKIM_NAMES, DMARC_NAMES, ...names], types: ['CNAME', 'MX', 'TXT'], actions: ['CREATE', 'DELETE'] }),
  }),
};

/** Roles of zones in other accounts that have a name of their own. */
export const ASSUME_ROLE = plain(true, 'sts:AssumeRole');

export const READ_FOLLOWED_SECRET = plain(true, ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']);
/** `watch` reads them only to publish a record again, or to give SES again the key that it had. */
export const READ_STORED_SECRET = plain(true, 'secretsmanager:GetSecretValue');

export const DECRYPT_STORED_SECRET = throughSecretsManager(true, 'kms:Decrypt');
export const DECRYPT_FOLLOWED_SECRET = throughSecretsManager(true, 'kms:Decrypt');
export const ENCRYPT_GENERATED_SECRET = throughSecretsManager(true, ['kms:Decrypt', 'kms:GenerateDataKey']);

/** Giving the generated key to the domain's identities in other Regions, which belong to other stacks. */
export const SWITCH_REPLICAS = plain(true, 'ses:PutEmailIdentityDkimSigningAttributes');

/** Signing with the keys that the domain's identity in another Region has. */
export const REPLICATE_PARENT: ListedPermission = {
  isShared: true,
  statement: ({ region }, resources) => ({
    Effect: 'Allow',
    Action: 'ses:ReplicateEmailIdentityDkimSigningKey',
    Resource: resources,
    Condition: { StringEquals: { 'ses:ReplicaRegion': region } },
  }),
};

/** Taking over an identity that exists: it has no tag of ours yet. */
export const ADOPT_IDENTITY = plain(false, 'ses:TagResource');

export const LISTED_PERMISSIONS: readonly ListedPermission[] = [
  WRITE_RECORDS, ASSUME_ROLE, READ_FOLLOWED_SECRET, READ_STORED_SECRET, DECRYPT_STORED_SECRET, DECRYPT_FOLLOWED_SECRET,
  ENCRYPT_GENERATED_SECRET, SWITCH_REPLICAS, REPLICATE_PARENT, ADOPT_IDENTITY,
];

/** One statement for each permission, with all its resources. */
export function listedStatements(stack: Stack, grants: readonly Grant[]): Statement[] {
  return LISTED_PERMISSIONS.flatMap((permission) => {
    const its = grants.filter((grant) => grant.permission === permission);
    const sorted = (texts: readonly string[]) => [...new Set(texts)].sort();
    return its.length === 0
      ? []
      : permission.statement(stack, sorted(its.map(({ resource }) => resource)), sorted(its.flatMap(({ names = [] }) => names)));
  });
}

/** The use of a KMS key, if there is one. */
export function grantKey(permission: ListedPermission, keyArn: string | undefined): Grant[] {
  return keyArn === undefined ? [] : [{ permission, resource: keyArn }];
}

export function namedIdentityArn(domainName: string, region?: string): string {
  return listedArn('ses', `identity/${domainName}`, { region });
}

export function namedSecretArn(name: string): string {
  return listedArn('secretsmanager', `secret:${name}-??????`); // six random characters end the ARN [DOC Secrets Manager, ARN of a secret]
}

function plain(isShared: boolean, action: string | readonly string[]): ListedPermission {
  return { isShared, statement: (_, resources) => ({ Effect: 'Allow', Action: action, Resource: resources }) };
}

function throughSecretsManager(isShared: boolean, action: string | readonly string[]): ListedPermission {
  return {
    isShared,
    statement: ({ region }, resources) => ({
      Effect: 'Allow',
      Action: action,
      Resource: resources,
      Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } },
    }),
  };
}
