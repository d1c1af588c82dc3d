import {
  DescribeSecretCommand, type DescribeSecretResponse, GetSecretValueCommand, PutSecretValueCommand, ResourceExistsException,
  ResourceNotFoundException, type SecretsManagerClient, UpdateSecretVersionStageCommand, type UpdateSecretVersionStageCommandInput,
} from '@aws-sdk/client-secrets-manager';
import type { Attempts, Call } from './attempts';
import { refused } from './explanation';
import { generateKey, readDkimKey } from '../keys';
import { factsOf, type KeyReader, keyReader } from '../keys/sources';
import { type KeyFacts, type KeyPort, Refused, type RefusedVersion, SECRET_STALE_MS, type SecretView } from '../ports';

/** What Secrets Manager says of a secret that is there, and has no such version. [LIVE] */
const NO_VALUE = /secret value/;
/** …and of a secret that is scheduled for deletion: nobody can read it. [DOC GetSecretValue: InvalidRequestException] */
const MARKED = /marked (as deleted|for deletion)|scheduled for deletion/;

const LOOK_AGAIN_MS = 3_000;

const NOTHING: SecretView = { state: 'gone', rotationEnabled: false };

interface SecretText {
  readonly versionId: string;
  /** Absent in a binary secret. */
  readonly text?: string;
}

/** The keys in Secrets Manager. Private keys leave it in `privateKey` only. */
export class SecretKeys implements KeyPort {
  constructor(private readonly client: SecretsManagerClient, private readonly attempts: Attempts) {}

  view(...[source, domainName, alternating]: Parameters<KeyPort['view']>): Promise<SecretView> {
    const reader = keyReader(source, domainName, alternating);
    return reader.versions.which === 'one' ? this.viewOne(reader, reader.versions.versionId) : this.viewAll(reader);
  }

  /** A version never changes: if another delivery was faster, its key counts. [DOC PutSecretValue: ClientRequestToken] */
  async make({ secretId, domainName, keyLength, selector, versionId, label }: Parameters<KeyPort['make']>[0]): Promise<void> {
    const SecretString = generateKey(domainName, keyLength, selector);
    await this.attempts.repeat(about('put a key into', secretId), async () => {
      try {
        await this.client.send(new PutSecretValueCommand({
          SecretId: secretId, ClientRequestToken: versionId, SecretString, VersionStages: [label],
        }));
      } catch (error) {
        if (!(error instanceof ResourceExistsException)) {
          throw error;
        }
      }
    });
  }

  promote(secretId: string, versionId: string, insteadOf: string): Promise<void> {
    return this.moveLabel(
      secretId, { VersionStage: 'AWSCURRENT', MoveToVersionId: versionId, RemoveFromVersionId: insteadOf },
      (labels) => labels[versionId]?.includes('AWSCURRENT') ?? false,
    );
  }

  removePending(secretId: string, versionId: string): Promise<void> {
    return this.moveLabel(
      secretId, { VersionStage: 'AWSPENDING', RemoveFromVersionId: versionId }, (labels) => !labels[versionId]?.includes('AWSPENDING'),
    );
  }

  /** PKCS#1 in base64, as SES takes it; checked to be the key that is meant. */
  async privateKey({ selector, fingerprint, version: { secretId, versionId, jsonField } }: KeyFacts): Promise<string> {
    const value = await this.read(secretId, versionId);
    const pair = typeof value === 'object' ? readDkimKey(value.text, { jsonField }) : undefined;
    if (pair?.fingerprint !== fingerprint) {
      throw new Refused(`version ${versionId} of the secret ${secretId} does not have the key with the selector '${selector}' any more; deploy again`, 'conflict');
    }
    return pair.privateKey;
  }

