import { describe } from './quoting';

/*
 * What a caller can pass that the compiler does not see: JavaScript has no types, and in other languages a class can be extended. By
 * members, not by `instanceof`: an app may have two copies of a package.
 */

interface Kind {
  /** Members that an object of this kind has, with their types. */
  readonly members: Readonly<Record<string, 'string' | 'function' | 'object'>>;
  /** What is wanted, and how to get it. */
  readonly wanted: string;
}

const KINDS = {
  dkim: {
    members: { _bind: 'function', signingMethod: 'string' },
    wanted: 'made by `Dkim.easyDkim()`, `Dkim.byoDkim({ key })` or another factory of `Dkim`',
  },
  dkimKey: {
    members: { _bind: 'function', _checkUse: 'function' },
    wanted: 'made by `DkimKey.fromSecret(secret, { selector })`, `DkimKey.generate()` or another factory of `DkimKey`',
  },
  domainDns: {
    members: { _place: 'function' },
    wanted: 'made by `DomainDns.hostedZone(zone)`, `DomainDns.manual()` or another factory of `DomainDns`',
  },
  secret: { members: { secretArn: 'string' }, wanted: 'a secret, like `Secret.fromSecretNameV2(scope, id, name)`' },
  hostedZone: { members: { hostedZoneId: 'string' }, wanted: 'a hosted zone, like `HostedZone.fromLookup(scope, id, { domainName })`' },
  role: { members: { roleArn: 'string' }, wanted: 'a role, like `Role.fromRoleArn(scope, id, roleArn)`' },
  construct: { members: { node: 'object' }, wanted: 'a construct, like a stack' },
  managedPolicy: { members: { managedPolicyArn: 'string' }, wanted: 'a managed policy, like `ManagedPolicy.fromManagedPolicyName(scope, id, name)`' },
  vpc: { members: { vpcId: 'string' }, wanted: 'a VPC, like `Vpc.fromLookup(scope, id, { vpcId })`' },
  securityGroup: { members: { securityGroupId: 'string' }, wanted: 'a security group, like `SecurityGroup.fromSecurityGroupId(scope, id, groupId)`' },
  logGroup: { members: { logGroupArn: 'string' }, wanted: 'a log group, like `LogGroup.fromLogGroupName(scope, id, name)`' },
  runtime: { members: { name: 'string', runtimeEquals: 'function' }, wanted: 'a runtime, like `Runtime.NODEJS_24_X`' },
  architecture: { members: { name: 'string', dockerPlatform: 'string' }, wanted: 'an architecture, like `Architecture.ARM_64`' },
  principal: { members: { assumeRoleAction: 'string' }, wanted: 'a principal, like `new AccountPrincipal(accountId)`' },
  grantable: { members: { grantPrincipal: 'object' }, wanted: 'whom to grant it, like a role, a function or a principal' },
  encryptionKey: { members: { keyArn: 'string' }, wanted: 'a KMS key, like `Key.fromKeyArn(scope, id, keyArn)`' },
  configurationSet: {
    members: { configurationSetName: 'string' },
    wanted: 'a configuration set, like `ConfigurationSet.fromConfigurationSetName(scope, id, name)`',
  },
  duration: { members: { toMilliseconds: 'function', isUnresolved: 'function' }, wanted: 'a `Duration`, like `Duration.days(14)` or `Duration.minutes(10)`' },
  alarmAction: { members: { bind: 'function' }, wanted: 'an action of an alarm, like `new SnsAction(topic)`' },
  options: { members: {}, wanted: 'an object' },
  array: { members: { map: 'function' }, wanted: 'an array' },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** Refuses what is of another kind. `property` says where it was passed. */
export function checkKind(property: string, value: unknown, kind: KindName): void {
  const { members, wanted }: Kind = KINDS[kind];
  const object = value as Readonly<Record<string, unknown>>;
  const isOne = typeof value === 'object' && value !== null && Object.entries(members).every(([name, type]) => typeof object[name] === type);
  if (!isOne || (kind === 'options' && Array.isArray(value))) {
    throw new Error(`${property} must be ${wanted}, got ${describe(value)}`);
  }
}

/** Refuses what is not a string. */
export function checkString(property: string, value: unknown): void {
  if (typeof value !== 'string') {
    throw new Error(`${property} must be a string, got ${describe(value)}`);
  }
}
