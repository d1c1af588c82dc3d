import { Arn, ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
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

/**
 * A role that may read a hosted zone and write the DKIM records of one domain in it, for the handler to take.
 *
 * Its trust policy names the handler's role, which is all that one account needs.
 * [DOC IAM policy evaluation logic: within an account an allow in either policy is enough]
 */
export function recordWriterRole(scope: Construct, trusted: iam.IRole, zone: IHostedZone, domainName: string): iam.Role {
  return new iam.Role(scope, 'Role', {
    description: `Writes the DKIM records of ${domainName}`,
    assumedBy: new iam.ArnPrincipal(trusted.roleArn),
    inlinePolicies: {
      DkimRecords: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({ actions: ['route53:ListResourceRecordSets'], resources: [zone.hostedZoneArn] }), // has no condition
          new iam.PolicyStatement({
            actions: ['route53:ChangeResourceRecordSets'],
            resources: [zone.hostedZoneArn],
            conditions: {
              'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': [`*._domainkey.${domainName}`] },
              'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME', 'TXT'] },
            },
          }),
          new iam.PolicyStatement({
            actions: ['route53:GetChange'],
            resources: [Arn.format({ service: 'route53', region: '', account: '', resource: 'change', resourceName: '*' }, Stack.of(scope))], // ids come with the changes
          }),
        ],
      }),
    },
  });
}

/** Lets a role be taken by one more. */
export function trustToo(role: iam.Role, trusted: iam.IRole): void {
  role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({
    actions: ['sts:AssumeRole'], principals: [new iam.ArnPrincipal(trusted.roleArn)],
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
