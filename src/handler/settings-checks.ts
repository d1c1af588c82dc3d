import { Duration, type Stack, Token } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { DomainIdentityHandlerOptions } from './domain-identity-handler-options';
import { wholeMinutes } from '../private/durations';
import { encryptionKeyArn } from '../private/encryption-keys';
import { checkKind, type KindName } from '../private/kinds';
import { checkIamPath } from '../private/names';
import { a, type Check, checkOptions, flag, listOf, oneOf, optional, plainly } from '../private/options';
import { isToken, quote } from '../private/quoting';

const OLDEST_NODE = 22; // what the bundle is made for
const LONGEST_PREFIX = 24;

/** Refuses settings that cannot be, whatever else is configured. Tokens pass. */
export function checkHandlerOptions(options: DomainIdentityHandlerOptions): void {
  checkOptions<DomainIdentityHandlerOptions>('the options of `DomainIdentityHandler.configure`', options, plainly, {
    vpc: optional(a('vpc')),
    vpcSubnets: optional(a('options')),
    securityGroups: optional(listOf(named('securityGroup', 'securityGroupId'))),
    deployRole: optional(named('role', 'roleArn')),
    watchRole: optional(named('role', 'roleArn')),
    permissionsBoundary: optional(named('managedPolicy', 'managedPolicyArn')),
    iamPath: optional(checkIamPath),
    iamNamePrefix: optional(namePrefix),
    logGroup: optional(named('logGroup', 'logGroupName')),
    logRetention: optional(retentionDays),
    logEncryptionKey: optional(a('encryptionKey')),
    runtime: optional(runtime),
    architecture: optional(a('architecture')),
    memorySize: optional(whole(128, 10_240)), // [DOC Lambda quotas]
    reservedConcurrentExecutions: optional(whole(1)),
    tracing: optional(oneOf('Tracing', Tracing)),
    environmentEncryption: optional(a('encryptionKey')),
    clockRate: optional((property, rate) => wholeMinutes(property, rate as Duration, Duration.minutes(15), Duration.days(1))),
    statusEvents: optional(flag),
  });
}

/** Refuses settings that do not go together, or not with the stack, from wherever they come. */
export function checkSettings(options: DomainIdentityHandlerOptions, stack: Stack): void {
  const { vpc, vpcSubnets, securityGroups, deployRole, watchRole, permissionsBoundary } = options;
  const { logGroup, logRetention, logEncryptionKey, environmentEncryption } = options;
  if (!vpc && (vpcSubnets ?? securityGroups)) {
    throw new Error(`\`${vpcSubnets ? 'vpcSubnets' : 'securityGroups'}\` of \`DomainIdentityHandler.configure\` needs \`vpc\``);
  }
  if (permissionsBoundary && deployRole && watchRole) {
    throw new Error('`permissionsBoundary` of `DomainIdentityHandler.configure` is for roles that the stack makes, and `deployRole` and `watchRole` are '
      + 'yours: set it where they are made');
  }
  if (logGroup && (logRetention !== undefined || logEncryptionKey)) {
    throw new Error(`\`${logEncryptionKey ? 'logEncryptionKey' : 'logRetention'}\` of \`DomainIdentityHandler.configure\` is for a log group that the stack `
      + 'makes, and `logGroup` is yours: set it where that is made');
  }
  encryptionKeyArn('logEncryptionKey', stack, logEncryptionKey);
  encryptionKeyArn('environmentEncryption', stack, environmentEncryption);
  checkRoleAccount('deployRole', deployRole, stack);
  checkRoleAccount('watchRole', watchRole, stack);
}

/** The role of a function is in the function's account. [DOC Lambda CreateFunction: Role; that it cannot be another's is assumed] */
function checkRoleAccount(property: string, role: IRole | undefined, stack: Stack): void {
  const [here, there] = [stack.account, role?.env.account ?? stack.account];
  if (![here, there].some(Token.isUnresolved) && here !== there) {
    throw new Error(`\`${property}\` of \`DomainIdentityHandler.configure\` must be a role in the account of the stack, '${here}', got one in '${there}'`);
  }
}

/** What is imported by an empty name, of which the ARN then has nothing at its end. Tokens pass. */
function named(kind: KindName, member: string): Check {
  return (property, value) => {
    checkKind(property, value, kind);
    if (/(^|[:/])\s*$/.test((value as Readonly<Record<string, string>>)[member])) {
      throw new Error(`${property} must have a name, got one whose name is empty`);
    }
  };
}

/** It is part of a name that must not be too long. [DOC IAM identifiers: names] */
const namePrefix: Check = (property, value) => {
  if (typeof value !== 'string' || isToken(value) || !/^[\w+=,.@-]{1,24}$/.test(value)) {
    throw new Error(`${property} must have 1 to ${LONGEST_PREFIX} characters, which may be letters, digits and any of '_+=,.@-', got ${quote(value)}`);
  }
};

const retentionDays: Check = (property, value) => {
  if (!isToken(value) && !(typeof value === 'number' && value in RetentionDays)) {
    throw new Error(`${property} must be a member of \`RetentionDays\`, got ${quote(value)}`);
  }
};

function whole(least: number, most = Infinity): Check {
  return (property, value) => {
    if (!isToken(value) && !(Number.isInteger(value) && (value as number) >= least && (value as number) <= most)) {
      throw new Error(`${property} must be a whole number, ${most === Infinity ? `at least ${least}` : `from ${least} to ${most}`}, got ${quote(value)}`);
    }
  };
}

const runtime: Check = (property, value) => {
  checkKind(property, value, 'runtime');
  const { name } = value as { readonly name: string };
  const [, version] = /^nodejs(\d+)\.x$/.exec(name) ?? [];
  if (!isToken(name) && !(Number(version) >= OLDEST_NODE)) {
    throw new Error(`${property} must be Node.js ${OLDEST_NODE} or newer, like \`Runtime.NODEJS_24_X\`, got ${quote(name)}`);
  }
};
