import { randomBytes, randomUUID } from 'node:crypto';
import { AwsError } from '../kernel/aws-error';

export interface SecretContent {
  readonly text?: string;
  readonly binary?: Uint8Array;
}

export interface SecretVersion extends SecretContent {
  readonly id: string;
  readonly created: Date;
  readonly stages: Set<string>;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A secret with its versions and their staging labels. */
export class Secret {
  readonly arn: string;
  readonly versions: SecretVersion[] = [];
  kmsKeyId?: string;
  description?: string;
  deletedAt?: Date;

  constructor(readonly name: string, account: string, region: string, partition: string, readonly created: Date) {
    // Six random characters, so that a secret made anew under an old name is another one. [DOC Secrets Manager, ARN of a secret]
    const suffix = [...randomBytes(6)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
    this.arn = `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}-${suffix}`;
  }

  /** By name, by ARN, and by ARN without the six characters. */
  isNamed(secretId: string): boolean {
    return [this.name, this.arn, this.arn.slice(0, -'-XXXXXX'.length)].includes(secretId);
  }

  /** Adds a version; the same token with the same content is the same version. [DOC PutSecretValue] */
  put(content: SecretContent, created: Date, token: string = randomUUID(), stages: readonly string[] = ['AWSCURRENT']): SecretVersion {
    const existing = this.versions.find(({ id }) => id === token);
    if (existing) {
      if (!sameContent(existing, content)) {
        throw new AwsError('ResourceExistsException', 'You can\'t modify an existing version, you can only create new versions.');
      }
      return existing;
    }
    const version: SecretVersion = { ...content, id: token, created, stages: new Set() };
    this.versions.push(version);
    stages.forEach((stage) => this.moveStage(stage, token));
    return version;
  }

  /** As the API does it: the version that has the label has to be named. [DOC UpdateSecretVersionStage] */
  updateStage(stage: string, toVersionId?: string, fromVersionId?: string): void {
    const holder = this.versions.find(({ stages }) => stages.has(stage));
    if (toVersionId !== undefined) {
      this.find({ versionId: toVersionId });
    }
    if (holder && holder.id !== toVersionId && fromVersionId !== holder.id) {
      throw new AwsError('InvalidParameterException', fromVersionId === undefined
        ? `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`
        : `Staging label ${stage} is not attached to version ${fromVersionId}.`); // the second text is assumed
    }
    this.moveStage(stage, toVersionId);
  }

  /** AWSPREVIOUS follows AWSCURRENT: it goes to the version that was current. [DOC UpdateSecretVersionStage] */
  moveStage(stage: string, toVersionId?: string): void {
    const from = this.versions.find(({ stages }) => stages.has(stage));
    from?.stages.delete(stage);
    this.versions.find(({ id }) => id === toVersionId)?.stages.add(stage);
    if (stage === 'AWSCURRENT' && from && from.id !== toVersionId) {
      this.moveStage('AWSPREVIOUS', from.id);
    }
  }

  find({ versionId, stage }: { readonly versionId?: string; readonly stage?: string }): SecretVersion {
    const wanted = stage ?? (versionId === undefined ? 'AWSCURRENT' : undefined);
    const version = this.versions.find(({ id, stages }) => (versionId === undefined || id === versionId) && (!wanted || stages.has(wanted)));
    if (!version && wanted && versionId !== undefined && this.versions.some(({ id }) => id === versionId)) {
      throw new AwsError('InvalidRequestException', 'You provided a VersionStage that is not associated to the provided VersionId.');
    }
    if (!version) {
      const what = versionId === undefined ? `staging label: ${wanted}` : `VersionId: ${versionId}`;
      throw new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`);
    }
    return version;
  }
}

function sameContent(one: SecretContent, other: SecretContent): boolean {
  return one.text === other.text && Buffer.from(one.binary ?? []).equals(Buffer.from(other.binary ?? []));
}
