import { type Duration, IResource, ITaggable, RemovalPolicy, Resource, TagManager, TagType } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { encodeSesDomainIdentity, SES_DOMAIN_IDENTITY_TYPE, SesDomainIdentityAttribute } from './contract/ses-domain-identity';
import { Dkim } from './dkim';
import { type DmarcOptions, dmarcRecord } from './dmarc';
import type { DnsRecord } from './dns/dns-record';
import { DomainDns } from './dns/domain-dns';
import { type PublishedRecord, toDnsRecord } from './dns/published-record';
import { asJson, asText, asZoneFile } from './dns/record-formats';
import { bindMailFrom, type MailFromOptions } from './mail-from';
import { Handler } from './private/handler';
import type { KeyRotator } from './private/key-rotator';
import { checkKind } from './private/kinds';
import { checkDomainName } from './private/names';
import { grantManageIdentity, grantSendEmail, identityArn } from './private/permissions';
import type { SecretFollower } from './private/secret-follower';
import { TypedResource } from './private/typed-resource';
import { checkWait, Verification } from './private/verification';

/**
 * A domain's identity in Amazon SES.
 */
export interface IDomainIdentity extends IResource {
  /**
   * The domain's name.
   *
   * @attribute
   */
  readonly domainName: string;

  /**
   * The identity's ARN.
   *
   * @attribute
   */
  readonly identityArn: string;

  /**
   * The identity as other constructs of the AWS CDK take it.
   *
   * Whoever uses it comes after the identity, but does not wait for its verification: that takes
   * `node.addDependency(identity)`.
   */
  readonly emailIdentity: ses.IEmailIdentity;

  /**
   * Lets a principal send mail from this domain, and through its configuration set where it has one.
   *
   * @param grantee the principal
   */
  grantSendEmail(grantee: IGrantable): Grant;
}

/**
 * What to do with an identity of the domain that exists already.
 */
export enum ExistingIdentity {
  /**
   * Fail the deployment, and leave the identity as it is.
   */
  FAIL = 'FAIL',

  /**
   * Take the identity over: change what differs. It is not deleted with the stack but given back: Easy DKIM and the
   * settings as they were found. A BYODKIM key that it had cannot be given back, for SES never tells it.
   */
  ADOPT = 'ADOPT',
}

/**
 * Properties of a `DomainIdentity`.
 */
export interface DomainIdentityProps {
  /**
   * The domain to send from, in lower case and without a trailing dot, like `mail.example.com`.
   *
   * Another domain is another identity: the old one is deleted after the new one exists.
   */
  readonly domainName: string;

  /**
   * How mail is signed.
   *
   * @default - Dkim.easyDkim()
   */
  readonly dkim?: Dkim;

  /**
   * Where the DNS records go.
   *
   * @default - DomainDns.manual(): an output of the stack says what to publish
   */
  readonly dns?: DomainDns;

  /**
   * What to do if SES has an identity of this domain already, from the console or from another stack.
   *
   * An identity that this stack created is always recognised as its own.
   *
   * @default ExistingIdentity.FAIL
   */
  readonly existingIdentity?: ExistingIdentity;

  /**
   * Whether SES signs the domain's mail.
   *
   * Turned off, mail leaves without the domain's signature, and the key and the records stay as they are.
   *
   * @default true
   */
  readonly signingEnabled?: boolean;

  /**
   * The configuration set that is used for mail that names none.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/managing-configuration-sets-default-adding.html
   * @default - none; an adopted identity keeps the one it has
   */
  readonly configurationSet?: ses.IConfigurationSet;

  /**
   * Whether SES forwards bounces and complaints by e-mail.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity-using-notifications-email.html
   * @default - SES's own default, which is true; an adopted identity keeps what it has
   */
  readonly feedbackForwarding?: boolean;

  /**
   * A domain of your own for the envelope's sender: SPF passes for your domain then.
   *
   * Its MX and SPF records are published like those of DKIM. With `DomainDns.manual()` publish them before the deployment.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/mail-from.html
   * @default - mail leaves with a subdomain of amazonses.com; an adopted identity keeps what it has
   */
  readonly mailFrom?: MailFromOptions;

