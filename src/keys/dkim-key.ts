import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type CfnSecret, type ISecret, type ReplicaRegion, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { FollowedSecretOptions } from './followed-secret-options';
import { type BoundKey, recordOfSelector, recordWithAnySelector, type KeyContext, type KeyUse } from './key-binding';
import { checkSecretPlace, encryptionKeyArn, secretNames } from './secrets';
import { GENERATED_KEY_LENGTHS, GENERATED_SELECTOR_LENGTH, GeneratedKeyLength } from '../contract/dkim-key';
import { SECRET_DOMAIN_TAG } from '../contract/tags';
import { refuseAlternation } from '../dns/record-place';
import { StackHandler } from '../handler/stack-handler';
import {
  DECRYPT_FOLLOWED_SECRET, DECRYPT_STORED_SECRET, ENCRYPT_GENERATED_SECRET, type Grant, grantKey, namedIdentityArn, READ_FOLLOWED_SECRET,
  READ_STORED_SECRET, SWITCH_REPLICAS,
} from '../permissions/listed-permissions';
import { checkKind } from '../private/kinds';
import { checkLength, checkNotEmpty, checkOtherRegions, checkRemovalPolicy, checkSelector, dkimRecordName } from '../private/names';

/**
 * Options of a DKIM key that is in a Secrets Manager secret.
 */
export interface SecretDkimKeyOptions {
  /**
   * The selector: the name under which the public key is published, at `<selector>._domainkey.<domain>`.
   *
   * One DNS label: letters, digits and inner hyphens, at most 63 characters. Take a new one for each new key, like
   * `mail202611`: mail in transit, and the caches of receivers, still need the record of the previous key.
   *
   * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimSigningAttributes.html
   */
  readonly selector: string;

  /**
   * The field that holds the key, if the secret is a JSON object.
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
   * Choose 1024 only if the DNS provider cannot publish 2048. A change makes a new key under a new selector. Whoever reads the
   * secret gets it minutes before its record is published. The way back takes the previous key again.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-bring-your-own.html
   * @default 2048
   */
  readonly keyLength?: number;

  /**
   * The KMS key that the secret is encrypted with.
   *
   * Needed if another account is to read it. An alias has to know its key.
   *
   * @default - the account's own key for Secrets Manager, `aws/secretsmanager`
   */
  readonly encryptionKey?: IKey;

  /**
   * Other Regions in which the domain's identities sign with the key, by `Dkim.byoDkimReplica`.
   *
   * The secret is replicated to them, and `rotation`, which this needs, switches them too. Take a Region out after its identity
   * is gone or signs otherwise. A deployment that takes it out before is refused.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
   * @default - none
   */
  readonly replicaRegions?: ReplicaRegion[];

  /**
   * The name of the secret, for the stacks of other Regions to find its replicas by.
   *
   * Choose it with the first deployment: another name is another secret with another key.
   *
   * @default - a name that CloudFormation makes
   */
  readonly secretName?: string;

  /**
   * What happens to the secret when it leaves the stack.
   *
   * `DESTROY` deletes it at once, without Secrets Manager's time for recovery. Choose `RETAIN` if others sign with the key too. A
   * stack that is made again makes a new key in a new secret in any case.
   *
   * @default - as with the identity: the secret is deleted with it, and stays if it is retained or adopted
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A private key to sign with, and the selector under which its public half is published.
 *
 * The key is an RSA key of 1024 to 2048 bits. The handler reads it at deploy time, checks it and gives it to SES. It is never in a
 * template, an event, an environment variable or a log.
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
   * deployment fails, before SES is told anything, if it holds something else. The secret is in the Region of the stack.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-bring-your-own.html
   * @param secret the secret. If it has a KMS key of its own, decryption is granted too
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
   * The private key is written to the secret before anything depends on it, and only its public half comes back. The secret is
   * `DomainIdentity.generatedKeySecret`. Its current version is the key that SES signs with, as JSON:
   *
   * | field | what it is |
   * |---|---|
   * | `domainName` | the domain that it was made for |
   * | `selector` | the selector: `s` and the first 16 hex digits of the SHA-256 of the public key's DER |
   * | `privateKey` | PKCS#8 as PEM |
   * | `publicKey` | the base64 of the public key's DER (SubjectPublicKeyInfo), as in the record's `p=` |
   * | `keyLength` | in bits |
   *
   * The selector is new for each key: SES never tells the key, but by the selector it tells which one it has.
   *
   * One generated key belongs to one identity.
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
   * A key that its owner changes by putting a new version into the secret. Mail is signed with the new key from then on, without
   * a deployment.
   *
   * The secret holds JSON with the private key, in any form that `fromSecret` takes, and the selector of this key: a new one
   * for each key. Each new version is checked, and its record is published and seen in DNS. Only then SES receives the key.
   * Until SES has seen the record, usually some minutes, mail leaves without the domain's signature. The record of the previous
   * key is served for the `overlap` of the identity. A version that is refused leaves everything as it was and shows in
   * `DomainIdentity.metricKeyChangeErrors()`.
   *
   * The secret is in the account and the Region of the stack.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html
   * @param secret the secret. If it has a KMS key of its own, decryption is granted too
   *
   * @example
   * const secret = secretsmanager.Secret.fromSecretNameV2(this, 'Secret', 'dkim');
   * const key = DkimKey.followSecret(secret);
   */
  public static followSecret(secret: ISecret, options: FollowedSecretOptions = {}): DkimKey {
    checkKind('the secret of `DkimKey.followSecret`', secret, 'secret');
    return new FollowedDkimKey(secret, options);
  }

