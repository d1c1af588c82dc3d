import type * as sdk from '@aws-sdk/client-secrets-manager';
import { labelUpdated } from './label-event';
import type { SecretsManagerPorts } from './ports';
import { checkReplicas, Replication } from './replication';
import { Rotations } from './rotations';
import { Secret, type SecretIdentity } from './secret';
import type { SecretContent, SecretVersion } from './secret-version';
import { partitionOf } from '../cloudformation/names';
import type { SecretReference } from '../cloudformation/ports';
import { AwsError } from '../kernel/aws-error';
import { LaggingReads } from '../kernel/lagging-reads';
import type { Call } from '../kernel/service';

export type Place = Pick<Call, 'account' | 'region'>;

export interface NewSecret {
  readonly name: string;
  readonly content?: SecretContent;
  readonly token?: string;
  readonly kmsKeyId?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly replicas?: readonly sdk.ReplicaRegionType[];
  readonly overwriteReplicas?: boolean;
}

/** In characters or octets. [DOC Secrets Manager quotas] */
const MAX_CONTENT = 65_536;
const NAME = /^[A-Za-z0-9/_+=.@!-]{1,512}$/;

/** The secrets of all accounts and Regions. */
export class Store {
  readonly rotations: Rotations;
  readonly replication: Replication;
  /** Switch: the assumption of this name. */
  readLagMs = 0;
  private readonly secrets = new Map<string, Secret>();
  private readonly views: LaggingReads<Secret>;

  constructor(private readonly ports: SecretsManagerPorts) {
    this.views = new LaggingReads(ports.clock, () => this.readLagMs, (arn) => this.secrets.get(arn)?.copy());
    this.rotations = new Rotations(ports);
    this.replication = new Replication(ports.clock, ports.replicationMs, this);
  }

  get now(): Date {
    return this.ports.clock.now();
  }

  /** What a dynamic reference stands for. */
  resolve({ secretId, versionId, versionStage }: SecretReference, place: Place): string {
    const { text } = this.live(secretId, place).find({ versionId, stage: versionStage }).content;
    if (text === undefined) {
      throw new AwsError('InvalidRequestException', `The secret ${secretId} has no SecretString.`); // assumed text
    }
    return text;
  }

  /** Makes a secret; once more with the same token and content, it is the same one. [DOC CreateSecret] */
  create({ account, region }: Place, { name, content, token, replicas = [], overwriteReplicas, tags = {}, ...settings }: NewSecret): Secret {
    checkName(name);
    if (content) {
      checkContent(content);
    }
    checkReplicas(replicas, region);
    const sameName = this.all({ account, region }).find((secret) => secret.name === name);
    if (sameName?.deletedAt) {
      throw new AwsError('InvalidRequestException', 'You can\'t create this secret because a secret with this name is already scheduled for deletion.');
    }
    if (sameName && token && content && sameName.holds(token, content)) {
      return sameName;
    }
    if (sameName) {
      throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    }
    const secret = this.add({ name, account, region, partition: partitionOf(region), created: this.now });
    Object.assign(secret, settings, { tags });
    if (content) {
      secret.put(content, this.now, token);
    }
    this.replication.add(secret, replicas, overwriteReplicas);
    return secret;
  }

  /** Has the name and the six characters of its primary. [DOC Secrets Manager, replicate-secrets] */
  addReplica({ name, account, partition, region: primaryRegion, arn }: Secret, region: string): Secret {
    return Object.assign(this.add({ name, account, region, partition, created: this.now, suffix: arn.slice(-6) }), { primaryRegion });
  }

  /** Gives a secret a new value. */
  put(secret: Secret, content: SecretContent, token?: string, stages?: readonly string[]): SecretVersion {
    checkContent(content);
    const isRepeated = token !== undefined && secret.holds(token, content);
    const version = secret.put(content, this.now, token, stages);
    if (version.stages.has('AWSCURRENT') && !isRepeated) {
      this.rotations.schedule(secret);
    }
    return version;
  }

  /** Of an account and Region, those that are marked for deletion too. */
  list(place: Place): readonly Secret[] {
    return this.all(place);
  }