  /** Undefined if there is no such secret. */
  async tags(secretId: string): Promise<Readonly<Record<string, string>> | undefined> {
    const secret = await this.describe(secretId);
    return secret && Object.fromEntries((secret.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  }

  private async viewOne(reader: KeyReader, versionId?: string): Promise<SecretView> {
    const value = await this.read(reader.secretId, versionId);
    if (value === 'no such value' && versionId !== undefined) {
      return { state: 'there', current: { versionId, refusal: `the secret ${reader.secretId} has no version ${versionId}` }, rotationEnabled: false };
    }
    if (typeof value === 'string') {
      return { state: value === 'gone' ? 'gone' : 'empty', rotationEnabled: false };
    }
    return { state: 'there', current: factsOf(reader, value.versionId, value.text), rotationEnabled: false };
  }

  private async viewAll(reader: KeyReader): Promise<SecretView> {
    const secret = await this.describe(reader.secretId);
    if (!secret || secret.DeletedDate) {
      return NOTHING;
    }
    const labels = Object.entries(secret.VersionIdsToStages ?? {});
    const versionWith = (label: string) => labels.find(([, stages]) => stages.includes(label))?.[0];
    const [currentId, pendingId] = [versionWith('AWSCURRENT'), versionWith('AWSPENDING')];
    const [current, previous, pending] = await Promise.all([
      this.facts(reader, currentId),
      this.facts(reader, versionWith('AWSPREVIOUS')),
      this.facts(reader, pendingId),
    ]);
    return { state: currentId === undefined ? 'empty' : 'there', current, previous, pending, rotationEnabled: secret.RotationEnabled ?? false };
  }

  private async facts(reader: KeyReader, versionId: string | undefined): Promise<KeyFacts | RefusedVersion | undefined> {
    if (versionId === undefined) {
      return undefined;
    }
    const value = await this.read(reader.secretId, versionId);
    return typeof value === 'string' ? { versionId, refusal: 'it is empty' } : factsOf(reader, versionId, value.text);
  }

  private read(secretId: string, versionId?: string): Promise<SecretText | 'gone' | 'no such value'> {
    const what = versionId === undefined ? 'read' : `read version ${versionId} of`;
    return this.attempts.repeat(about(what, secretId), async () => {
      try {
        const answer = await this.client.send(new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId }));
        return { text: answer.SecretString, versionId: answer.VersionId! };
      } catch (error) {
        const { name, message } = error as Error;
        if (error instanceof ResourceNotFoundException) {
          return NO_VALUE.test(message) ? 'no such value' : 'gone';
        }
        if (name === 'InvalidRequestException' && MARKED.test(message)) {
          return 'gone';
        }
        throw error;
      }
    });
  }

  private describe(secretId: string): Promise<DescribeSecretResponse | undefined> {
    return this.attempts.repeat(about('read', secretId), async () => {
      try {
        return await this.client.send(new DescribeSecretCommand({ SecretId: secretId }));
      } catch (error) {
        if (error instanceof ResourceNotFoundException) {
          return undefined;
        }
        throw error;
      }
    });
  }

  /** A repeated move is refused if the first one had its effect. A refusal is therefore compared with what the secret has. */
  private async moveLabel(
    SecretId: string, move: Omit<UpdateSecretVersionStageCommandInput, 'SecretId'>, isDone: (labels: Readonly<Record<string, string[]>>) => boolean,
  ): Promise<void> {
    try {
      await this.attempts.repeat(about(`move the label ${move.VersionStage} of`, SecretId), () => (
        this.client.send(new UpdateSecretVersionStageCommand({ SecretId, ...move }))
      ));
    } catch (error) {
      if (!(error instanceof Refused) || error.reason !== 'conflict' || !await this.turnsOutDone(SecretId, isDone)) {
        throw error;
      }
    }
  }

  private async turnsOutDone(secretId: string, isDone: (labels: Readonly<Record<string, string[]>>) => boolean): Promise<boolean> {
    const until = this.attempts.now() + SECRET_STALE_MS;
    for (;;) {
      const secret = await this.describe(secretId);
      const done = secret !== undefined && isDone(secret.VersionIdsToStages ?? {});
      if (done || !secret || this.attempts.now() >= until) {
        return done;
      }
      await this.attempts.pause(LOOK_AGAIN_MS);
    }
  }
}

function about(verb: string, secretId: string): Call {
  return {
    explain: (error) => refused(error, {
      what: `${verb} the secret ${secretId}`,
      next: {
        ResourceNotFoundException: 'check that the secret exists in this account and Region; put the key there first',
        InvalidRequestException: 'restore the secret if it is scheduled for deletion',
        DecryptionFailure: 'let the handler use the secret\'s KMS key: import the secret with its `encryptionKey`',
        // A secret that does not exist is also refused in these words: only the name with six random characters is allowed.
        AccessDeniedException: 'check that the secret exists in this account and Region; if it has a KMS key of its own, import it with `encryptionKey`; '
          + 'if the permission is new, IAM may not know it everywhere yet: deploy again in some minutes',
      },
      reasons: { DecryptionFailure: 'denied', InvalidParameterException: 'conflict', InvalidRequestException: 'conflict', ResourceNotFoundException: 'conflict' },
    }),
    isMissing: ({ name, message }) => name === 'ResourceNotFoundException' && !NO_VALUE.test(message),
  };
}