  /**
   * A DMARC record: what receivers are asked to do with mail that only says it is from the domain.
   *
   * A record that the domain has already is never changed, and neither is one that it takes over from a domain above it made
   * less strict: the deployment fails then, and says what is there.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html
   * @default - no record
   */
  readonly dmarc?: DmarcOptions;

  /**
   * How long a deployment waits for SES to see the DNS records, at most one hour.
   *
   * What depends on this construct (`node.addDependency(identity)`) is then deployed when the domain is verified, and so is
   * what uses `dkimStatus`; `emailIdentity` and `identityArn` do not wait. The deployment fails early if SES gives up, and
   * when the time is over, with what SES reports, what each record should be and what DNS has. A rollback does not wait.
   * Of a whole hour the last minute is for this answer: it is CloudFormation's limit.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-dkim.html
   * @default - the deployment does not wait
   */
  readonly waitForVerification?: Duration;

  /**
   * What happens to the identity and its records when they leave the stack.
   *
   * An adopted identity stays in any case, with the records that it signs with.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

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
export class DomainIdentity extends Resource implements IDomainIdentity, ITaggable {
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
  public readonly identityArn: string;
  public readonly emailIdentity: ses.IEmailIdentity;

  /**
   * The DKIM status that SES reported in the last deployment that changed the identity, like `PENDING` or `SUCCESS`.
   *
   * It is not read again when SES has seen the records, unless `waitForVerification` is set.
   *
   * @attribute
   */
  public readonly dkimStatus: string;

  /**
   * The domain that Easy DKIM's CNAME records point into; empty for BYODKIM.
   *
   * @attribute
   */
  public readonly signingHostedZone: string;

  /**
   * The DNS records that the identity signs with, and those of `mailFrom` and `dmarc`: published by this construct, or yours
   * to publish with `DomainDns.manual()`. With `DomainDns.delegatedByCname()` they are the CNAMEs, which are yours as well.
   */
  public readonly dnsRecords: DnsRecord[];

  /**
   * The secret that holds the key of `DkimKey.generate()`. `grantReadKey` lets others read it.
   *
   * Undefined if no key is generated.
   */
  public readonly generatedKeySecret?: Secret;

  /**
   * The tags of the identity in SES. Use `Tags.of(identity)`.
   */
  public readonly tags: TagManager;

  private readonly records: PublishedRecord[];
  private readonly configurationSetName?: string;
  private readonly keyChanger?: KeyRotator | SecretFollower;

  constructor(scope: Construct, id: string, props: DomainIdentityProps) {
    super(scope, id);
    checkKind(`the properties of '${this.node.path}'`, props, 'options');
    const {
      domainName, dns = DomainDns.manual(), dkim = Dkim.easyDkim(), existingIdentity = ExistingIdentity.FAIL, waitForVerification: wait,
    } = props;
    checkDomainName(domainName);
    checkKind(`\`dns\` of '${this.node.path}'`, dns, 'domainDns');
    checkKind(`\`dkim\` of '${this.node.path}'`, dkim, 'dkim');
    if (wait) {
      checkWait(wait);
    }
    const publisher = dns._publisher;
    publisher.check(domainName);
    this.domainName = domainName;
    this.configurationSetName = props.configurationSet?.configurationSetName;
    this.tags = new TagManager(TagType.MAP, SES_DOMAIN_IDENTITY_TYPE);

    const handler = Handler.of(this);
    handler.claim(domainName, this);
    const context = { domainName, handler, adopts: existingIdentity === ExistingIdentity.ADOPT, removalPolicy: props.removalPolicy };

    const binding = dkim._bind(this, {
      domainName,
      handler,
      removalPolicy: context.adopts ? RemovalPolicy.RETAIN : props.removalPolicy,
      records: () => publisher.destination(this, context),
    });
    publisher.checkSigning?.(binding.signing);
    const mailFrom = props.mailFrom && bindMailFrom(this, domainName, props.mailFrom);
    const mailRecords = [...mailFrom?.records ?? [], ...props.dmarc ? [dmarcRecord(domainName, props.dmarc)] : []];
    const publishedBefore = publisher.publish(this, [...binding.recordsBefore, ...binding.recordsBeside, ...mailRecords], context);
    const identity = new TypedResource<SesDomainIdentityAttribute>(this, 'Resource', {
      handler,
      resourceType: SES_DOMAIN_IDENTITY_TYPE,
      removalPolicy: props.removalPolicy,
      properties: encodeSesDomainIdentity({
        domainName,
        signing: binding.signing,
        signingEnabled: props.signingEnabled ?? true,
        existingIdentity: `${existingIdentity}`,
        configurationSetName: this.configurationSetName,
        feedbackForwarding: props.feedbackForwarding,
        mailFrom: mailFrom?.mailFrom,
        tags: this.tags.renderedTags as unknown as Record<string, string>,
      }),
    });
    identity.node.addDependency(...publishedBefore, ...binding.permissions);
    grantManageIdentity(this, handler.role, domainName, { ...context, configurationSetName: this.configurationSetName }).applyBefore(identity);
    const recordsAfter = binding.recordsAfter(identity);
    const publishedAfter = publisher.publish(this, recordsAfter, context);
    const verification = wait && new Verification(this, {
      domainName, wait, signing: binding.signing, records: [...binding.recordsBefore, ...recordsAfter], after: [identity, ...publishedAfter],
    });

    this.keyChanger = binding.changeKeys?.(identity);

    this.identityArn = identity.attribute('IdentityArn');
    this.dkimStatus = (verification ?? identity).attribute('DkimStatus');
    this.signingHostedZone = identity.attribute('SigningHostedZone');
    this.generatedKeySecret = binding.generatedKeySecret;
    this.records = [...binding.recordsBefore, ...binding.recordsBeside, ...recordsAfter, ...mailRecords];
    this.dnsRecords = this.records.map(toDnsRecord);
    publisher.announce?.(this, this.records);
    // By the resource's reference, so that whoever uses it waits for the identity.
    this.emailIdentity = ses.EmailIdentity.fromEmailIdentityName(this, 'EmailIdentity', identity.ref);
  }

