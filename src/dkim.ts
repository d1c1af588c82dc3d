import { Stack } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { EasyDkimSigningKeyLength } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { DKIM_RECORD_POSITIONS, MOST_DKIM_RECORDS } from './contract/domain-identity';
import type { Signing } from './contract/signing';
import type { ByoDkimReplicaOptions, ByoDkimSigningOptions, DeterministicEasyDkimOptions, EasyDkimOptions } from './dkim-options';
import { type IdentityRecord, identityRecord } from './dns/dns-record';
import { refuseAlternation } from './dns/record-place';
import type { IdentityResource } from './handler/identity-resource';
import type { DkimKey } from './keys/dkim-key';
import type { KeyContext } from './keys/key-binding';
import { checkRotation, checkSchedule, type KeyRotation, scheduleRotation } from './keys/key-rotation';
import { replicaSecret } from './keys/replica-secret';
import {
  DECRYPT_STORED_SECRET, type Grant, grantKey, namedIdentityArn, READ_STORED_SECRET, REPLICATE_PARENT,
} from './permissions/listed-permissions';
import { orRefusal } from './private/at-path';
import { checkLength, dkimRecordName, sameName } from './private/names';
import { a, checkedLater, checkOptions, listOf, ofFactory, oneOfOrToken, optional, text } from './private/options';
import { quote } from './private/quoting';
import { checkOtherRegion } from './private/regions';

/**
 * How a domain's mail is signed.
 *
 * A change from one way to another, or to another key, is an update of the live identity. The new records are served before SES
 * receives the key, and the old ones stay for the `overlap`. SES stops signing with the old key when it receives the new one, and signs
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
    return refusing('EASY_DKIM', () => {
      checkOptions<EasyDkimOptions>('the options of `Dkim.easyDkim`', options, ofFactory('Dkim.easyDkim'), {
        signingKeyLength: optional(oneOfOrToken('EasyDkimSigningKeyLength', EasyDkimSigningKeyLength)),
      });
      return new EasyDkim(options);
    });
  }

  /**
   * BYODKIM: mail is signed with a key of your own. DNS has its public half in a TXT record.
   *
   * The record is published before SES receives the key.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-bring-your-own.html
   *
   * @example
   * const secret = secretsmanager.Secret.fromSecretNameV2(this, 'Secret', 'dkim/mail2026');
   * const dkim = Dkim.byoDkim({ key: DkimKey.fromSecret(secret, { selector: 'mail2026' }) });
   */
  public static byoDkim(options: ByoDkimSigningOptions): Dkim {
    return refusing('BYODKIM', () => {
      checkOptions<ByoDkimSigningOptions>('the options of `Dkim.byoDkim`', options, ofFactory('Dkim.byoDkim'), {
        key: a('dkimKey'),
        alsoPublish: optional(listOf(a('dkimKey'))),
        rotation: checkedLater,
      });
      return new ByoDkim(options);
    });
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
    return refusing('BYODKIM_REPLICA', () => {
      checkOptions<ByoDkimReplicaOptions>('the options of `Dkim.byoDkimReplica`', options, ofFactory('Dkim.byoDkimReplica'), { secret: a('secret') });
      return new ByoDkimReplica(options);
    });
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
    return refusing('DETERMINISTIC_EASY_DKIM', () => {
      checkOptions<DeterministicEasyDkimOptions>('the options of `Dkim.deterministicEasyDkim`', options, ofFactory('Dkim.deterministicEasyDkim'), {
        parentRegion: text,
      });
      return new DeterministicEasyDkim(options);
    });
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

/** A way that cannot sign. The identity that takes it says why, and where. */
class RefusedDkim extends Dkim {
  constructor(public readonly signingMethod: string, private readonly error: unknown) {
    super();
  }

  /** @internal */
  public _bind(): never {
    throw this.error;
  }
}

function refusing(signingMethod: string, make: () => Dkim): Dkim {
  return orRefusal(make, (error) => new RefusedDkim(signingMethod, error));
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
    const { secretId, arnPattern, keyArn } = replicaSecret(scope, this.options.secret);
    return {
      signing: { mode: this.signingMethod, secretId },
      grants: [{ permission: READ_STORED_SECRET, resource: arnPattern }, ...grantKey(DECRYPT_STORED_SECRET, keyArn)],
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
    this.rotation = rotation === undefined ? undefined : checkRotation(rotation);
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
      throw new Error(`\`selector\` must differ between \`key\` and the keys of \`alsoPublish\`, got ${quote(twice)} twice`);
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
