import { Token } from 'aws-cdk-lib';
import type { IPrincipal, IRole } from 'aws-cdk-lib/aws-iam';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { checkKind } from '../private/kinds';
import { checkDomainName, checkZone } from '../private/names';
import { dkimRecords, dmarcRecord, mailFromRecords, roleOfZoneAccount } from '../private/permissions';

/** [DOC API_Role: RoleName] */
const LONGEST_NAME = 64;

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
   * Where the identity is: usually an `iam.AccountPrincipal`.
   *
   * Of a whole account only the role that this library makes there for the domain is let in.
   */
  readonly trusted: IPrincipal;

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
    checkKind(`the properties of '${this.node.path}'`, props, 'options');
    checkKind(`\`zone\` of '${this.node.path}'`, props.zone, 'hostedZone');
    checkKind(`\`trusted\` of '${this.node.path}'`, props.trusted, 'principal');
    const { zone, domainName, trusted, mailFromSubdomain, dmarc = false, roleName = `cdk-ses-dkim-${props.domainName}` } = props;
    checkDomainName(domainName);
    checkZone('zone', zone.zoneName, domainName);
    if (!Token.isUnresolved(roleName) && roleName.length > LONGEST_NAME) {
      throw new Error(`\`roleName\` must have at most ${LONGEST_NAME} characters, got '${roleName}'`);
    }
    this.role = roleOfZoneAccount(this, {
      roleName,
      trusted,
      domainName,
      hostedZoneId: zone.hostedZoneId,
      records: [
        dkimRecords(domainName),
        ...dmarc ? [dmarcRecord(domainName)] : [],
        ...mailFromSubdomain === undefined ? [] : [mailFromRecords(`${mailFromSubdomain}.${domainName}`)],
      ],
    });
  }
}
