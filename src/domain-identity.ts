import { Fn, type ITaggable, RemovalPolicy, TagManager, TagType } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { SES_DOMAIN_IDENTITY_TYPE } from './contract/domain-identity';
import { rotationDaysOf } from './contract/signing';
import { Dkim } from './dkim';
import { dmarcRecord } from './dmarc';
import { type DnsRecord, type IdentityRecord, toDnsRecord } from './dns/dns-record';
import { DomainDns } from './dns/domain-dns';
import { asJson, asText, asZoneFile } from './dns/record-formats';
import { checkIdentityProps, overlapDaysOf, waitSecondsOf } from './domain-identity-checks';
import { type DomainIdentityProps, ExistingIdentity } from './domain-identity-props';
import { type IDomainIdentity, ImportedDomainIdentity } from './domain-identity-reference';
import { IdentityResource } from './handler/identity-resource';
import { StackHandler } from './handler/stack-handler';
import { bindMailFrom } from './mail-from';
import type { Monitored } from './monitoring/monitored';
import { MonitoredDomain } from './monitoring/monitored-domain';
import { ADOPT_IDENTITY, namedIdentityArn } from './permissions/listed-permissions';
import { grantSendEmail } from './permissions/send-email';
import { at, atPath, validateAt } from './private/at-path';
import { childOf } from './private/child-ids';
import { checkKind } from './private/kinds';
import { removalPolicy as checkRemovalPolicy, validateRemoval } from './private/names';
import { validateTags } from './private/tags';

/**
 * A domain's identity in Amazon SES that signs its mail with DKIM.
 *
 * @example
 * declare const zone: route53.IHostedZone;
 *
 * new DomainIdentity(this, 'Identity', {
 *   domainName: 'example.com',
 *   dns: DomainDns.hostedZone(zone),
 * });
 */
export class DomainIdentity extends MonitoredDomain implements IDomainIdentity, ITaggable {
  /**
   * Refers to an identity that is managed elsewhere, in this account and Region.
   *
   * @param domainName the domain's name
   *
   * @example
   * declare const mailer: iam.IRole;
   *
   * const identity = DomainIdentity.fromDomainName(this, 'Identity', 'example.com');
   * identity.grantSendEmail(mailer);
   */
  public static fromDomainName(scope: Construct, id: string, domainName: string): IDomainIdentity {
    return new ImportedDomainIdentity(scope, id, domainName);
  }

  public readonly domainName: string;

  /**
   * The secret that holds the key of `DkimKey.generate()`. `grantReadKey` lets others read it.
   *
   * Undefined if no key is generated.
   */
  public readonly generatedKeySecret?: Secret;

  /**
   * The tags of the identity in SES. Use `Tags.of(identity)`.
   *
   * It also has the stack's own tags (`cdk deploy --tags`), as they were when the identity was created or last changed. If only the
   * stack's tags change, CloudFormation does not tell a custom resource.
   */
  public readonly tags: TagManager;

  /** @internal */
  protected readonly _monitored: Monitored;
  private readonly resource: IdentityResource;
  /** Made on demand. Otherwise hundreds of identities would make thousands of unused tokens. */
  private readonly recordsOf: () => readonly IdentityRecord[];
  private readonly configurationSetName?: string;
  private readonly secretFollowsIdentity: boolean;

  constructor(scope: Construct, id: string, props: DomainIdentityProps) {
    super(scope, id);
    try {
      checkIdentityProps(props);
      const { domainName, dns = DomainDns.manual(), dkim = Dkim.easyDkim(), existingIdentity = ExistingIdentity.FAIL, removalPolicy } = props;
      const overlapDays = overlapDaysOf(props);
      const adopts = existingIdentity === ExistingIdentity.ADOPT;
      this.domainName = domainName;
      this.configurationSetName = props.configurationSet?.configurationSetName;
      this.tags = new TagManager(TagType.MAP, SES_DOMAIN_IDENTITY_TYPE);
      const handler = StackHandler.of(this);
      handler.claim(domainName, this);

      const mailFrom = props.mailFrom === undefined ? undefined : bindMailFrom(this, domainName, props.mailFrom);
      const dmarc = props.dmarc === undefined ? undefined : dmarcRecord(domainName, props.dmarc);
      const mailRecords = [...mailFrom?.records ?? [], ...dmarc ? [dmarc] : []];
      const place = dns._place({
        domainName, account: this.stack.account, region: this.stack.region, mailRecords, mailFromDomain: mailFrom?.mailFrom.domainName,
      });
      const signing = dkim._bind(this, { domainName, place, overlapDays, removalPolicy: adopts ? RemovalPolicy.RETAIN : removalPolicy });
      handler.grant(domainName, [
        ...place.grants, ...signing.grants, ...adopts ? [{ permission: ADOPT_IDENTITY, resource: namedIdentityArn(domainName) }] : [],
      ]);

      this.resource = new IdentityResource(this, handler.deploy.functionArn, {
        domainName,
        signing: signing.signing,
        place: place.wire,
        signingEnabled: props.signingEnabled ?? true,
        existingIdentity: `${existingIdentity}`,
        configurationSetName: this.configurationSetName,
        feedbackForwarding: props.feedbackForwarding,
        mailFrom: mailFrom?.mailFrom,
        dmarc: dmarc?.values[0],
        overlapDays,
        waitSeconds: waitSecondsOf(props),
        tags: this.tags.renderedTags as unknown as Record<string, string>,
      });
      if (removalPolicy) {
        this.resource.applyRemovalPolicy(removalPolicy);
      }
      signing.schedule?.(this.resource);
      validateAt(this, () => [...validateTags(this.tags), ...place.validate?.() ?? [], ...validateRemoval(this)]);

      this._monitored = {
        hasMailFrom: mailFrom !== undefined,
        hasDmarc: dmarc !== undefined && place.wire.kind === 'HOSTED_ZONE', // elsewhere nobody looks for the record
        rotationDays: rotationDaysOf(signing.signing),
        ask: (metric) => handler.askedMetrics.add(this.resource, metric),
      };
      this.generatedKeySecret = signing.generatedKeySecret;
      this.secretFollowsIdentity = !adopts && signing.secretFollowsIdentity === true;
      this.recordsOf = () => [...signing.records(this.resource), ...mailRecords];
      place.announce(this, this.recordsOf);
    } catch (error) {
      throw atPath(this, error);
    }
  }

