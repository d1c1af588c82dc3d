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
    members: { _bind: 'function', _kind: 'string' },
    wanted: 'made by `DkimKey.fromSecret(secret, { selector })`, `DkimKey.generate()` or another factory of `DkimKey`',
  },
  domainDns: {
    members: { _publisher: 'object' },
    wanted: 'made by `DomainDns.hostedZone(zone)`, `DomainDns.manual()` or another factory of `DomainDns`',
  },
  secret: { members: { secretArn: 'string' }, wanted: 'a secret, like `Secret.fromSecretNameV2(scope, id, name)`' },
  hostedZone: { members: { hostedZoneId: 'string' }, wanted: 'a hosted zone, like `HostedZone.fromLookup(scope, id, { domainName })`' },
  role: { members: { roleArn: 'string' }, wanted: 'a role, like `Role.fromRoleArn(scope, id, roleArn)`' },
  principal: { members: { assumeRoleAction: 'string' }, wanted: 'a principal, like `new AccountPrincipal(accountId)`' },
  options: { members: {}, wanted: 'an object' },
  array: { members: { map: 'function' }, wanted: 'an array' },
} as const satisfies Record<string, Kind>;

/** Refuses what is of another kind. `property` says where it was passed. */
export function checkKind(property: string, value: unknown, kind: keyof typeof KINDS): void {
  const { members, wanted }: Kind = KINDS[kind];
  const object = value as Readonly<Record<string, unknown>>;
  const isOne = typeof value === 'object' && value !== null && Object.entries(members).every(([name, type]) => typeof object[name] === type);
  if (!isOne) {
    throw new Error(`${property} must be ${wanted}, got ${describe(value)}`);
  }
}

/** Refuses what is not a string. */
export function checkString(property: string, value: unknown): void {
  if (typeof value !== 'string') {
    throw new Error(`${property} must be a string, got ${describe(value)}`);
  }
}

/** The kind of a value, never the value: somebody may have passed the key itself. */
function describe(value: unknown): string {
  if (value === undefined || value === null) {
    return `${value}`;
  }
  const name = typeof value === 'object' ? value.constructor?.name ?? 'Object' : typeof value;
  return name === 'Object' ? 'a plain object' : `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;
}
