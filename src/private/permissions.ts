import { Arn, ArnFormat, Aws, Stack, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type Construct, DependencyGroup, type IDependable } from 'constructs';
import { OWNERSHIP_TAGS } from '../contract/ownership';

/*
 * Every IAM statement of the library. What cannot be bounded by a name has the reason beside it.
 */

export function identityArn(scope: Construct, domainName: string): string {
  return Stack.of(scope).formatArn({ service: 'ses', resource: 'identity', resourceName: domainName });
}

export function configurationSetArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'ses', resource: 'configuration-set', resourceName: name });
}

interface ManagedIdentity {
  readonly adopts: boolean;
  readonly configurationSetName?: string;
}

/** Creating and changing one identity, and giving it its configuration set. */
export function grantManageIdentity(
  scope: Construct, grantee: iam.IGrantable, domainName: string, { adopts, configurationSetName }: ManagedIdentity,
): iam.Grant {
  const identity = iam.Grant.addToPrincipal({
    grantee,
    actions: [
      'ses:CreateEmailIdentity',
      'ses:PutEmailIdentityConfigurationSetAttributes',
      'ses:PutEmailIdentityDkimAttributes',
      'ses:PutEmailIdentityDkimSigningAttributes',
      'ses:PutEmailIdentityFeedbackAttributes',
      'ses:PutEmailIdentityMailFromAttributes',
      'ses:TagResource', // also checked by CreateEmailIdentity with tags
      'ses:UntagResource',
    ],
    resourceArns: [identityArn(scope, domainName)],
  });
  if (configurationSetName === undefined) {
    return identity;
  }
  const set = configurationSetArn(scope, configurationSetName);
  return identity
    .combine(iam.Grant.addToPrincipal({ grantee, actions: ['ses:CreateEmailIdentity'], resourceArns: [set] }))
    .combine(iam.Grant.addToPrincipal({
      grantee,
      actions: ['ses:PutEmailIdentityConfigurationSetAttributes'],
      // The one that an adopted identity had before, and is given back, is known only when it is found.
      resourceArns: [adopts ? configurationSetArn(scope, '*') : set],
    }));
}

/**
 * Deleting every identity that this stack created, giving back every one that it took over, and no others.
 *
 * Not by name: CloudFormation deletes a resource after it has updated the policies, so a statement with the name of an
 * identity that left the stack would already be gone when it is needed. The tag is the tighter bound anyway.
 */
export function grantRemoveOwnIdentities(scope: Construct, grantee: iam.IGrantable): void {
  const everyIdentity = identityArn(scope, '*');
  const anyLifeOfThisStack = Arn.format({
    partition: Aws.PARTITION,
    service: 'cloudformation',
    region: Aws.REGION,
    account: Aws.ACCOUNT_ID,
    resource: 'stack',
    resourceName: `${Aws.STACK_NAME}/*`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  // Reading tells whose an identity is, so it cannot be bound to the answer.
  iam.Grant.addToPrincipal({ grantee, actions: ['ses:GetEmailIdentity'], resourceArns: [everyIdentity] });
  const ofThisStack = (wasThereBefore: boolean) => ({
    StringLike: { [`aws:ResourceTag/${OWNERSHIP_TAGS.stackId}`]: anyLifeOfThisStack },
    Null: { [`aws:ResourceTag/${OWNERSHIP_TAGS.asFound}`]: String(!wasThereBefore) },
  });
  iam.Grant.addToPrincipal({
    grantee, actions: ['ses:DeleteEmailIdentity'], resourceArns: [everyIdentity], conditions: ofThisStack(false),
  });
  iam.Grant.addToPrincipal({
    grantee,
    actions: [
      'ses:PutEmailIdentityConfigurationSetAttributes',
      'ses:PutEmailIdentityDkimAttributes',
      'ses:PutEmailIdentityDkimSigningAttributes',
      'ses:PutEmailIdentityFeedbackAttributes',
      'ses:PutEmailIdentityMailFromAttributes',
      'ses:UntagResource',
    ],
    resourceArns: [everyIdentity],
    conditions: ofThisStack(true),
  });
}

/** Seeing whether the own stack is rolling back, and what it has. */
export function grantReadOwnStack(grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee, actions: ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'], resourceArns: [Aws.STACK_ID],
  });
}

/** Reading how far SES is with one identity. */
export function grantSeeVerification(scope: Construct, grantee: iam.IGrantable, domainName: string): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: ['ses:GetEmailIdentity'], resourceArns: [identityArn(scope, domainName)] });
}

