import { Duration, Stack, Token } from 'aws-cdk-lib';
import type { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { EasyDkimSigningKeyLength } from 'aws-cdk-lib/aws-ses';
import type { Construct, IDependable } from 'constructs';
import { EASY_DKIM_TOKENS, SesDomainIdentityAttribute, Signing } from './contract/ses-domain-identity';
import type { DkimKey } from './dkim-key';
import type { PublishedRecord } from './dns/published-record';
import type { KeyRotationOptions } from './key-rotation';
import type { BoundDkimKey, DkimKeyContext } from './private/bound-dkim-key';
import { CheckedRotation, checkRotation, checkTurns, inWords, KeyRotator } from './private/key-rotator';
import { checkKind, checkString } from './private/kinds';
import { checkOtherRegion } from './private/names';
import { grantReadSecret, grantReplicateSigningKey } from './private/permissions';
import { SecretFollower } from './private/secret-follower';
import type { TypedResource } from './private/typed-resource';

/**
 * Options of Easy DKIM.
 */
export interface EasyDkimOptions {
  /**
   * The length of the keys that SES makes.
   *
   * SES takes one change of the length a day. Choose 1024 bits only where the DNS provider cannot publish 2048.
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
   * Further keys whose records are published without being signed with.
   *
   * A new key can so be visible long before the switch to it. And an old one long after: put it here in the deployment
   * that switches, and take it out a week or two later, when no mail that it signed is under way any more. Without this
   * CloudFormation removes the old record minutes after the switch.
   *
   * @default - only the record of `key` is published
   */
  readonly alsoPublish?: DkimKey[];

  /**
   * Rotates `key`, which has to be one of `DkimKey.generate()`, without a deployment.
   *
   * Each rotation makes a key under a new selector, publishes its record, sees for itself that DNS serves it, and only then
   * gives the key to SES. It is done when SES has seen the record; until then mail leaves without the domain's signature, as
   * after every change of a key: usually some minutes. A rotation that fails leaves SES, or puts it back, on the key that
   * was, and shows in `DomainIdentity.metricKeyChangeErrors()`.
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
   * Imported by its name or its ARN, which are the primary's but for the Region; its own KMS key, if it has one, is granted
   * along with it.
   */
  readonly secret: ISecret;
}

/**
 * Options of Deterministic Easy DKIM.
 */
export interface DeterministicEasyDkimOptions {
  /**
   * The Region where the domain has an Easy DKIM identity, like `eu-west-1`: its keys sign here too.
   *
   * Not the Region of this stack, and not one where the identity takes its keys from elsewhere itself.
   */
  readonly parentRegion: string;
}

/**
 * How a domain's mail is signed.
 *
 * A change from one way to another, or to another key, is an update of the live identity. SES stops signing with the old
 * key when it is given the new one, and starts to sign with the new one when it has seen its record, usually within
 * minutes: mail in between leaves without the domain's signature.
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
   * Easy DKIM: SES makes the keys, keeps them and changes them; DNS has CNAME records that point to SES.
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
   * BYODKIM: mail is signed with a key of your own; DNS has its public half in a TXT record.
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
   * There the key is made by `DkimKey.generate({ replicaRegions })`, published and rotated, in this Region too. No DNS records
   * are made here, whatever `dns` is: they are the other Region's. The other stack comes first, and goes last.
   *
   * A key that DNS does not serve is refused: the replica is then behind.
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
   * No DNS records are made: they are the parent's. The parent has to be there first, in this account, with Easy DKIM, and
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
  public abstract _bind(scope: Construct, context: DkimKeyContext): DkimBinding;
}

/** What a way of signing means for the identity. */
export interface DkimBinding {
  readonly signing: Signing;
  /** Records that have to be visible before SES is told. */
  readonly recordsBefore: PublishedRecord[];
  /** Records that SES never looks for, visible before it is told as well. */
  readonly recordsBeside: PublishedRecord[];
  /** Records that are known only from SES's answer. */
  readonly recordsAfter: (identity: TypedResource<SesDomainIdentityAttribute>) => PublishedRecord[];
  /** What has to exist for as long as the identity is changed. */
  readonly permissions: IDependable[];
  /** The secret of the key that is generated, if one is. */
  readonly generatedKeySecret?: Secret;
  /** Starts what goes on after the deployment. */
  readonly changeKeys?: (identity: IDependable) => KeyRotator | SecretFollower;
}

class EasyDkim extends Dkim {
  public readonly signingMethod = 'EASY_DKIM';

  constructor(private readonly options: EasyDkimOptions) {
    super();
  }

  public _bind(): DkimBinding {
    return {
      signing: { mode: 'EASY_DKIM', keyLength: this.options.signingKeyLength },
      recordsBefore: [],
      recordsBeside: [],
      recordsAfter: (identity) => Array.from({ length: EASY_DKIM_TOKENS }, (_, index) => {
        const position = index + 1 as 1 | 2 | 3;
        const target = identity.attribute(`CnameTarget${position}`);
        return {
          id: `Dkim${position}`,
          name: identity.attribute(`CnameName${position}`),
          recordType: 'CNAME',
          values: [target],
          route53Values: [target],
          ttl: Duration.minutes(30),
        };
      }),
      permissions: [],
    };
  }
}

class DeterministicEasyDkim extends Dkim {
  public readonly signingMethod = 'DETERMINISTIC_EASY_DKIM';

  constructor(private readonly options: DeterministicEasyDkimOptions) {
    super();
  }

  public _bind(scope: Construct, { domainName, handler }: DkimKeyContext): DkimBinding {
    const { parentRegion } = this.options;
    checkOtherRegion('parentRegion', parentRegion, Stack.of(scope).region);
    return {
      signing: { mode: 'DETERMINISTIC_EASY_DKIM', parentRegion },
      recordsBefore: [],
      recordsBeside: [],
      recordsAfter: () => [],
      permissions: [grantReplicateSigningKey(scope, handler.role, domainName, parentRegion)],
    };
  }
}

class ByoDkimReplica extends Dkim {
  public readonly signingMethod = 'BYODKIM_REPLICA';

  constructor(private readonly options: ByoDkimReplicaOptions) {
    super();
  }

  public _bind(scope: Construct, { handler }: DkimKeyContext): DkimBinding {
    const { secret } = this.options;
    return {
      signing: { mode: 'REPLICATED_BYODKIM', secretArn: secret.secretArn },
      recordsBefore: [],
      recordsBeside: [],
      recordsAfter: () => [],
      permissions: [grantReadSecret(scope, handler.role, secret)],
    };
  }
}

class ByoDkim extends Dkim {
  public readonly signingMethod = 'BYODKIM';
  private readonly rotation?: CheckedRotation;

  constructor(private readonly options: ByoDkimSigningOptions) {
    super();
    this.rotation = options.rotation && checkRotation(options.rotation);
    if (options.alsoPublish?.some(({ _kind: kind }) => kind === 'followed')) {
      throw new Error('`alsoPublish` is for keys that do not change: `DkimKey.followSecret` publishes each of its keys itself, as `key`');
    }
    if (this.rotation && options.key._kind === 'followed') {
      throw new Error('`rotation` needs a key of `DkimKey.generate()`: a secret that is followed is rotated by its owner');
    }
    if (this.rotation && options.key.selector !== undefined) {
      throw new Error('`rotation` needs a key of `DkimKey.generate()`: a key in a secret of yours has one selector, and each new key needs a new one');
    }
    const keys = [options.key, ...options.alsoPublish ?? []];
    const selectors = keys.map(({ selector }) => selector).filter((selector) => selector !== undefined);
    const twice = selectors.find((selector, index) => selectors.findIndex((other) => sameSelector(selector, other)) < index);
    if (twice !== undefined) {
      throw new Error(`\`selector\` must differ between \`key\` and the keys of \`alsoPublish\`, got '${twice}' twice`);
    }
    // Nothing would tell which is which when they change places: neither has a selector yet.
    if (keys.filter(({ _kind: kind }) => kind === 'generated').length > 1) {
      throw new Error('`key` and `alsoPublish` may have one key of `DkimKey.generate()` between them: '
        + 'refer to another one by `DkimKey.fromSecret`, with its selector');
    }
  }

  public _bind(scope: Construct, context: DkimKeyContext): DkimBinding {
    const { rotation } = this;
    const key = this.options.key._bind(scope, idOf(this.options.key, 'Signing'), {
      ...context, isRotated: rotation !== undefined, rotationSchedule: rotation && inWords(rotation),
    });
    const others = (this.options.alsoPublish ?? []).map((other, index) => other._bind(scope, idOf(other, `Also${index + 1}`), context));
    return {
      ...this.signWith(scope, key, context),
      recordsBefore: key.records,
      recordsBeside: others.flatMap(({ records }) => records),
      recordsAfter: () => [],
      permissions: [key.permissions],
      generatedKeySecret: [key, ...others].find(({ generated }) => generated)?.generated?.secret,
    };
  }

  private signWith(scope: Construct, key: BoundDkimKey, context: DkimKeyContext): Pick<DkimBinding, 'signing' | 'changeKeys'> {
    const { rotation } = this;
    if (key.followed) {
      const { followed } = key;
      return {
        signing: { mode: 'ROTATED_BYODKIM', secretArn: key.location.secretArn, fields: followed.fields },
        changeKeys: (identity) => new SecretFollower(scope, {
          ...context, ...followed, destination: context.records()!, identity, regions: [Stack.of(scope).region],
        }),
      };
    }
    if (!rotation || !key.generated) {
      return { signing: { mode: 'BYODKIM', selector: key.selector, location: key.location, fingerprint: key.fingerprint } };
    }
    const destination = context.records();
    if (!destination) {
      throw new Error('`rotation` needs `dns` where records can be written: with `DomainDns.manual()` nobody publishes the next key. '
        + 'Have two CNAMEs published there once, which point to a hosted zone of yours: `DomainDns.delegatedByCname(zone)`');
    }
    if (destination.delegation) {
      checkTurns(rotation);
    }
    const { secret, keyLength } = key.generated;
    return {
      signing: { mode: 'ROTATED_BYODKIM', secretArn: secret.secretArn, generated: { keyLength, selectors: destination.delegation?.selectors } },
      changeKeys: (identity) => new KeyRotator(scope, {
        ...context, ...key.generated!, destination, rotation, identity, regions: [Stack.of(scope).region, ...key.generated!.replicaRegions],
      }),
    };
  }
}

/** Ids follow the selector: a key that moves from `key` to `alsoPublish` keeps its record untouched. */
function idOf({ selector }: DkimKey, fallback: string): string {
  if (selector === undefined) {
    return 'Generated'; // there is one at most, and no selector's id has a capital
  }
  return Token.isUnresolved(selector) ? fallback : selector.toLowerCase();
}

function sameSelector(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
