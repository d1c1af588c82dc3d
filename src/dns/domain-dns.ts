import { Token } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { CnameDelegationOptions } from './cname-delegation-options';
import type { CrossAccountHostedZoneOptions } from './cross-account-hosted-zone-options';
import { identityRecord } from './dns-record';
import type { ManualDnsOptions } from './manual-dns-options';
import { outputRecords, type PlaceContext, type RecordPlace } from './record-place';
import { checkAccount, checkHostedZone, checkMailRecords, checkMemoryName, checkPublic, checkZone, checkZoneName, validatePublic, zoneAccess } from './zone';
import { recordsDomain, type ZoneAccess } from '../contract/place';
import { hostedZoneArn } from '../permissions/arns';
import { ASSUME_ROLE, type Grant, WRITE_RECORDS } from '../permissions/listed-permissions';
import { orRefusal } from '../private/at-path';
import { checkLength, checkSelectors, dkimRecordName, ROLE_ARN, zoneCovers } from '../private/names';
import { a, checkOptions, flag, listOf, ofFactory, optional, plainly, text } from '../private/options';
import { quote } from '../private/quoting';
import { checkPartition } from '../private/regions';

/**
 * Where a domain's DNS records go.
 *
 * @example
 * const zone = new route53.PublicHostedZone(this, 'Zone', { zoneName: 'example.com' });
 *
 * new DomainIdentity(this, 'Identity', {
 *   domainName: 'example.com',
 *   dns: DomainDns.hostedZone(zone),
 * });
 */
export abstract class DomainDns {
  /**
   * Publishes the records in a Route 53 hosted zone of this account: the domain's own zone, or one above it.
   *
   * If the domain's DNS is elsewhere, the zone may be one of `_domainkey.<domain>` alone, which an NS record there delegates to
   * Route 53. Keys can then be rotated all the same. Other services' DKIM records have to be in this zone too.
   *
   * A record that already says exactly what is wanted is accepted, and stays when the identity goes. Any other record at the
   * name fails the deployment: no record is overwritten.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-working-with.html
   * @param zone a public hosted zone whose name is the domain, or ends it, or is the domain's `_domainkey`
   *
   * @example
   * const zone = route53.HostedZone.fromLookup(this, 'Zone', { domainName: 'example.com' });
   * const dns = DomainDns.hostedZone(zone);
   */
  public static hostedZone(zone: IHostedZone): DomainDns {
    return refusing(() => {
      checkHostedZone('the zone of `DomainDns.hostedZone`', zone);
      return new HostedZoneDns(zone);
    });
  }

  /**
   * Publishes the records in a Route 53 hosted zone of another account, by a role there.
   *
   * The role must exist before the identity is created, and until the identity is removed.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/access-control-overview.html
   *
   * @example
   * const dns = DomainDns.crossAccountHostedZone({
   *   hostedZoneId: 'Z0123456789ABCDEFGHIJ',
   *   zoneName: 'example.com',
   *   role: iam.Role.fromRoleArn(this, 'DnsRole', 'arn:aws:iam::444455556666:role/cdk-ses-dkim-example.com'),
   * });
   */
  public static crossAccountHostedZone(options: CrossAccountHostedZoneOptions): DomainDns {
    return refusing(() => {
      const factory = 'DomainDns.crossAccountHostedZone';
      checkOptions<CrossAccountHostedZoneOptions>(`the options of \`${factory}\``, options, ofFactory(factory), {
        hostedZoneId: text, zoneName: text, role: checkRole,
      });
      return new CrossAccountHostedZoneDns(options);
    });
  }