  /**
   * The selector, if it is known before the deployment: that of `DkimKey.fromSecret`.
   *
   * Undefined for `DkimKey.generate` and `DkimKey.followSecret`: each of their keys has a selector of its own, which is in the
   * secret.
   */
  public abstract readonly selector?: string;

  /**
   * Refuses a use that this kind of key is not for.
   *
   * @internal
   */
  public abstract _checkUse(use: KeyUse): void;

  /** @internal */
  public abstract _bind(scope: Construct, context: KeyContext): BoundKey;
}

class SecretDkimKey extends DkimKey {
  public readonly selector: string;

  constructor(private readonly secret: ISecret, private readonly options: SecretDkimKeyOptions) {
    super();
    checkSelector(options.selector);
    checkNotEmpty('jsonField', 'the name of a field of the secret\'s JSON', options.jsonField);
    checkNotEmpty('versionId', 'the id of a version of the secret', options.versionId);
    this.selector = options.selector;
  }

  /** @internal */
  public _checkUse({ isRotated }: KeyUse): void {
    if (isRotated) {
      throw new Error('`rotation` needs a key of `DkimKey.generate()`: a key in a secret of yours has one selector, and each new key needs a new one');
    }
  }

  /** @internal */
  public _bind(scope: Construct, { domainName, place }: KeyContext): BoundKey {
    const { secret, selector, options: { jsonField, versionId } } = this;
    refuseAlternation(place);
    checkSecretPlace('DkimKey.fromSecret', scope, secret, true);
    const name = dkimRecordName(selector, domainName);
    checkLength('`selector` and `domainName`', name);
    const { secretId, arnPattern } = secretNames(scope, secret);
    return {
      source: { kind: 'STORED', secretId, selector, jsonField, versionId },
      grants: [
        { permission: READ_STORED_SECRET, resource: arnPattern },
        ...grantKey(DECRYPT_STORED_SECRET, encryptionKeyArn('DkimKey.fromSecret', secret.encryptionKey)),
      ],
      records: recordOfSelector(name),
    };
  }
}

class FollowedDkimKey extends DkimKey {
  public readonly selector = undefined;
  private readonly privateKeyField: string;
  private readonly selectorField: string;

  constructor(private readonly secret: ISecret, { jsonField = 'privateKey', selectorField = 'selector' }: FollowedSecretOptions) {
    super();
    for (const [property, field] of Object.entries({ jsonField, selectorField })) {
      checkNotEmpty(property, 'the name of a field of the secret\'s JSON', field);
    }
    if (jsonField === selectorField) {
      throw new Error(`\`jsonField\` and \`selectorField\` must be two fields of the secret's JSON, got '${jsonField}' twice`);
    }
    this.privateKeyField = jsonField;
    this.selectorField = selectorField;
  }

  /** @internal */
  public _checkUse({ isRotated, isAlsoPublished }: KeyUse): void {
    if (isRotated) {
      throw new Error('`rotation` needs a key of `DkimKey.generate()`: a secret that is followed is rotated by its owner');
    }
    if (isAlsoPublished) {
      throw new Error('`alsoPublish` is for keys that do not change: `DkimKey.followSecret` publishes each of its keys itself, as `key`');
    }
  }

  /** @internal */
  public _bind(scope: Construct, { domainName, place }: KeyContext): BoundKey {
    const { secret, privateKeyField, selectorField } = this;
    refuseAlternation(place);
    checkSecretPlace('DkimKey.followSecret', scope, secret, false);
    if (!place.isWritten) {
      throw new Error('`DkimKey.followSecret` needs `dns` with a hosted zone: with `DomainDns.manual()` nobody publishes the next key');
    }
    const { secretId, arnPattern, eventArn } = secretNames(scope, secret);
    StackHandler.of(scope).followedSecrets.add({ domainName, secretId, arn: eventArn() });
    return {
      source: { kind: 'FOLLOWED', secretId, privateKeyField, selectorField },
      grants: [
        { permission: READ_FOLLOWED_SECRET, resource: arnPattern },
        ...grantKey(DECRYPT_FOLLOWED_SECRET, encryptionKeyArn('DkimKey.followSecret', secret.encryptionKey)),
      ],
      records: recordWithAnySelector,
    };
  }
}

