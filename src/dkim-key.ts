import { Duration } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct, IDependable } from 'constructs';
import { DKIM_KEY_TYPE, DkimKeyAttribute, encodeDkimKey, KeyLocation } from './contract/dkim-key';
import type { PublishedRecord } from './dns/published-record';
import type { Handler } from './private/handler';
import { checkRecordName, checkSelector, dkimRecordName } from './private/names';
import { grantReadSecret } from './private/permissions';
import { TypedResource } from './private/typed-resource';

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
 * A private key to sign with, and the selector under which its public half is published.
 *
 * The key is an RSA key of 1024 to 2048 bits. It is read, checked and handed to SES by the handler at deploy time, and is
 * never in a template, an event, an environment variable or a log.
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
   */
  public static fromSecret(secret: ISecret, options: SecretDkimKeyOptions): DkimKey {
    return new SecretDkimKey(secret, options);
  }

  /** @internal */
  public abstract readonly _selector: string;

  /** @internal */
  public abstract _bind(scope: Construct, id: string, context: DkimKeyContext): BoundDkimKey;
}

/** What a key is bound to. */
export interface DkimKeyContext {
  readonly domainName: string;
  readonly handler: Handler;
}

/** A key whose public half is known at deploy time. */
export interface BoundDkimKey {
  /** The version that was checked, and no other. */
  readonly location: KeyLocation;
  readonly fingerprint: string;
  readonly record: PublishedRecord;
  /** What has to exist for as long as the key is read. */
  readonly permissions: IDependable;
}

class SecretDkimKey extends DkimKey {
  /** @internal */
  public readonly _selector: string;

  constructor(private readonly secret: ISecret, private readonly options: SecretDkimKeyOptions) {
    super();
    checkSelector(options.selector);
    this._selector = options.selector;
  }

  public _bind(scope: Construct, id: string, { domainName, handler }: DkimKeyContext): BoundDkimKey {
    const name = dkimRecordName(this._selector, domainName);
    checkRecordName(name);
    const location = { secretArn: this.secret.secretArn, jsonField: this.options.jsonField, versionId: this.options.versionId };
    const permissions = grantReadSecret(scope, handler.role, this.secret);
    const resource = new TypedResource<DkimKeyAttribute>(scope, `Key-${id}`, {
      handler,
      resourceType: DKIM_KEY_TYPE,
      properties: encodeDkimKey({ domainName, selector: this._selector, location }),
    });
    resource.node.addDependency(permissions);
    return {
      location: { ...location, versionId: resource.attribute('SecretVersionId') },
      fingerprint: resource.attribute('Fingerprint'),
      permissions,
      record: {
        id: `Dkim-${id}`,
        name,
        recordType: 'TXT',
        values: [resource.attribute('TxtValue')],
        route53Values: [resource.attribute('Route53Value')],
        ttl: Duration.minutes(30),
      },
    };
  }
}