/** Signing with the keys that the domain's identity in another Region has. */
export function grantReplicateSigningKey(scope: Construct, grantee: iam.IGrantable, domainName: string, parentRegion: string): iam.Grant {
  const stack = Stack.of(scope);
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['ses:ReplicateEmailIdentityDkimSigningKey'],
    resourceArns: [stack.formatArn({ service: 'ses', region: parentRegion, resource: 'identity', resourceName: domainName })],
    conditions: { StringEquals: { 'ses:ReplicaRegion': stack.region } },
  });
}

/** Reading the secret that holds a DKIM key, and decrypting it if it has a key of its own. */
export function grantReadSecret(scope: Construct, grantee: iam.IGrantable, secret: ISecret): IDependable {
  return grantOnSecret(scope, grantee, secret, ['secretsmanager:GetSecretValue'], ['kms:Decrypt']);
}

/** Making a DKIM key in a secret that is there for it, and going back to the one before. */
export function grantKeepKeyInSecret(scope: Construct, grantee: iam.IGrantable, secret: ISecret): IDependable {
  const actions = [
    'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage',
  ];
  return grantOnSecret(scope, grantee, secret, actions, ['kms:Decrypt', 'kms:GenerateDataKey']);
}

/**
 * Seeing the labels of a secret that was made for keys: they tell which records are to be removed.
 *
 * By the secret's own policy, which is there as long as the secret is: a statement of the grantee's would be gone when the
 * key has left the stack and its records are to be removed.
 */
export function grantSeeKeyLabels(grantee: iam.IRole, secret: Secret): IDependable {
  const { policyDependable } = secret.addToResourcePolicy(new iam.PolicyStatement({
    actions: ['secretsmanager:DescribeSecret'], principals: [new iam.ArnPrincipal(grantee.roleArn)], resources: ['*'],
  }));
  return policyDependable!;
}

/** Reading each key that is put into a secret, and keeping in its labels what is published of them. */
export function grantFollowSecret(scope: Construct, grantee: iam.IGrantable, secret: ISecret): IDependable {
  const actions = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:UpdateSecretVersionStage'];
  return grantOnSecret(scope, grantee, secret, actions, ['kms:Decrypt']);
}

interface SwitchedKey {
  readonly domainName: string;
  readonly regions: readonly string[];
}

interface RotatedKey extends SwitchedKey {
  readonly secret: ISecret;
}

/** Giving the domain's identities another key. */
export function grantSwitchKey(scope: Construct, grantee: iam.IGrantable, { domainName, regions }: SwitchedKey): IDependable {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['ses:GetEmailIdentity', 'ses:PutEmailIdentityDkimSigningAttributes'],
    resourceArns: regions.map((region) => Stack.of(scope).formatArn({ service: 'ses', region, resource: 'identity', resourceName: domainName })),
  });
}

/** Making keys in a secret, and giving them to the domain's identities; its records are written by a role of theirs. */
export function grantRotateKey(scope: Construct, grantee: iam.IGrantable, { secret, ...key }: RotatedKey): IDependable {
  const granted = new DependencyGroup(grantKeepKeyInSecret(scope, grantee, secret));
  granted.add(grantSwitchKey(scope, grantee, key));
  return granted;
}

