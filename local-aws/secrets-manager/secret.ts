import { randomBytes, randomUUID } from 'node:crypto';
import type { Replica } from './replica';
import type { Rotation } from './rotation';
import { type FilledVersion, isFilled, sameContent, type SecretContent, type SecretVersion } from './secret-version';
import type { PolicyDocument } from '../iam/policy-document';
import { AwsError } from '../kernel/aws-error';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export interface SecretIdentity {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly created: Date;
  /** The six characters at the end of the ARN: a replica has those of its primary. */
  readonly suffix?: string;
}

export interface SecretObserver {
  /** A label came to a version. */
  labelMoved(label: string, versionId: string): void;
  /** Versions or labels are about to change. */
  changing(): void;
  /** Anything changed. */
  changed(): void;
}

/** A secret with its versions and their staging labels. */
export class Secret {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly created: Date;
  readonly arn: string;
  readonly versions: SecretVersion[] = [];
  tags: Readonly<Record<string, string>> = {};
  kmsKeyId?: string;
  description?: string;
  deletedAt?: Date;
  changed: Date;
  rotation?: Rotation;
  resourcePolicy?: PolicyDocument;
  /** Of a replica: where its primary is. */
  primaryRegion?: string;
  /** Of a primary: by Region. */
  readonly replicas = new Map<string, Replica>();

  constructor({ name, account, region, partition, created, suffix = randomSuffix() }: SecretIdentity, private readonly observer: SecretObserver) {
    this.name = name;
    this.account = account;
    this.region = region;
    this.partition = partition;
    this.created = created;
    this.arn = `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}-${suffix}`;
    this.changed = created;
  }

  /** Of the customer's key; a secret without one is under a key that everybody in the account may use. */
  get kmsKeyArn(): string | undefined {
    return this.kmsKeyId && kmsKeyArn(this.kmsKeyId, this);
  }

  /**
   * By name, by ARN, and by ARN without the six characters: unless what is left ends in a hyphen and six characters again, which
   * makes it the whole ARN of another secret. [DOC Secrets Manager, troubleshoot ARN_secretnamehyphen]
   */
  isNamed(secretId: string): boolean {
    const isPartial = secretId === this.arn.slice(0, -'-XXXXXX'.length) && !/-[A-Za-z0-9]{6}$/.test(secretId);
    return secretId === this.name || secretId === this.arn || isPartial;
  }

  /** Whether a version with this token has this content; undefined if there is no such version. */
  holds(token: string, content: SecretContent): boolean | undefined {
    const version = this.versions.find(({ id }) => id === token);
    return version && sameContent(version.content, content);
  }

  /** Adds a version, or fills the one that a rotation has named; the same token with the same content is the same version. [DOC PutSecretValue] */
  put(content: SecretContent, now: Date, token: string = randomUUID(), stages: readonly string[] = ['AWSCURRENT']): FilledVersion {
    const existing = this.versions.find(({ id }) => id === token);
    if (isFilled(existing)) {
      if (!sameContent(existing.content, content)) {
        throw new AwsError('ResourceExistsException', 'You can\'t modify an existing version, you can only create new versions.');
      }
      return existing;
    }
    this.observer.changing();
    // The first version is current, whatever label it comes with. [DOC PutSecretValue]
    const labels = this.versions.some(isFilled) ? stages : new Set([...stages, 'AWSCURRENT']);
    const version = Object.assign(existing ?? this.addVersion(token, now), { content });
    labels.forEach((stage) => this.moveStage(stage, token));
    if (version.stages.has('AWSCURRENT') && this.pending && !isFilled(this.pending)) {
      this.moveStage('AWSPENDING'); // a new value ends a rotation that came to none [LIVE terraform-provider-aws, secret_rotation_test.go]
    }
    this.touch(now);
    return version;
  }

  /** What a rotation begins with: a version that has a label and no value. */
  addPending(token: string, now: Date): void {
    this.observer.changing();
    this.addVersion(token, now);
    this.moveStage('AWSPENDING', token);
    this.touch(now);
  }

  /** Takes a version away that was for a test only. */
  discard(versionId: string, now: Date): void {
    this.observer.changing();
    this.versions.splice(this.versions.findIndex(({ id }) => id === versionId), 1);
    this.touch(now);
  }