  /**
   * Publishes the records of rotated keys in a Route 53 hosted zone of any other name. Two CNAMEs in the domain's own DNS point
   * there, wherever that is. The owner of the domain's DNS writes them once, and keys rotate behind them:
   *
   * | name | type | value |
   * |---|---|---|
   * | `ses1._domainkey.example.com` | CNAME | `ses1._domainkey.example.com.<zone>` |
   * | `ses2._domainkey.example.com` | CNAME | `ses2._domainkey.example.com.<zone>` |
   *
   * They are the stack's output and `DomainIdentity.dnsRecords`, along with the records of `mailFrom` and `dmarc`, which go to
   * the domain's own DNS too. Publish both CNAMEs before the first rotation: a key whose CNAME is missing is not given to SES.
   *
   * It takes `Dkim.byoDkim` with `DkimKey.generate()` and `rotation`. A selector is used again after the record of its previous key
   * is gone, twice the `overlap` after the switch. A rotation before that fails and changes nothing.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-bring-your-own.html
   * @param zone a public hosted zone of this account that does not have the domain
   *
   * @example
   * const zone = new route53.PublicHostedZone(this, 'DkimZone', { zoneName: 'dkim.example.net' });
   *
   * new DomainIdentity(this, 'Identity', {
   *   domainName: 'example.com',
   *   dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }),
   *   dns: DomainDns.delegatedByCname(zone),
   * });
   */
  public static delegatedByCname(zone: IHostedZone, options: CnameDelegationOptions = {}): DomainDns {
    return refusing(() => {
      checkHostedZone('the zone of `DomainDns.delegatedByCname`', zone);
      checkOptions<CnameDelegationOptions>('the options of `DomainDns.delegatedByCname`', options, plainly, {
        selectors: optional(listOf(text)), output: optional(flag),
      });
      return new CnameDelegatedDns(zone, options);
    });
  }

  /**
   * Publishes nothing: take the records from the stack's output to the domain's DNS provider.
   *
   * Programs take them as `DomainIdentity.dnsRecordsZoneFile` or `dnsRecordsJson`. SES looks for the records for 72 hours
   * after each change, and then gives up.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
   *
   * @example
   * const identity = new DomainIdentity(this, 'Identity', {
   *   domainName: 'example.com',
   *   dns: DomainDns.manual({ output: false }),
   * });
   * new CfnOutput(this, 'ZoneFile', { value: identity.dnsRecordsZoneFile });
   */
  public static manual(options: ManualDnsOptions = {}): DomainDns {
    return refusing(() => {
      checkOptions<ManualDnsOptions>('the options of `DomainDns.manual`', options, ofFactory('DomainDns.manual'), { output: optional(flag) });
      return new ManualDns(options);
    });
  }

  /**
   * The name of the hosted zone that the stack writes records to.
   *
   * Undefined for `DomainDns.manual`, which writes none.
   */
  public abstract readonly recordsZoneName?: string;

  /** @internal */
  public abstract _place(context: PlaceContext): RecordPlace;
}

function checkRole(property: string, role: unknown): void {
  a('role')(property, role);
  const { roleArn } = role as IRole;
  if (Token.isUnresolved(roleArn) && /:role\/\s*$/.test(roleArn)) {
    throw new Error(`${property} must be a role that has a name, got ${quote(roleArn.replace(/^.*:role\//, ''))}`);
  }
  if (!Token.isUnresolved(roleArn) && !new RegExp(`^${ROLE_ARN}$`).test(roleArn)) {
    throw new Error(`${property} must have the ARN of a role, like 'arn:aws:iam::444455556666:role/cdk-ses-dkim-example.com', got ${quote(roleArn)}`);
  }
}

/** A place that cannot have records. The identity that takes it says why, and where. */
class RefusedDns extends DomainDns {
  public readonly recordsZoneName = undefined;

  constructor(private readonly error: unknown) {
    super();
  }

  /** @internal */
  public _place(): never {
    throw this.error;
  }
}

function refusing(make: () => DomainDns): DomainDns {
  return orRefusal(make, (error) => new RefusedDns(error));
}

class ManualDns extends DomainDns {
  public readonly recordsZoneName = undefined;

  constructor(private readonly options: ManualDnsOptions) {
    super();
  }