  /**
   * The DNS records for a person: a line for each, with type, name and value.
   */
  public get dnsRecordsText(): string {
    return asText(this.records);
  }

  /**
   * The DNS records as lines of a zone file: full names, TTL in seconds, and TXT split into quoted strings.
   *
   * @see https://www.rfc-editor.org/rfc/rfc1035#section-5
   */
  public get dnsRecordsZoneFile(): string {
    return asZoneFile(this.records);
  }

  /**
   * The DNS records as JSON: an array of objects with `name`, `type`, `value` and `ttl`, a number of seconds.
   *
   * Names have no trailing dot, and a TXT value is in one piece and without quotes. That of an MX record begins with its
   * priority.
   */
  public get dnsRecordsJson(): string {
    return asJson(this, this.records);
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
    if (!this.generatedKeySecret) {
      throw new Error(`\`grantReadKey\` of '${this.node.path}' needs a key of \`DkimKey.generate()\`, and the identity of ${this.domainName} has none: `
        + 'nobody can read the keys of Easy DKIM, and a secret of yours has a `grantRead` of its own');
    }
    return this.generatedKeySecret.grantRead(grantee);
  }

  /**
   * How often a change of the key without a deployment, or the retirement of a former key, has failed: a reason for an alarm.
   *
   * What failed is tried again, a few minutes later and the next day, and counts each time. What is wrong is in the
   * handler's log.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   * @default - the sum over 5 minutes
   * @throws if the key changes by deployments only
   */
  public metricKeyChangeErrors(options?: MetricOptions): Metric {
    if (!this.keyChanger) {
      throw new Error('`metricKeyChangeErrors` needs `rotation` in `Dkim.byoDkim`, or a key of `DkimKey.followSecret`');
    }
    return this.keyChanger.function.metricErrors(options);
  }
}

class ImportedDomainIdentity extends Resource implements IDomainIdentity {
  public readonly identityArn: string;
  public readonly emailIdentity: ses.IEmailIdentity;

  constructor(scope: Construct, id: string, public readonly domainName: string) {
    super(scope, id);
    checkDomainName(domainName);
    this.identityArn = identityArn(this, domainName);
    this.emailIdentity = ses.EmailIdentity.fromEmailIdentityName(this, 'EmailIdentity', domainName);
  }

  public grantSendEmail(grantee: IGrantable): Grant {
    return grantSendEmail(this, grantee, this.domainName);
  }
}