  /** A secret by name or ARN, also one that is marked for deletion; undefined if there is none. */
  lookUp(secretId: string, place: Place): Secret | undefined {
    return this.all(place).find((secret) => secret.isNamed(secretId));
  }

  find(secretId: string, place: Place): Secret {
    if (!secretId.startsWith('arn:')) {
      checkName(secretId);
    }
    const secret = this.lookUp(secretId, place);
    if (!secret) {
      throw notFound();
    }
    return secret;
  }

  /** A secret as reads show it, which may be as it was a moment ago. */
  seen(secretId: string, place: Place): Secret {
    const lagging = this.views.lagging.map((arn) => ({ arn, view: this.views.see(arn) }));
    const before = lagging.find(({ view }) => view?.isNamed(secretId) && view.account === place.account && view.region === place.region);
    const secret = before?.view ?? this.find(secretId, place);
    if (!before && lagging.some(({ arn }) => arn === secret.arn)) {
      throw notFound();
    }
    return secret;
  }

  /** One that is not marked for deletion. */
  live(secretId: string, place: Place): Secret {
    const secret = this.find(secretId, place);
    checkLive(secret);
    return secret;
  }

  /** One that may be changed: neither marked for deletion nor a replica. */
  writable(secretId: string, place: Place): Secret {
    const secret = this.live(secretId, place);
    checkPrimary(secret);
    return secret;
  }

  /** When nothing is running in the background. */
  settled(): Promise<void> {
    return this.rotations.settled();
  }

  remove(secret: Secret): void {
    this.views.beforeWrite(secret.arn);
    this.rotations.cancel(secret);
    this.secrets.delete(secret.arn);
  }

  private add(identity: SecretIdentity): Secret {
    const secret: Secret = new Secret(identity, {
      labelMoved: (label, versionId) => {
        const event = labelUpdated(secret, label, versionId);
        if (event) {
          this.ports.publish(event, identity);
        }
      },
      changing: () => this.views.beforeWrite(secret.arn),
      changed: () => this.replication.propagate(secret),
    });
    this.views.beforeWrite(secret.arn);
    this.secrets.set(secret.arn, secret);
    return secret;
  }

  private all({ account, region }: Place): Secret[] {
    const secrets = [...this.secrets.values()];
    secrets.filter(({ deletedAt }) => deletedAt && deletedAt <= this.now).forEach((expired) => this.remove(expired));
    return [...this.secrets.values()].filter((secret) => secret.account === account && secret.region === region);
  }
}

/** A replica is not changed but through its primary. [DOC Secrets Manager, standalone-secret; LIVE gruntwork-io/cloud-nuke#435] */
export function checkPrimary({ primaryRegion }: Secret): void {
  if (primaryRegion !== undefined) {
    throw new AwsError('InvalidParameterException', 'Operation not permitted on a replica secret. Call must be made in primary secret\'s region.');
  }
}

export function checkLive({ deletedAt }: Secret): void {
  if (deletedAt) {
    throw new AwsError('InvalidRequestException', 'You can\'t perform this operation on the secret because it was marked for deletion.');
  }
}

const notFound = () => new AwsError('ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.');

function checkName(name: string): void {
  if (!NAME.test(name)) { // [LIVE localstack test_secretsmanager.snapshot.json]
    throw new AwsError('ValidationException', 'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!');
  }
}

function checkContent({ text, binary }: SecretContent): void {
  if (text !== undefined && binary !== undefined) {
    throw new AwsError('InvalidParameterException', 'You can\'t specify both a binary secret value and a string secret value in the same secret.');
  }
  const length = text === undefined ? binary?.length ?? 0 : Buffer.byteLength(text);
  if (length === 0) { // [LIVE terraform logs, also for an empty string]
    throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
  }
  if (length > MAX_CONTENT) {
    throw new AwsError('ValidationException', `1 validation error detected: Value at '${text === undefined ? 'secretBinary' : 'secretString'}' failed to satisfy `
      + `constraint: Member must have length less than or equal to ${MAX_CONTENT}`); // assumed: the form of AWS's own validation
  }
}
