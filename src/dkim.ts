import { Stack } from 'aws-cdk-lib';
import type { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { EasyDkimSigningKeyLength } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { DKIM_RECORD_POSITIONS, MOST_DKIM_RECORDS } from './contract/domain-identity';
import type { Signing } from './contract/signing';
import { type IdentityRecord, identityRecord } from './dns/dns-record';
import { refuseAlternation } from './dns/record-place';
import type { IdentityResource } from './handler/identity-resource';
import type { DkimKey } from './keys/dkim-key';
import type { KeyContext } from './keys/key-binding';
import { checkRotation, checkSchedule, type KeyRotation, scheduleRotation } from './keys/key-rotation';
import type { KeyRotationOptions } from './keys/key-rotation-options';
import { checkSecretPlace, encryptionKeyArn, secretNames } from './keys/secrets';
import {
  DECRYPT_STORED_SECRET, type Grant, grantKey, namedIdentityArn, READ_STORED_SECRET, REPLICATE_PARENT,
} from './permissions/listed-permissions';
import { checkKind, checkString } from './private/kinds';
import { checkLength, checkOtherRegion, dkimRecordName, sameName } from './private/names';

/**
 * Options of Easy DKIM.
 */
export interface EasyDkimOptions {
  /**
   * The length of the keys that SES makes.
   *
   * SES takes one change of the length a day. Choose 1024 bits only if the DNS provider cannot publish 2048.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html
   * @default - what the identity has; 2048 bits for a new one
   */
  readonly signingKeyLength?: EasyDkimSigningKeyLength;
}

/**
 * Options of BYODKIM.
 */
export interface ByoDkimSigningOptions {
  /**
   * The key to sign with.
   */
  readonly key: DkimKey;

  /**
   * At most four more keys, whose records are published without mail being signed with them.
   *
   * A new key can be published long before the switch to it. The record of a previous key needs no entry here: it stays for the
   * `overlap` of the identity.
   *
   * @default - only the record of `key` is published
   */
  readonly alsoPublish?: DkimKey[];

  /**
   * Rotates `key`, which has to be one of `DkimKey.generate()`, without a deployment.
   *
   * Each rotation makes a key under a new selector, publishes its record, sees for itself that DNS serves it, and only then
   * gives the key to SES. Until SES has seen the record, mail leaves without the domain's signature, as after every change of a
   * key: usually some minutes. A rotation that fails leaves SES on the previous key, or puts it back, and shows in
   * `DomainIdentity.metricKeyChangeErrors()`. The record of the previous key stays for the `overlap` of the identity.
   *
   * `rotation: {}` rotates every 90 days. `DomainIdentity.dnsRecords` has the record of the key that the last deployment saw.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
   * @default - the key stays
   */
  readonly rotation?: KeyRotationOptions;
}

/**
 * Options of BYODKIM with a key of another Region.
 */
export interface ByoDkimReplicaOptions {
  /**
   * The replica, in this Region, of the secret that the key was generated in.
   *
   * Imported by its name or its ARN, which are the primary's except for the Region. If the replica has a KMS key of its own,
   * decryption is granted too.
   */
  readonly secret: ISecret;
}

/**
 * Options of Deterministic Easy DKIM.
 */
export interface DeterministicEasyDkimOptions {
  /**
   * The Region in which the domain has an Easy DKIM identity, like `eu-west-1`: its keys sign here too.
   *
   * Not the Region of this stack, and not one where the identity takes its keys from elsewhere itself.
   */
  readonly parentRegion: string;
}

/**
 * How a domain's mail is signed.
 *
 * A change from one way to another, or to another key, is an update of the live identity. The new records are served before SES
 * is told, and the old ones stay for the `overlap`. SES stops signing with the old key when it receives the new one, and signs
 * with the new one when it has seen its record, usually within minutes. Mail in between leaves without the domain's signature.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim.html
 *
 * @example
 * declare const zone: route53.IHostedZone;
 *
 * new DomainIdentity(this, 'Identity', {
 *   domainName: 'example.com',
 *   dkim: Dkim.byoDkim({ key: DkimKey.generate() }),
 *   dns: DomainDns.hostedZone(zone),
 * });
 */
export abstract class Dkim {
  /**
   * Easy DKIM: SES makes the keys, keeps them and changes them. DNS has CNAME records that point to SES.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html
   *
   * @example
   * const dkim = Dkim.easyDkim({ signingKeyLength: ses.EasyDkimSigningKeyLength.RSA_2048_BIT });
   */
  public static easyDkim(options: EasyDkimOptions = {}): Dkim {
    return new EasyDkim(options);
  }

  /**
   * BYODKIM: mail is signed with a key of your own. DNS has its public half in a TXT record.
   *
   * The record is published before SES is told to use the key.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-bring-your-own.html
   *
   * @example
   * const secret = secretsmanager.Secret.fromSecretNameV2(this, 'Secret', 'dkim/mail2026');
   * const dkim = Dkim.byoDkim({ key: DkimKey.fromSecret(secret, { selector: 'mail2026' }) });
   */
  public static byoDkim(options: ByoDkimSigningOptions): Dkim {
    checkKind('the options of `Dkim.byoDkim`', options, 'options');
    checkKind('`key` of `Dkim.byoDkim`', options.key, 'dkimKey');
    if (options.alsoPublish !== undefined) {
      checkKind('`alsoPublish` of `Dkim.byoDkim`', options.alsoPublish, 'array');
      options.alsoPublish.forEach((key, index) => checkKind(`\`alsoPublish[${index}]\` of \`Dkim.byoDkim\``, key, 'dkimKey'));
    }
    return new ByoDkim(options);
  }

  /**
   * BYODKIM with the key that the domain has in another Region, read from the replica of its secret.
   *
   * There the key is made by `DkimKey.generate({ replicaRegions })`, published and rotated, for this Region too. No DKIM records
   * are made here, whatever `dns` is: they are the other Region's. Deploy the other stack first, and destroy it last.
   *
   * A key that DNS does not serve is refused, because the replica is then out of date.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
   *
   * @example
   * const secret = secretsmanager.Secret.fromSecretNameV2(this, 'Replica', 'dkim/example.com');
   * const dkim = Dkim.byoDkimReplica({ secret });
   */
  public static byoDkimReplica(options: ByoDkimReplicaOptions): Dkim {
    checkKind('the options of `Dkim.byoDkimReplica`', options, 'options');
    checkKind('`secret` of `Dkim.byoDkimReplica`', options.secret, 'secret');
    return new ByoDkimReplica(options);
  }

  /**
   * Deterministic Easy DKIM: mail is signed with the keys of the domain's Easy DKIM identity in another Region.
   *
   * No DKIM records are made: they are the parent's. The parent has to be there first, in this account, with Easy DKIM, and
   * SES does not delete it before its replicas.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-deed.html
   *
   * @example
   * const dkim = Dkim.deterministicEasyDkim({ parentRegion: 'eu-west-1' });
   */
  public static deterministicEasyDkim(options: DeterministicEasyDkimOptions): Dkim {
    checkKind('the options of `Dkim.deterministicEasyDkim`', options, 'options');
    checkString('`parentRegion` of `Dkim.deterministicEasyDkim`', options.parentRegion);
    return new DeterministicEasyDkim(options);
  }

  /**
   * How mail is signed: `EASY_DKIM`, `BYODKIM`, `BYODKIM_REPLICA` or `DETERMINISTIC_EASY_DKIM`.
   */
  public abstract readonly signingMethod: string;

  /** @internal */
  public abstract _bind(scope: Construct, context: DkimContext): BoundDkim;
}

/** What a way of signing is bound to. */
export type DkimContext = Omit<KeyContext, 'rotation'>;

/** What a way of signing means for the identity. */
export interface BoundDkim {
  readonly signing: Signing;
  readonly grants: readonly Grant[];
  readonly records: (identity: IdentityResource) => readonly IdentityRecord[];
  /** The secret of the key that is generated, if one is. */
  readonly generatedKeySecret?: Secret;
  /** Whether the secret's removal policy is that of the identity. */
  readonly secretFollowsIdentity?: boolean;
  /** What goes on after the deployment. */
  readonly schedule?: (identity: IdentityResource) => void;
}

/** SES answers three tokens of this length. [DOC Easy DKIM] */
const EASY_DKIM_TOKENS = [1, 2, 3] as const;
const TOKEN_LENGTH = 32;

class EasyDkim extends Dkim {
  public readonly signingMethod = 'EASY_DKIM';

  constructor(private readonly options: EasyDkimOptions) {
    super();
  }

  /** @internal */
  public _bind(_scope: Construct, { domainName, place }: DkimContext): BoundDkim {
    refuseAlternation(place);
    checkLength('`Dkim.easyDkim()` and `domainName`', dkimRecordName('t'.repeat(TOKEN_LENGTH), domainName));
    return {
      signing: { mode: this.signingMethod, keyLength: this.options.signingKeyLength },
      grants: [],
      records: (identity) => EASY_DKIM_TOKENS.map((position) => (
        identityRecord('CNAME', identity.attribute(`DkimName${position}`), identity.attribute(`DkimValue${position}`))
      )),
    };
  }
}

class DeterministicEasyDkim extends Dkim {
  public readonly signingMethod = 'DETERMINISTIC_EASY_DKIM';

  constructor(private readonly options: DeterministicEasyDkimOptions) {
    super();
  }

  /** @internal */
  public _bind(scope: Construct, { domainName }: DkimContext): BoundDkim {
    const { parentRegion } = this.options;
    checkOtherRegion('parentRegion', parentRegion, Stack.of(scope).region);
    return {
      signing: { mode: this.signingMethod, parentRegion },
      grants: [{ permission: REPLICATE_PARENT, resource: namedIdentityArn(domainName, parentRegion) }],
      records: () => [],
    };
  }
}

class ByoDkimReplica extends Dkim {
  public readonly signingMethod = 'BYODKIM_REPLICA';

  constructor(private readonly options: ByoDkimReplicaOptions) {
    super();
  }

  /** @internal */
  public _bind(scope: Construct): BoundDkim {
    const { secret } = this.options;
    checkSecretPlace('Dkim.byoDkimReplica', scope, secret, true);
    const { secretId, arnPattern } = secretNames(scope, secret);
    return {
      signing: { mode: this.signingMethod, secretId },
      grants: [
        { permission: READ_STORED_SECRET, resource: arnPattern },
        ...grantKey(DECRYPT_STORED_SECRET, encryptionKeyArn('Dkim.byoDkimReplica', secret.encryptionKey)),
      ],
      records: () => [],
    };
  }
}

class ByoDkim extends Dkim {
  public readonly signingMethod = 'BYODKIM';
  private readonly key: DkimKey;
  private readonly alsoPublish: readonly DkimKey[];
  private readonly rotation?: KeyRotation;

  constructor({ key, alsoPublish = [], rotation }: ByoDkimSigningOptions) {
    super();
    this.key = key;
    this.alsoPublish = alsoPublish;
    this.rotation = rotation && checkRotation(rotation);
    if (alsoPublish.length >= MOST_DKIM_RECORDS) {
      throw new Error(`\`alsoPublish\` must have at most ${MOST_DKIM_RECORDS - 1} keys, got ${alsoPublish.length}`);
    }
    const keys = [key, ...alsoPublish];
    keys.forEach((one, index) => one._checkUse({
      isRotated: index === 0 && rotation !== undefined, isAlsoPublished: index > 0, others: keys.filter((other) => other !== one),
    }));
    const selectors = keys.map(({ selector }) => selector).filter((selector) => selector !== undefined);
    const twice = selectors.find((selector, index) => selectors.findIndex((other) => sameName(selector, other)) < index);
    if (twice !== undefined) {
      throw new Error(`\`selector\` must differ between \`key\` and the keys of \`alsoPublish\`, got '${twice}' twice`);
    }
  }

  /** @internal */
  public _bind(scope: Construct, context: DkimContext): BoundDkim {
    const { rotation } = this;
    if (rotation) {
      checkSchedule(rotation, context.overlapDays, context.place.alternation !== undefined);
    }
    const key = this.key._bind(scope, { ...context, rotation });
    const keys = [key, ...this.alsoPublish.map((other) => other._bind(scope, context))];
    const generated = keys.find(({ secret }) => secret);
    return {
      signing: { mode: this.signingMethod, key: key.source, alsoPublish: keys.slice(1).map(({ source }) => source) },
      grants: keys.flatMap(({ grants }) => grants),
      records: (identity) => keys.flatMap(({ records }, index) => records(identity, DKIM_RECORD_POSITIONS[index])),
      generatedKeySecret: generated?.secret,
      secretFollowsIdentity: generated?.secretFollowsIdentity,
      schedule: rotation && key.secret && ((identity) => scheduleRotation(scope, key.secret!, rotation, identity)),
    };
  }
}
