import { Token } from 'aws-cdk-lib';
import type { IPrincipal, IRole } from 'aws-cdk-lib/aws-iam';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { checkHostedZone, checkMailRecords, checkPublic, checkZone, checkZoneId, validatePublic } from './zone';
import { zoneAccountRole } from '../permissions/zone-account-role';
import { atPath, validateAt } from '../private/at-path';
import { checkDomainName, checkIamPath, checkSubdomain, ROLE_ARN } from '../private/names';
import { a, checkedLater, checkOptions, flag, optional, plainly, text } from '../private/options';
import { quote } from '../private/quoting';

/**
 * Properties of a `DomainDnsRole`.
 */
export interface DomainDnsRoleProps {
  /**
   * The hosted zone: the domain's own, or one above it.
   */
  readonly zone: IHostedZone;

  /**
   * The domain whose identity is in the other account.
   */
  readonly domainName: string;

  /**
   * Where the identity is: usually an `iam.AccountPrincipal`. Or the roles of the functions there, each an `iam.ArnPrincipal`, if
   * `DomainIdentityHandler.configure` gives them roles of yours.
   *
   * If it is an account, only the roles of this library's functions there can assume the role, and only in a session for the domain.
   */
  readonly trusted: IPrincipal;

  /**
   * The path of the functions' roles, if `trusted` is their account and `DomainIdentityHandler.configure` there has an `iamPath`.
   *
   * Whoever may make roles in this path can write the records. So it cannot be `/`.
   *
   * @default /cdk-ses-dkim/
   */
  readonly trustedRolePath?: string;

  /**
   * The subdomain of `DomainIdentityProps.mailFrom`, like `bounce`, whose records are to be written too.
   *
   * @default - none
   */
  readonly mailFromSubdomain?: string;

  /**
   * Whether the domain's DMARC record is to be written too, as `DomainIdentityProps.dmarc` asks for.
   *
   * @default false
   */
  readonly dmarc?: boolean;

  /**
   * The role's name, at most 64 characters. It is fixed, so that the other account can know it beforehand.
   *
   * @default - `cdk-ses-dkim-` and the domain's name
   */
  readonly roleName?: string;
}

/**
 * Lets a `DomainIdentity` of another account write its DNS records to a hosted zone of this account, and no other records.
 *
 * @example
 * declare const zone: route53.IHostedZone;
 *
 * new DomainDnsRole(this, 'MailDns', {
 *   zone,
 *   domainName: 'example.com',
 *   trusted: new iam.AccountPrincipal('111122223333'),
 * });
 */
export class DomainDnsRole extends Construct {
  /**
   * The role, for `DomainDns.crossAccountHostedZone()`.
   */
  public readonly role: IRole;

  constructor(scope: Construct, id: string, props: DomainDnsRoleProps) {
    super(scope, id);
    try {
      checkOptions<DomainDnsRoleProps>('the properties', props, plainly, {
        zone: (property, zone) => checkHostedZone(property, zone as IHostedZone),
        domainName: (_, name) => checkDomainName(name as string),
        trusted: a('principal'),
        trustedRolePath: optional(checkRolePath),
        mailFromSubdomain: checkedLater,
        dmarc: optional(flag),
        roleName: optional(text),
      });
      const { zone, domainName, trusted, trustedRolePath, mailFromSubdomain, dmarc = false, roleName = `cdk-ses-dkim-${props.domainName}` } = props;
      checkPublic('zone', zone);
      validateAt(this, () => validatePublic('zone', zone));
      checkZone('zone', zone.zoneName, domainName);
      checkRoleName(roleName, props.roleName === undefined);
      checkTrusted(trusted);
      if (mailFromSubdomain !== undefined) {
        checkSubdomain('mailFromSubdomain', mailFromSubdomain, domainName);
      }
      const mailNames = [...dmarc ? [`_dmarc.${domainName}`] : [], ...mailFromSubdomain === undefined ? [] : [`${mailFromSubdomain}.${domainName}`]];
      checkMailRecords(zone.zoneName, mailNames.map((name) => ({ name })), domainName, '`mailFromSubdomain` and `dmarc` need a `zone` that is');
      this.role = zoneAccountRole(this, {
        roleName,
        trusted,
        trustedRolePath,
        domainName,
        hostedZoneId: checkZoneId(zone.hostedZoneId),
        names: [`*._domainkey.${domainName}`, ...mailNames],
      });
    } catch (error) {
      throw atPath(this, error);
    }
  }
}