function grantOnSecret(scope: Construct, grantee: iam.IGrantable, secret: ISecret, actions: string[], kmsActions: string[]): IDependable {
  const granted = new DependencyGroup();
  granted.add(iam.Grant.addToPrincipal({
    grantee,
    actions,
    // A secret imported by name lacks the six random characters that end its ARN. [DOC Secrets Manager, ARN of a secret]
    resourceArns: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
  }));
  if (secret.encryptionKey) {
    // Not by `grantDecrypt` with a `ViaServicePrincipal`, as in the CDK: of an imported key that leaves nothing behind.
    granted.add(iam.Grant.addToPrincipal({
      grantee,
      actions: kmsActions,
      resourceArns: [secret.encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(scope).region}.amazonaws.com` } },
    }));
  }
  return granted;
}

/** Records by their name, which may be a pattern, and the types that may be written there. */
export interface WritableRecords {
  readonly name: string;
  readonly types: string[];
}

export function dkimRecords(domainName: string): WritableRecords {
  return { name: `*._domainkey.${domainName}`, types: ['CNAME', 'TXT'] };
}

export function dmarcRecord(domainName: string): WritableRecords {
  return { name: `_dmarc.${domainName}`, types: ['TXT'] };
}

export function mailFromRecords(mailFromDomain: string): WritableRecords {
  return { name: mailFromDomain, types: ['MX', 'TXT'] };
}

/** Writing these records to one hosted zone, and no others. */
function recordStatements(scope: Construct, hostedZoneId: string, writable: WritableRecords[]): iam.PolicyStatement[] {
  const arn = (resource: string, resourceName: string) => (
    Arn.format({ service: 'route53', region: '', account: '', resource, resourceName }, Stack.of(scope))
  );
  const zone = arn('hostedzone', hostedZoneId);
  return [
    new iam.PolicyStatement({ actions: ['route53:ListResourceRecordSets'], resources: [zone] }), // has no condition
    ...writable.map(({ name, types }) => new iam.PolicyStatement({
      actions: ['route53:ChangeResourceRecordSets'],
      resources: [zone],
      conditions: {
        'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': [name] },
        'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': types },
      },
    })),
    new iam.PolicyStatement({ actions: ['route53:GetChange'], resources: [arn('change', '*')] }), // ids come with the changes
  ];
}

/** The tag by which another account knows the role that writes the records of a domain. */
const WRITES_RECORDS_OF = 'cdk-ses-dkim:writes-records-of';

interface RecordWriterRoleProps {
  /** Who takes it. */
  readonly trusted: iam.IRole;
  readonly domainName: string;
  readonly hostedZoneId: string;
  readonly records: WritableRecords;
  /** The role to go on to, where the zone is in another account. */
  readonly zoneRole?: iam.IRole;
}

/**
 * A role that writes some records of one domain in one hosted zone, for the handler to take.
 *
 * Its trust policy names the handler's role, which is all that one account needs.
 * [DOC IAM policy evaluation logic: within an account an allow in either policy is enough]
 *
 * All that its permissions depend on is in its path, which CloudFormation does not change: another domain or zone gets another
 * role, and the former one is there until the former records are deleted. [DOC AWS::IAM::Role, Path: replacement]
 */
export function recordWriterRole(scope: Construct, { trusted, domainName, hostedZoneId, records, zoneRole }: RecordWriterRoleProps): iam.Role {
  const role = new iam.Role(scope, 'Role', {
    description: `Writes records of ${domainName}`,
    path: `/cdk-ses-dkim/${[hostedZoneId, records.name.replace('*.', ''), ...zoneRole ? [zoneRole.roleName] : []].join('_')}/`,
    assumedBy: new iam.ArnPrincipal(trusted.roleArn),
    inlinePolicies: {
      DkimRecords: new iam.PolicyDocument({
        statements: zoneRole
          ? [new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [zoneRole.roleArn] })]
          : recordStatements(scope, hostedZoneId, [records]),
      }),
    },
  });
  if (zoneRole) {
    Tags.of(role).add(WRITES_RECORDS_OF, domainName);
  }
  return role;
}

interface RoleOfZoneAccountProps {
  readonly roleName: string;
  readonly trusted: iam.IPrincipal;
  readonly domainName: string;
  readonly hostedZoneId: string;
  readonly records: WritableRecords[];
}

/**
 * The role in the account of a zone. Of the accounts that it trusts it lets in who has the tag of the domain's writer: the name
 * of that role is CloudFormation's, and who may tag roles may as well make one.
 */
export function roleOfZoneAccount(scope: Construct, { roleName, trusted, domainName, hostedZoneId, records }: RoleOfZoneAccountProps): iam.Role {
  return new iam.Role(scope, 'Role', {
    roleName,
    description: `Writes the mail records of ${domainName}, for another account`,
    assumedBy: new iam.PrincipalWithConditions(trusted, { StringEquals: { [`aws:PrincipalTag/${WRITES_RECORDS_OF}`]: domainName } }),
    inlinePolicies: { DkimRecords: new iam.PolicyDocument({ statements: recordStatements(scope, hostedZoneId, records) }) },
  });
}

/**
 * A role that sees identities in other Regions, for the handler to take when a key is to go that they may sign with.
 *
 * Neither by name nor by Region: it has to see a domain, and a Region, that has just left the template.
 */
export function otherRegionsRole(scope: Construct, trusted: iam.IRole): iam.Role {
  return new iam.Role(scope, 'OtherRegions', {
    description: 'Sees SES identities in other Regions, by cdk-ses-dkim',
    assumedBy: new iam.ArnPrincipal(trusted.roleArn),
    inlinePolicies: {
      Identities: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({
          actions: ['ses:GetEmailIdentity'],
          resources: [Stack.of(scope).formatArn({ service: 'ses', region: '*', resource: 'identity', resourceName: '*' })],
        })],
      }),
    },
  });
}

/** Taking a role of the own account, by its trust policy alone. */
export function grantTake(role: iam.Role, taker: iam.IRole): void {
  role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({
    actions: ['sts:AssumeRole'], principals: [new iam.ArnPrincipal(taker.roleArn)],
  }));
}

/** Sending mail from a domain, through its configuration set too where it has one. */
export function grantSendEmail(scope: Construct, grantee: iam.IGrantable, domainName: string, configurationSetName?: string): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['ses:SendEmail', 'ses:SendRawEmail'],
    resourceArns: [
      identityArn(scope, domainName),
      ...(configurationSetName === undefined ? [] : [configurationSetArn(scope, configurationSetName)]),
    ],
  });
}
