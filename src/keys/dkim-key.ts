import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { FollowedSecretOptions } from './followed-secret-options';
import type { GeneratedDkimKeyOptions } from './generated-dkim-key-options';
import { checkKeyLength, checkRegions, checkReplicaRegion, checkSecretName } from './generated-key-checks';
import { generatedSecret } from './generated-secret';
import { type BoundKey, recordOfSelector, recordWithAnySelector, type KeyContext, type KeyUse } from './key-binding';
import type { SecretDkimKeyOptions } from './secret-dkim-key-options';
import { checkSecretPlace, secretNames } from './secrets';
import type { GeneratedKeyLength } from '../contract/dkim-key';
import { refuseAlternation } from '../dns/record-place';
import { StackHandler } from '../handler/stack-handler';
import {
  DECRYPT_FOLLOWED_SECRET, DECRYPT_STORED_SECRET, ENCRYPT_GENERATED_SECRET, type Grant, grantKey, namedIdentityArn, READ_FOLLOWED_SECRET,
  READ_STORED_SECRET, SWITCH_REPLICAS,
} from '../permissions/listed-permissions';
import { orRefusal } from '../private/at-path';
import { encryptionKeyArn } from '../private/encryption-keys';
import { checkKind } from '../private/kinds';
import { checkLength, checkSelector, dkimRecordName, nonEmpty, ofForm, removalPolicy } from '../private/names';
import { a, checkOptions, listOf, optional, plainly } from '../private/options';

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
   * The secret may hold PEM (PKCS#1 or PKCS#8), the base64 of its DER on one line, or the base64 of a whole PEM file. If it
   * holds something else, the deployment fails and SES stays as it is. The secret is in the Region of the stack.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-bring-your-own.html
   * @param secret the secret. If it has a KMS key of its own, decryption is granted too
   *
   * @example
   * const secret = secretsmanager.Secret.fromSecretNameV2(this, 'Secret', 'dkim/mail2026');
   * const key = DkimKey.fromSecret(secret, { selector: 'mail2026' });
   */
  public static fromSecret(secret: ISecret, options: SecretDkimKeyOptions): DkimKey {
    return refusing(() => {
      checkKind('the secret of `DkimKey.fromSecret`', secret, 'secret');
      checkOptions<SecretDkimKeyOptions>('the options of `DkimKey.fromSecret`', options, plainly, {
        selector: (property, selector) => checkSelector(selector as string, property),
        jsonField: optional(nonEmpty('the name of a field of the secret\'s JSON')),
        versionId: optional(ofForm('the id of a version of the secret, 32 to 64 characters, and not a staging label', VERSION_ID)),
      });
      return new SecretDkimKey(secret, options);
    });
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
   * Each key has a new selector. SES never shows a key, but it shows the selector of the key that it has.
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
    return refusing(() => {
      checkOptions<GeneratedDkimKeyOptions>('the options of `DkimKey.generate`', options, plainly, {
        keyLength: optional(checkKeyLength),
        encryptionKey: optional(a('encryptionKey')),
        replicaRegions: optional(listOf(checkReplicaRegion)),
        secretName: optional(checkSecretName),
        removalPolicy: optional(removalPolicy),
      });
      return new GeneratedDkimKey(options);
    });
  }

  /**
   * A key that its owner changes by putting a new version into the secret. Mail is signed with the new key from then on, without
   * a deployment.
   *
   * The secret holds JSON with the private key, in any form that `fromSecret` takes, and the selector of this key: a new one
   * for each key. Each new version is checked, and its record is published and seen in DNS. Only then SES receives the key.
   * Until SES has seen the record, usually some minutes, mail leaves without the domain's signature. The record of the previous
   * key is served for the `overlap` of the identity. A version that is refused leaves everything as it was and shows in
   * `DomainIdentity.metricReconcileErrors()`.
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
    return refusing(() => {
      checkKind('the secret of `DkimKey.followSecret`', secret, 'secret');
      const field = nonEmpty('the name of a field of the secret\'s JSON');
      checkOptions<FollowedSecretOptions>('the options of `DkimKey.followSecret`', options, plainly, {
        jsonField: optional(field), selectorField: optional(field),
      });
      return new FollowedDkimKey(secret, options);
    });
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

/** A value that is no key. The identity that takes it says why, and where. */
class RefusedDkimKey extends DkimKey {
  public readonly selector = undefined;

  constructor(private readonly error: unknown) {
    super();
  }

  /** @internal */
  public _checkUse(): void {
    throw this.error;
  }

  /** @internal */
  public _bind(): never {
    throw this.error;
  }
}

/** [DOC GetSecretValue: VersionId] */
const VERSION_ID = /^[\w-]{32,64}$/;

function refusing(make: () => DkimKey): DkimKey {
  return orRefusal(make, (error) => new RefusedDkimKey(error));
}

class SecretDkimKey extends DkimKey {
  public readonly selector: string;

  constructor(private readonly secret: ISecret, private readonly options: SecretDkimKeyOptions) {
    super();
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
    checkSecretPlace('DkimKey.fromSecret', scope, secret);
    const name = dkimRecordName(selector, domainName);
    checkLength('`selector` and `domainName`', name);
    const { secretId, arnPattern } = secretNames(scope, secret);
    return {
      source: { kind: 'STORED', secretId, selector, jsonField, versionId },
      grants: [
        { permission: READ_STORED_SECRET, resource: arnPattern },
        ...grantKey(DECRYPT_STORED_SECRET, encryptionKeyArn('DkimKey.fromSecret', scope, secret.encryptionKey)),
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
    checkSecretPlace('DkimKey.followSecret', scope, secret);
    if (!place.isWritten) {
      throw new Error('`DkimKey.followSecret` needs `dns` with a hosted zone: with `DomainDns.manual()` nobody publishes the next key');
    }
    const { secretId, arnPattern, eventArn } = secretNames(scope, secret);
    StackHandler.of(scope).followedSecrets.add({ domainName, secretId, arn: eventArn() });
    return {
      source: { kind: 'FOLLOWED', secretId, privateKeyField, selectorField },
      grants: [
        { permission: READ_FOLLOWED_SECRET, resource: arnPattern },
        ...grantKey(DECRYPT_FOLLOWED_SECRET, encryptionKeyArn('DkimKey.followSecret', scope, secret.encryptionKey)),
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
    this.keyLength = (options.keyLength ?? 2048) as GeneratedKeyLength;
  }

  /** @internal */
  public _checkUse({ others }: KeyUse): void {
    // When they change places nothing tells them apart: neither has a selector yet.
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
    checkRegions(scope, context, regions);
    const secret = generatedSecret(scope, context, this.options);
    return {
      source: {
        kind: 'GENERATED',
        secretId: secret.secretArn,
        keyLength: this.keyLength,
        rotationDays: rotation?.everyDays,
        ...rotation?.immediately ? { rotatesOnUpdate: true } : {},
        replicaRegions: regions,
      },
      grants: [
        ...grantKey(ENCRYPT_GENERATED_SECRET, encryptionKeyArn('encryptionKey', scope, encryptionKey)),
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
}