  /** The version of a rotation that has not come to its end. [DOC RotateSecret] */
  get pending(): SecretVersion | undefined {
    return this.versions.find(({ stages }) => stages.has('AWSPENDING') && !stages.has('AWSCURRENT'));
  }

  /** As the API does it: the version that has the label has to be named. [DOC UpdateSecretVersionStage] */
  updateStage(stage: string, toVersionId: string | undefined, fromVersionId: string | undefined, now: Date): void {
    const holder = this.versions.find(({ stages }) => stages.has(stage));
    if (toVersionId === undefined && (fromVersionId === undefined || stage === 'AWSCURRENT')) {
      throw new AwsError('InvalidParameterException', fromVersionId === undefined
        ? 'You must provide MoveToVersionId or RemoveFromVersionId.' // assumed text
        : 'You can only move staging label AWSCURRENT to a different secret version. It can\'t be completely removed.'); // assumed text
    }
    for (const versionId of [toVersionId, fromVersionId]) {
      if (versionId !== undefined && !this.versions.some(({ id }) => id === versionId)) {
        throw notFound(`VersionId: ${versionId}`);
      }
    }
    if (fromVersionId === undefined && holder && holder.id !== toVersionId) {
      // assumed: the text that floci-io/floci#3247 has
      throw new AwsError('InvalidParameterException', `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached `
        + `to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`);
    }
    if (fromVersionId !== undefined && fromVersionId !== holder?.id) {
      throw new AwsError('InvalidParameterException', `Staging label ${stage} is not attached to version ${fromVersionId}.`); // assumed text
    }
    this.observer.changing();
    this.moveStage(stage, toVersionId);
    this.touch(now);
  }

  /** The secret as it is now, and as it stays. */
  copy(): Secret {
    const versions = this.versions.map((version) => ({ ...version, stages: new Set(version.stages) }));
    return Object.assign(Object.create(this) as Secret, { versions, tags: this.tags, deletedAt: this.deletedAt, changed: this.changed });
  }

  /** A version that has a value. */
  find({ versionId, stage }: { readonly versionId?: string; readonly stage?: string }): FilledVersion {
    const wanted = stage ?? (versionId === undefined ? 'AWSCURRENT' : undefined);
    const version = this.versions.find(({ id, stages }) => (versionId === undefined || id === versionId) && (!wanted || stages.has(wanted)));
    if (!version && wanted && versionId !== undefined && this.versions.some(({ id }) => id === versionId)) {
      throw new AwsError('InvalidRequestException', 'You provided a VersionStage that is not associated to the provided VersionId.');
    }
    if (!isFilled(version)) {
      throw notFound(versionId === undefined ? `staging label: ${wanted}` : `VersionId: ${versionId}`);
    }
    return version;
  }

  /** Says that something has changed. */
  touch(now: Date): void {
    this.changed = now;
    this.observer.changed();
  }

  private addVersion(id: string, created: Date): SecretVersion {
    const version: SecretVersion = { id, created, stages: new Set() };
    this.versions.push(version);
    return version;
  }

  /** AWSPREVIOUS follows AWSCURRENT: it goes to the version that was current. [DOC UpdateSecretVersionStage] */
  private moveStage(stage: string, toVersionId?: string): void {
    const from = this.versions.find(({ stages }) => stages.has(stage));
    from?.stages.delete(stage);
    this.versions.find(({ id }) => id === toVersionId)?.stages.add(stage);
    if (stage === 'AWSCURRENT' && from && from.id !== toVersionId) {
      this.moveStage('AWSPREVIOUS', from.id);
    }
    if (toVersionId !== undefined && from?.id !== toVersionId) {
      this.observer.labelMoved(stage, toVersionId);
    }
  }
}

/** So that a secret made anew under an old name is another one. [DOC Secrets Manager, ARN of a secret] */
function randomSuffix(): string {
  return [...randomBytes(6)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** A key may be given as ARN, id or alias. An alias stays one here: the engine has no KMS that could say whose it is. */
export function kmsKeyArn(keyId: string, { account, region, partition }: Pick<Secret, 'account' | 'region' | 'partition'>): string {
  if (keyId.startsWith('arn:')) {
    return keyId;
  }
  return `arn:${partition}:kms:${region}:${account}:${keyId.startsWith('alias/') ? keyId : `key/${keyId}`}`;
}

function notFound(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`);
}