  public get identityArn(): string {
    return this.resource.attribute('IdentityArn');
  }

  /**
   * The DKIM status that SES reported at the end of the last deployment that changed the identity, like `PENDING` or `SUCCESS`.
   *
   * @attribute
   */
  public get dkimStatus(): string {
    return this.resource.attribute('DkimStatus');
  }

  /**
   * The domain that Easy DKIM's CNAME records point into. It is empty for BYODKIM.
   *
   * @attribute
   */
  public get signingHostedZone(): string {
    return this.resource.attribute('SigningHostedZone');
  }

  public get emailIdentity(): ses.IEmailIdentity {
    // The name comes from an attribute, so that whoever uses it waits for the identity. An ARN has one slash.
    return at(this, () => (
      childOf<ses.IEmailIdentity>(this, 'EmailIdentity', 'emailIdentityName')
        ?? ses.EmailIdentity.fromEmailIdentityName(this, 'EmailIdentity', Fn.select(1, Fn.split('/', this.identityArn)))
    ));
  }

  /**
   * The DNS records that the identity signs with, and those of `mailFrom` and `dmarc`. The stack publishes them, or they are
   * yours to publish with `DomainDns.manual()`. With `DomainDns.delegatedByCname()` they are the CNAMEs, which are yours as well.
   */
  public get dnsRecords(): DnsRecord[] {
    return this.recordsOf().map(toDnsRecord);
  }

  /**
   * The DNS records for a person: a line for each, with type, name and value.
   */
  public get dnsRecordsText(): string {
    return asText(this.recordsOf());
  }

  /**
   * The DNS records as lines of a zone file: full names, TTL in seconds, and TXT split into quoted strings.
   *
   * @see https://www.rfc-editor.org/rfc/rfc1035#section-5
   */
  public get dnsRecordsZoneFile(): string {
    return asZoneFile(this.recordsOf());
  }

  /**
   * The DNS records as JSON: an array of objects with `name`, `type`, `value` and `ttl`, a number of seconds.
   *
   * Names have no trailing dot, and a TXT value is in one piece and without quotes. That of an MX record begins with its
   * priority.
   */
  public get dnsRecordsJson(): string {
    return asJson(this, this.recordsOf());
  }

  public applyRemovalPolicy(policy: RemovalPolicy): void {
    at(this, () => checkRemovalPolicy('`policy` of `applyRemovalPolicy`', policy));
    this.resource.applyRemovalPolicy(policy);
    if (this.secretFollowsIdentity) {
      this.generatedKeySecret?.applyRemovalPolicy(policy);
    }
  }

  public grantSendEmail(grantee: IGrantable): Grant {
    return grantSendEmail(this, grantee, this.domainName, this.configurationSetName);
  }

  /**
   * Lets a principal read the key of `DkimKey.generate()`, for example a mail server that signs for the same domain.
   *
   * @param grantee the principal
   * @throws if no key is generated
   */
  public grantReadKey(grantee: IGrantable): Grant {
    return at(this, () => {
      checkKind('`grantee` of `grantReadKey`', grantee, 'grantable');
      if (!this.generatedKeySecret) {
        throw new Error('`grantReadKey` needs a key of `DkimKey.generate()`, and this identity has none: '
          + 'nobody can read the keys of Easy DKIM, and a secret of yours has a `grantRead` of its own');
      }
      return this.generatedKeySecret.grantRead(grantee);
    });
  }
}
