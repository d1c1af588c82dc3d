import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type CfnSecret, type ISecret, type ReplicaRegion, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type Construct, DependencyGroup } from 'constructs';
import { type DkimKeyRequest, GENERATED_KEY_LENGTHS, GENERATED_PRIVATE_KEY, GENERATED_SELECTOR_LENGTH, GeneratedKeyLength } from './contract/dkim-key';
import type { FollowedSecretOptions } from './followed-secret';
import { bindKey, BoundDkimKey, DkimKeyContext } from './private/bound-dkim-key';
import { bindFollowedKey, type CheckedFollowing, checkFollowing } from './private/followed-key';
import { checkKind } from './private/kinds';
import { checkOtherRegions, checkRecordName, checkSelector, dkimRecordName } from './private/names';
import { grantKeepKeyInSecret, grantReadSecret, grantSeeKeyLabels, otherRegionsRole } from './private/permissions';

/**
 * Options of a DKIM key that is in a Secrets Manager secret.
 */
export interface SecretDkimKeyOptions {
  /**
   * The selector: the name under which the public key is published, at `<selector>._domainkey.<domain>`.
   *
   * One DNS label: letters, digits and inner hyphens, at most 63 characters. Take a new one for each new key, like
   * `mail202611`: mail in transit, and the caches of receivers, still need the old key's record.
   *
   * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimSigningAttributes.html
   */
  readonly selector: string;

  /**
   * The field that holds the key, where the secret is a JSON object.
   *
   * @default - the whole secret is the key
   */
  readonly jsonField?: string;

  /**
   * The id of the secret's version to read.
   *
   * CloudFormation does not see that a secret has a new value: a key is read when something in the template changes.
   * Naming the version makes a new one a change.
   *
   * @default - the current version (`AWSCURRENT`) at the time of the deployment
   */
  readonly versionId?: string;
}

/**
 * Options of a DKIM key that is made by the deployment.
 */
export interface GeneratedDkimKeyOptions {
  /**
   * The length of the key in bits, 2048 or 1024.
   *
   * Choose 1024 only where the DNS provider cannot publish 2048. A change makes a new key under a new selector, and
   * whoever reads the secret gets it minutes before its record is published. The way back takes the former key again,
   * unless it has been retired.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-bring-your-own.html
   * @default 2048
   */
  readonly keyLength?: number;

  /**
   * The KMS key that the secret is encrypted with.
   *
   * Needed where another account is to read it.
   *
   * @default - the account's own key for Secrets Manager, `aws/secretsmanager`
   */
  readonly encryptionKey?: IKey;

  /**
   * Other Regions in which the domain's identities sign with the key, by `Dkim.byoDkimReplica`.
   *
   * The secret is replicated to them, and `rotation`, which this needs, switches them too. A Region is taken out when its
   * identity is gone or signs otherwise: a deployment that takes it out before is refused.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
   * @default - none
   */
  readonly replicaRegions?: ReplicaRegion[];

  /**
   * The name of the secret, for the stacks of other Regions to find its replicas by.
   *
   * Choose it with the first deployment: another name is another secret with another key, and the former keys' records
   * stay.
   *
   * @default - a name that CloudFormation makes
   */
  readonly secretName?: string;

  /**
   * What happens to the secret when it leaves the stack.
   *
   * `DESTROY` deletes it at once, without Secrets Manager's time for recovery. Choose `RETAIN` where others sign with the
   * key too. A stack that is made again makes a new key in a new secret in any case.
   *
   * @default - as with the identity: the secret is deleted with it, and stays if it is retained or adopted
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A private key to sign with, and the selector under which its public half is published.
 *
 * The key is an RSA key of 1024 to 2048 bits. It is read, checked and handed to SES by the handler at deploy time, and is
 * never in a template, an event, an environment variable or a log.
 *
 * @example
 * const key = DkimKey.generate();
 * const dkim = Dkim.byoDkim({ key, rotation: { every: Duration.days(180) } });
 */
export abstract class DkimKey {
  /**
   * A key that is in a Secrets Manager secret.
   *
   * The secret may hold PEM (PKCS#1 or PKCS#8), the base64 of its DER on one line, or the base64 of a whole PEM file. The
   * deployment fails, before SES is told anything, if it holds something else.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-bring-your-own.html
   * @param secret the secret; its own KMS key, if it has one, is granted along with it
   *
   * @example
   * const secret = secretsmanager.Secret.fromSecretNameV2(this, 'Secret', 'dkim/mail2026');
   * const key = DkimKey.fromSecret(secret, { selector: 'mail2026' });
   */
  public static fromSecret(secret: ISecret, options: SecretDkimKeyOptions): DkimKey {
    checkKind('the secret of `DkimKey.fromSecret`', secret, 'secret');
    checkKind('the options of `DkimKey.fromSecret`', options, 'options');
    return new SecretDkimKey(secret, options);
  }