class GeneratedDkimKey extends DkimKey {
  public readonly selector = undefined;
  private readonly keyLength: GeneratedKeyLength;
  private owner?: Construct;

  constructor(private readonly options: GeneratedDkimKeyOptions) {
    super();
    const { keyLength = 2048, secretName, removalPolicy } = options;
    const known = GENERATED_KEY_LENGTHS.find((length) => length === keyLength);
    if (known === undefined) {
      throw new Error(`\`keyLength\` must be ${GENERATED_KEY_LENGTHS.join(' or ')}, got ${keyLength}`);
    }
    checkNotEmpty('secretName', 'a name', secretName);
    checkRemovalPolicy('removalPolicy', removalPolicy);
    this.keyLength = known;
  }

  /** @internal */
  public _checkUse({ others }: KeyUse): void {
    // Nothing would tell which is which when they change places: neither has a selector yet.
    if (others.some((other) => other instanceof GeneratedDkimKey)) {
      throw new Error('`key` and `alsoPublish` may have one key of `DkimKey.generate()` between them: '
        + 'refer to another one by `DkimKey.fromSecret`, with its selector');
    }
  }

  /** @internal */
  public _bind(scope: Construct, context: KeyContext): BoundKey {
    const { domainName, place, rotation } = context;
    this.claim(scope);
    const { replicaRegions = [], encryptionKey } = this.options;
    const regions = replicaRegions.map(({ region }) => region);
    this.checkPlace(scope, context, regions);
    const secret = this.secret(scope, context);
    return {
      source: { kind: 'GENERATED', secretId: secret.secretArn, keyLength: this.keyLength, rotationDays: rotation?.everyDays, replicaRegions: regions },
      grants: [
        ...grantKey(ENCRYPT_GENERATED_SECRET, encryptionKeyArn('encryptionKey', encryptionKey)),
        ...regions.map((region): Grant => ({ permission: SWITCH_REPLICAS, resource: namedIdentityArn(domainName, region) })),
      ],
      records: place.alternation ? () => place.alternation!.pointers : recordWithAnySelector,
      secret,
      secretFollowsIdentity: this.options.removalPolicy === undefined,
    };
  }

  private claim(identity: Construct): void {
    if (this.owner) {
      throw new Error(`\`DkimKey.generate()\` makes a key for one identity, and this one belongs to '${this.owner.node.path}': `
        + 'call it once for each identity');
    }
    this.owner = identity;
  }

  private checkPlace(scope: Construct, { domainName, place, rotation }: KeyContext, regions: string[]): void {
    checkOtherRegions('replicaRegions', regions, Stack.of(scope).region);
    checkLength('`DkimKey.generate()` and `domainName`', dkimRecordName('s'.padEnd(GENERATED_SELECTOR_LENGTH, '0'), domainName));
    if (!rotation) {
      refuseAlternation(place);
    } else if (!place.isWritten) {
      throw new Error('`rotation` needs `dns` with a hosted zone: with `DomainDns.manual()` nobody publishes the next key. '
        + 'Have two CNAMEs published there once, which point to a hosted zone of yours: `DomainDns.delegatedByCname(zone)`');
    }
    if (regions.length > 0 && !rotation) {
      throw new Error('`replicaRegions` needs `rotation` in `Dkim.byoDkim`, which keeps the record of a previous key for as long as any Region signs '
        + 'with it: `rotation: { every: Duration.days(0) }` rotates only by hand');
    }
    if (regions.length > 0 && place.alternation) {
      throw new Error('`replicaRegions` needs a selector of its own for each key, and with `DomainDns.delegatedByCname` keys alternate between two');
    }
  }

  private secret(scope: Construct, { domainName, removalPolicy }: KeyContext): Secret {
    const { secretName, encryptionKey, replicaRegions } = this.options;
    const secret = new Secret(scope, 'Key', {
      description: 'A DKIM key, by cdk-ses-dkim',
      secretName,
      encryptionKey,
      replicaRegions: replicaRegions?.length ? replicaRegions : undefined,
      removalPolicy: this.options.removalPolicy ?? removalPolicy,
    });
    const resource = secret.node.defaultChild as CfnSecret;
    // Empty: the CDK would have a password generated. The handler puts the first version. [DOC AWS::SecretsManager::Secret]
    resource.generateSecretString = undefined;
    // Not by `Tags.of`: that is an aspect, and aspects visit the whole tree.
    resource.tags.setTag(SECRET_DOMAIN_TAG, domainName, Number.MAX_SAFE_INTEGER);
    return secret;
  }
}