  /** @internal */
  public _place(): RecordPlace {
    return {
      wire: { kind: 'MANUAL' },
      grants: [],
      isWritten: false,
      announce: (identity, records) => outputRecords(identity, records, this.options.output),
    };
  }
}

class HostedZoneDns extends DomainDns {
  public readonly recordsZoneName: string;

  constructor(private readonly zone: IHostedZone) {
    super();
    this.recordsZoneName = zone.zoneName;
  }

  /** @internal */
  public _place(context: PlaceContext): RecordPlace {
    checkPublic('dns', this.zone);
    checkAccount('dns', this.zone, context.account);
    const access = zoneAccess(this.zone);
    return { ...zoneOfDomain(access, context, [writeRecords(access, context.mailFromDomain)]), validate: () => validatePublic('dns', this.zone) };
  }
}

class CrossAccountHostedZoneDns extends DomainDns {
  public readonly recordsZoneName: string;

  constructor(private readonly options: CrossAccountHostedZoneOptions) {
    super();
    this.recordsZoneName = options.zoneName;
  }

  /** @internal */
  public _place(context: PlaceContext): RecordPlace {
    const { roleArn } = this.options.role;
    checkPartition('`role` of `DomainDns.crossAccountHostedZone`', roleArn, context.region);
    return zoneOfDomain({ ...zoneAccess(this.options), roleArn }, context, assumeRole(this.options.role));
  }
}

/** The place of all records. */
function zoneOfDomain(access: ZoneAccess, { domainName, mailRecords }: PlaceContext, grants: readonly Grant[]): RecordPlace {
  checkZone('dns', access.zoneName, domainName);
  checkMailRecords(access.zoneName, mailRecords, domainName);
  checkMemoryName(domainName);
  return { wire: { kind: 'HOSTED_ZONE', ...access }, grants, isWritten: true, announce: () => {} };
}

/** Keys are published in a zone of the stack's account. The domain's own DNS only points there. */
class CnameDelegatedDns extends DomainDns {
  public readonly recordsZoneName: string;
  private readonly selectors: readonly string[];

  constructor(private readonly zone: IHostedZone, private readonly options: CnameDelegationOptions) {
    super();
    this.recordsZoneName = zone.zoneName;
    this.selectors = checkSelectors(options.selectors);
  }

  /** @internal */
  public _place({ domainName, account }: PlaceContext): RecordPlace {
    checkPublic('dns', this.zone);
    checkAccount('dns', this.zone, account);
    const { selectors } = this;
    const wire = { kind: 'CNAME_DELEGATED', ...zoneAccess(this.zone), selectors } as const;
    if (zoneCovers(wire.zoneName, domainName)) {
      throw new Error(`\`dns\` needs no delegation, because the zone '${wire.zoneName}' is the domain's own or one above it: use \`DomainDns.hostedZone()\``);
    }
    checkZoneName('dns', this.zone.zoneName);
    const target = recordsDomain(wire, domainName);
    checkMemoryName(target);
    selectors.forEach((selector) => checkLength('`selectors`, `domainName` and the zone', dkimRecordName(selector, target)));
    return {
      wire,
      grants: [writeRecords(wire)],
      isWritten: true,
      alternation: { pointers: selectors.map((selector) => identityRecord('CNAME', dkimRecordName(selector, domainName), dkimRecordName(selector, target))) },
      validate: () => validatePublic('dns', this.zone),
      announce: (identity, records) => outputRecords(identity, records, this.options.output),
    };
  }
}

function writeRecords({ hostedZoneId }: ZoneAccess, mailFromDomain?: string): Grant {
  return { permission: WRITE_RECORDS, resource: hostedZoneArn(hostedZoneId), names: mailFromDomain === undefined ? [] : [mailFromDomain] };
}

/** Roles with the library's prefix, in path or name, need no list. */
function assumeRole({ roleArn }: IRole): Grant[] {
  const isInPrefix = /:role\/cdk-ses-dkim/.test(roleArn);
  return isInPrefix ? [] : [{ permission: ASSUME_ROLE, resource: roleArn }];
}