  /**
   * A key that the handler makes at deploy time, in a secret that belongs to the stack.
   *
   * The private key is written to the secret before anything depends on it, and only its public half comes back. The
   * secret is `DomainIdentity.generatedKeySecret`; its current version is the key that the last deployment asked for, as
   * JSON:
   *
   * | field | what it is |
   * |---|---|
   * | `domainName` | the domain that it was made for |
   * | `selector` | the selector: `s` and the first 16 hex digits of the SHA-256 of the public key's DER |
   * | `privateKey` | PKCS#8 as PEM |
   * | `publicKey` | the base64 of the public key's DER (SubjectPublicKeyInfo), as in the record's `p=` |
   * | `keyLength` | in bits |
   *
   * The selector is new for each key, so that SES, which never tells the key, tells by the selector which one it has.
   *
   * One generated key belongs to one identity. In a hosted zone the handler writes its record itself.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-bring-your-own.html
   *
   * @example
   * declare const zone: route53.IHostedZone;
   * declare const mailServer: iam.IRole;
   *
   * const identity = new DomainIdentity(this, 'Identity', {
   *   domainName: 'example.com',
   *   dkim: Dkim.byoDkim({ key: DkimKey.generate() }),
   *   dns: DomainDns.hostedZone(zone),
   * });
   * identity.grantReadKey(mailServer);
   */
  public static generate(options: GeneratedDkimKeyOptions = {}): DkimKey {
    return new GeneratedDkimKey(options);
  }

  /**
   * A key that is changed by its owner, who puts a new version into the secret: it is signed with from then on, without a
   * deployment.
   *
   * The secret holds JSON with the private key, in any form that `fromSecret` takes, and the selector of this key: a new one
   * for each key. Each new version is checked, its record published and seen in DNS, and only then SES is given the key;
   * until SES has seen the record, usually some minutes, mail leaves without the domain's signature. The record of the key
   * before is served on for the `overlap`. What is refused leaves everything as it was and shows in
   * `DomainIdentity.metricKeyChangeErrors()`, and so does what is not applied a day later.
   *
   * What is published is noted in staging labels of the secret, which begin with `dkim:` and need
   * `secretsmanager:UpdateSecretVersionStage` on it. A secret belongs to one identity, in its account and Region.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html
   * @param secret the secret; its own KMS key, if it has one, is granted along with it
   *
   * @example
   * const secret = secretsmanager.Secret.fromSecretNameV2(this, 'Secret', 'dkim');
   * const key = DkimKey.followSecret(secret);
   */
  public static followSecret(secret: ISecret, options: FollowedSecretOptions = {}): DkimKey {
    checkKind('the secret of `DkimKey.followSecret`', secret, 'secret');
    return new FollowedDkimKey(secret, options);
  }

  /** @internal */
  public abstract readonly _kind: DkimKeyRequest['kind'];

  /**
   * The selector, if it is known before the deployment: that of `DkimKey.fromSecret`.
   *
   * Undefined for `DkimKey.generate` and `DkimKey.followSecret`: each of their keys has a selector of its own, which is in the
   * secret.
   */
  public abstract readonly selector?: string;

  /** @internal */
  public abstract _bind(scope: Construct, id: string, context: DkimKeyContext): BoundDkimKey;
}

class SecretDkimKey extends DkimKey {
  /** @internal */
  public readonly _kind = 'stored';
  public readonly selector: string;

  constructor(private readonly secret: ISecret, private readonly options: SecretDkimKeyOptions) {
    super();
    checkSelector(options.selector);
    this.selector = options.selector;
  }

