import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { hostedZoneArn, listedArn, policyArn } from './arns';
import type { OwnStack } from './own-stack';
import { changeRecords, MEMORY_NAMES } from './record-statements';
import { EVENT_SOURCE } from '../contract/status-events';
import { IDENTITY_TAGS, SECRET_DOMAIN_TAG, TAG_PREFIX } from '../contract/tags';

/*
 * What the two functions of a stack may do, whichever domains it has. These statements never change: CloudFormation updates a
 * policy before it deletes what has left the template, so a statement with its name would already be gone. What names the
 * resources of a template is in `listed-permissions.ts`.
 */

/** The function that CloudFormation calls. */
export function deployStatements(own: OwnStack): PolicyStatement[] {
  return [...createAndDeleteIdentities(own), ...sharedStatements(own)];
}

/** The function that looks after live domains. It never creates or deletes an identity. */
export function watchStatements(own: OwnStack): PolicyStatement[] {
  return [...sharedStatements(own), restoreTags(own), readManyIdentities()];
}

/** Both functions, if they have one role. */
export function allStatements(own: OwnStack): PolicyStatement[] {
  return [...deployStatements(own), readManyIdentities()];
}

function sharedStatements(own: OwnStack): PolicyStatement[] {
  return [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], own.logGroupArn),
    allow(['cloudformation:DescribeStacks', 'cloudformation:DescribeStackResource', 'cloudformation:ListStackResources'], own.stackArn),
    ...changeOwnIdentities(own),
    ...changeRecordsAnywhere(),
    ...keepGeneratedKeys(own),
  ];
}

function identities({ account, region }: OwnStack): string {
  return listedArn('ses', 'identity/*', { region, account });
}

function createAndDeleteIdentities(own: OwnStack): PolicyStatement[] {
  // By tag and not by name: hundreds of names do not fit into a policy, and a name would be gone before the identity is deleted.
  const everyIdentity = identities(own);
  return [
    // Creation with tags also asks for TagResource. To take over an identity, the request has the tag `as-found`: only by name.
    allow(['ses:CreateEmailIdentity', 'ses:TagResource'], everyIdentity, {
      StringLike: { [`aws:RequestTag/${IDENTITY_TAGS.stackId}`]: own.everyOfName },
      Null: { [`aws:RequestTag/${IDENTITY_TAGS.asFound}`]: 'true' },
    }),
    // A configuration set is a second resource of the call. The identity's own statement bounds it.
    allow(['ses:CreateEmailIdentity'], policyArn(own.stack, 'ses', 'configuration-set/*')),
    allow(['ses:DeleteEmailIdentity'], everyIdentity, {
      StringLike: { [`aws:ResourceTag/${IDENTITY_TAGS.stackId}`]: own.everyOfName },
      Null: { [`aws:ResourceTag/${IDENTITY_TAGS.asFound}`]: 'true' },
    }),
  ];
}

function changeOwnIdentities(own: OwnStack): PolicyStatement[] {
  return [
    allow(
      [
        'ses:PutEmailIdentityConfigurationSetAttributes',
        'ses:PutEmailIdentityDkimAttributes',
        'ses:PutEmailIdentityDkimSigningAttributes',
        'ses:PutEmailIdentityFeedbackAttributes',
        'ses:PutEmailIdentityMailFromAttributes',
        'ses:TagResource',
        'ses:UntagResource',
      ],
      // The tag bounds it: only identities of this stack.
      identities(own),
      { StringLike: { [`aws:ResourceTag/${IDENTITY_TAGS.stackId}`]: own.everyOfName } },
    ),
    // The set that an adopted identity had before is known only when it is found. The identity's own statement bounds the call.
    allow(['ses:PutEmailIdentityConfigurationSetAttributes'], policyArn(own.stack, 'ses', 'configuration-set/*')),
    // AWS lists no `aws:ResourceTag` for UntagResource, so the statement above may not count. This one removes our tags only.
    allow(['ses:UntagResource'], identities(own), {
      'ForAllValues:StringLike': { 'aws:TagKeys': `${TAG_PREFIX}*` },
      'Null': { 'aws:TagKeys': 'false' },
    }),
    // Reading tells whose an identity is, so it cannot be bound to the answer. A key may be in use in any Region.
    allow(['ses:GetEmailIdentity'], listedArn('ses', 'identity/*', { account: own.account })),
  ];
}

/** Only on an identity without an owner: the tag of the stack that somebody removed. The function proves that it was this stack's. */
function restoreTags(own: OwnStack): PolicyStatement {
  return allow(['ses:TagResource'], identities(own), {
    StringLike: { [`aws:RequestTag/${IDENTITY_TAGS.stackId}`]: own.everyOfName },
    Null: { [`aws:RequestTag/${IDENTITY_TAGS.asFound}`]: 'true', [`aws:ResourceTag/${IDENTITY_TAGS.stackId}`]: 'true' },
  });
}

/** Each answers for a hundred domains, and IAM knows no resource for it. */
function readManyIdentities(): PolicyStatement {
  return allow(['ses:GetIdentityDkimAttributes', 'ses:GetIdentityMailFromDomainAttributes'], '*');
}

function changeRecordsAnywhere(): PolicyStatement[] {
  const everyZone = hostedZoneArn('*');
  return [
    // It has no condition that could bind it. A zone that has left the template still has records to be removed.
    allow(['route53:ListResourceRecordSets'], '*'),
    // Records are removed from a zone after it has left the template. MAIL FROM names are not known here any more.
    changeRecords(everyZone, { types: ['CNAME', 'MX', 'TXT'], actions: ['DELETE'] }),
    // The memory of what was published goes on until everything is removed.
    changeRecords(everyZone, { names: [MEMORY_NAMES], types: ['TXT'], actions: ['CREATE', 'DELETE'] }),
    // Roles of other accounts are named so by `DomainDnsRole`. Each decides by its own policy whom it trusts.
    allow(['sts:AssumeRole'], listedArn('iam', 'role/cdk-ses-dkim*', { region: '' })),
  ];
}

function keepGeneratedKeys(own: OwnStack): PolicyStatement[] {
  return [
    allow(
      ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
      // The tags bound it: secrets of this stack that were made for a key. Nobody but CloudFormation writes the first tag.
      policyArn(own.stack, 'secretsmanager', 'secret:*'),
      {
        [own.stackArnOperator]: { 'aws:ResourceTag/aws:cloudformation:stack-id': own.stackArn },
        Null: { [`aws:ResourceTag/${SECRET_DOMAIN_TAG}`]: 'false' },
      },
    ),
  ];
}

/** What Lambda needs to connect a function to a VPC. [DOC Lambda configuration-vpc: required IAM permissions] */
export function vpcStatement(): PolicyStatement {
  return allow([
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ], '*');
}

/** Only events of this library. A call has one, so the key has one value. [DOC Service Authorization Reference, EventBridge: events:source] */
export function eventsStatement({ stack }: Pick<OwnStack, 'stack'>): PolicyStatement {
  return allow(['events:PutEvents'], policyArn(stack, 'events', 'event-bus/default'), { StringEquals: { 'events:source': EVENT_SOURCE } });
}

/** What X-Ray takes traces with; it knows no resource. [DOC X-Ray, permissions] */
export function tracingStatement(): PolicyStatement {
  return allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*');
}

function allow(actions: string[], resource: string, conditions?: Record<string, Record<string, unknown>>): PolicyStatement {
  return new PolicyStatement({ actions, resources: [resource], conditions });
}
