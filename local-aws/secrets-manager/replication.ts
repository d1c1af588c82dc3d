import type { ReplicaRegionType } from '@aws-sdk/client-secrets-manager';
import type { Replica } from './replica';
import type { Secret } from './secret';
import { apply, type Snapshot, snapshotOf } from './snapshot';
import { AwsError } from '../kernel/aws-error';
import type { Clock } from '../kernel/clock';
import type { Call } from '../kernel/service';

/** The secrets of all Regions. */
export interface RegionalSecrets {
  lookUp(name: string, place: Pick<Call, 'account' | 'region'>): Secret | undefined;
  addReplica(primary: Secret, region: string): Secret;
  remove(secret: Secret): void;
}

/** Copies of secrets in other Regions, which follow their primaries after a while. */
export class Replication {
  /** Regions where nothing arrives, and what the status says then: for tests. */
  readonly outages = new Map<string, string>();

  constructor(private readonly clock: Clock, private readonly delayMs: number, private readonly secrets: RegionalSecrets) {}

  /** Begins anew for a Region where replication failed. [DOC ReplicateSecretToRegions] */
  add(primary: Secret, regions: readonly ReplicaRegionType[], overwrite = false): void {
    checkReplicas(regions, primary.region);
    for (const { Region: region, KmsKeyId: kmsKeyId } of regions) {
      this.forget(primary, region!);
      const replica: Replica = { region: region!, kmsKeyId, overwrite, status: 'InProgress', timers: new Set() };
      primary.replicas.set(region!, replica);
      this.send(primary, replica);
    }
  }

  /** A replica goes at once. [DOC DeleteSecret] */
  remove(primary: Secret, regions: readonly string[]): void {
    const unknown = regions.find((region) => !primary.replicas.has(region));
    if (unknown) {
      throw new AwsError('InvalidParameterException', `The secret has no replica in ${unknown}.`); // assumed
    }
    for (const region of regions) {
      const copy = this.copyOf(primary, region);
      if (copy) {
        this.secrets.remove(copy);
      }
      this.forget(primary, region);
    }
  }

  /** The replica becomes a secret of its own, with what it has at that moment. [DOC StopReplicationToReplica] */
  promote(copy: Secret): void {
    if (copy.primaryRegion === undefined) {
      throw new AwsError('InvalidParameterException', 'The secret is not a replica.'); // assumed
    }
    const primary = this.secrets.lookUp(copy.name, { account: copy.account, region: copy.primaryRegion });
    copy.primaryRegion = undefined;
    if (primary) {
      this.forget(primary, copy.region);
    }
  }

  /** Sends a change to all replicas. */
  propagate(primary: Secret): void {
    primary.replicas.forEach((replica) => this.send(primary, replica));
  }

  private send(primary: Secret, replica: Replica): void {
    const snapshot = snapshotOf(primary);
    Object.assign(replica, { status: 'InProgress', message: undefined });
    const timer = this.clock.after(this.delayMs, `secretsmanager: ${primary.name} comes to ${replica.region}`, () => {
      replica.timers.delete(timer);
      Object.assign(replica, this.arrive(primary, replica, snapshot));
    });
    replica.timers.add(timer);
  }

  private arrive(primary: Secret, { region, kmsKeyId, overwrite, timers }: Replica, snapshot: Snapshot): Pick<Replica, 'status' | 'message'> {
    const outage = this.outages.get(region);
    if (outage !== undefined) {
      return { status: 'Failed', message: outage };
    }
    const copy = this.copyOf(primary, region);
    const namesake = copy ? undefined : this.secrets.lookUp(primary.name, { account: primary.account, region });
    if (namesake && !overwrite) {
      return { status: 'Failed', message: 'Secret with this name already exists in this region' }; // [DOC ReplicationStatusType]
    }
    if (namesake) {
      this.secrets.remove(namesake);
    }
    apply(snapshot, copy ?? Object.assign(this.secrets.addReplica(primary, region), { kmsKeyId }));
    return timers.size > 0 ? { status: 'InProgress' } : { status: 'InSync', message: 'Replication succeeded' }; // [DOC CLI describe-secret]
  }

  private copyOf({ name, account, region: primaryRegion }: Secret, region: string): Secret | undefined {
    const secret = this.secrets.lookUp(name, { account, region });
    return secret?.primaryRegion === primaryRegion ? secret : undefined;
  }

  private forget(primary: Secret, region: string): void {
    primary.replicas.get(region)?.timers.forEach((timer) => timer.cancel());
    primary.replicas.delete(region);
  }
}

export function checkReplicas(regions: readonly ReplicaRegionType[], primaryRegion: string): void {
  if (regions.some(({ Region }) => Region === primaryRegion)) {
    throw new AwsError('InvalidParameterException', 'Invalid replica region.'); // assumed: the text that getmoto/moto has
  }
}