  public _bind(scope: Construct, id: string, context: DkimKeyContext): BoundDkimKey {
    const { domainName, handler } = context;
    const { selector } = this;
    checkRecordName(dkimRecordName(selector, domainName));
    const location = { secretArn: this.secret.secretArn, jsonField: this.options.jsonField, versionId: this.options.versionId };
    return bindKey(scope, id, context, {
      request: { kind: 'stored', domainName, selector, location },
      permissions: grantReadSecret(scope, handler.role, this.secret),
      location,
      selector,
    });
  }
}

class FollowedDkimKey extends DkimKey {
  /** @internal */
  public readonly _kind = 'followed';
  public readonly selector = undefined;
  private readonly followed: CheckedFollowing;

  constructor(secret: ISecret, options: FollowedSecretOptions) {
    super();
    this.followed = checkFollowing(secret, options);
  }

  public _bind(scope: Construct, _id: string, context: DkimKeyContext): BoundDkimKey {
    return bindFollowedKey(scope, context, this.followed);
  }
}

class GeneratedDkimKey extends DkimKey {
  /** @internal */
  public readonly _kind = 'generated';
  public readonly selector = undefined;
  private readonly keyLength: GeneratedKeyLength;
  private owner?: Construct;

  constructor(private readonly options: GeneratedDkimKeyOptions) {
    super();
    const { keyLength = 2048 } = options;
    const known = GENERATED_KEY_LENGTHS.find((length) => length === keyLength);
    if (known === undefined) {
      throw new Error(`\`keyLength\` must be ${GENERATED_KEY_LENGTHS.join(' or ')}, got ${keyLength}`);
    }
    this.keyLength = known;
  }

  public _bind(scope: Construct, id: string, context: DkimKeyContext): BoundDkimKey {
    const { domainName, handler, removalPolicy, isRotated = false, rotationSchedule } = context;
    if (this.owner) {
      throw new Error(`\`DkimKey.generate()\` makes a key for one identity, and this one belongs to '${this.owner.node.path}': `
        + 'call it once for each identity');
    }
    this.owner = scope;
    const { replicaRegions = [] } = this.options;
    const regions = replicaRegions.map(({ region }) => region);
    checkOtherRegions('replicaRegions', regions, Stack.of(scope).region);
    if (regions.length > 0 && !isRotated) {
      throw new Error('`replicaRegions` needs `rotation` in `Dkim.byoDkim`, which keeps the record of a former key for as long as any Region signs '
        + 'with it: `rotation: { every: Duration.days(0) }` rotates only by hand');
    }
    checkRecordName(dkimRecordName('s'.padEnd(GENERATED_SELECTOR_LENGTH, '0'), domainName));
    const records = context.records();
    if (regions.length > 0 && records?.delegation) {
      throw new Error('`replicaRegions` needs a selector of its own for each key, and `DomainDns.delegatedByCname` gives keys two in turns');
    }
    const secret = new Secret(scope, `Secret-${id}`, {
      description: `The DKIM key of ${domainName}, by cdk-ses-dkim`,
      secretName: this.options.secretName,
      encryptionKey: this.options.encryptionKey,
      replicaRegions: regions.length > 0 ? replicaRegions : undefined,
      removalPolicy: this.options.removalPolicy ?? removalPolicy,
    });
    // Empty: the CDK would have a password generated. The handler puts the first version. [DOC AWS::SecretsManager::Secret]
    (secret.node.defaultChild as CfnSecret).generateSecretString = undefined;
    const granted = new DependencyGroup(grantKeepKeyInSecret(scope, handler.role, secret));
    granted.add(grantSeeKeyLabels(handler.role, secret));
    return bindKey(scope, id, context, {
      request: {
        kind: 'generated',
        domainName,
        secretArn: secret.secretArn,
        keyLength: this.keyLength,
        isRotated,
        rotationSchedule,
        records,
        elsewhere: regions.length > 0 ? { regions, roleArn: otherRegionsRole(scope, handler.role).roleArn } : undefined,
      },
      permissions: granted,
      location: { secretArn: secret.secretArn, jsonField: GENERATED_PRIVATE_KEY },
      generated: { secret, keyLength: this.keyLength, replicaRegions: regions },
    });
  }
}