/** [DOC API_Role: RoleName] */
const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/** Refuses what IAM would refuse. Tokens pass. */
function checkRoleName(roleName: string, isDefault: boolean): void {
  if (!Token.isUnresolved(roleName) && !ROLE_NAME.test(roleName)) {
    throw new Error('`roleName` must have 1 to 64 characters, which may be letters, digits and any of \'_+=,.@-\', got '
      + (isDefault ? `its default ${quote(roleName)}: choose a shorter one, and tell it to the other account` : quote(roleName)));
  }
}

/** Refuses a principal that is everybody, because roles in the library's path are in every account. Refuses one that has no such role. */
function checkTrusted({ policyFragment: { principalJson, conditions }, principalAccount }: IPrincipal): void {
  const wanted = '`trusted` must be the account of the identity, like `new iam.AccountPrincipal(\'111122223333\')`, or roles there';
  const isEverybody = Object.values(principalJson).flat().includes('*') || '*' in principalJson;
  if (isEverybody && !conditionKeys(conditions).some((key) => TELLS_WHOSE.test(key))) {
    throw new Error(`${wanted}, got a principal that is everybody`);
  }
  const ours = conditionKeys(conditions).find((key) => /^(aws:PrincipalArn|sts:RoleSessionName)$/i.test(key));
  if (ours !== undefined) {
    throw new Error(`\`trusted\` must have no condition on '${ours}', because this role sets one itself: name a role by \`new iam.ArnPrincipal(roleArn)\``);
  }
  const others = Object.keys(principalJson).filter((kind) => kind !== 'AWS' && kind !== '*');
  if (others.length > 0) {
    throw new Error(`${wanted}, got a principal of the kind ${others.map(quote).join(', ')}`);
  }
  if (principalAccount !== undefined && !Token.isUnresolved(principalAccount) && !/^\d{12}$/.test(principalAccount)) {
    throw new Error(`${wanted}, got one in the account ${quote(principalAccount)}: the id of an account has 12 digits`);
  }
  const unknown = [principalJson.AWS ?? []].flat().find((one) => !Token.isUnresolved(one) && !IAM_PRINCIPAL.test(one));
  if (unknown !== undefined) {
    throw new Error(`${wanted}, got the principal ${quote(unknown)}`);
  }
}

/** What bounds everybody to accounts that are known. [DOC IAM global condition keys] */
const TELLS_WHOSE = /^aws:Principal(Account|OrgID|OrgPaths)$/i;

function conditionKeys(conditions: Readonly<Record<string, unknown>>): string[] {
  return Object.values(conditions).flatMap((keys) => Object.keys(keys as object));
}

/** [DOC IAM, principals in a policy: an account, or a role in one; no pattern] */
const IAM_PRINCIPAL = new RegExp(`^(\\*|\\d{12}|arn:[^:]+:iam::\\d{12}:root|${ROLE_ARN})$`);

/** Refuses a path that every role is in, and a pattern or a variable of IAM's. Tokens pass. */
function checkRolePath(property: string, path: unknown): void {
  checkIamPath(property, path);
  if (!Token.isUnresolved(path) && /[*?$]/.test(path as string)) {
    throw new Error(`${property} must be one path, without '*', '?' and '$', got ${quote(path)}`);
  }
  if (path === '/') {
    throw new Error(`${property} must not be '/', because every role is in it: name the roles in \`trusted\`, each by an \`iam.ArnPrincipal\``);
  }
}
