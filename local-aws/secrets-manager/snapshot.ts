import type { Secret } from './secret';
import type { SecretVersion } from './secret-version';

/** What a replica has of its primary, as it was at a moment; its key is its own. [DOC Secrets Manager, replicate-secrets] */
export type Snapshot = Pick<Secret, 'tags' | 'description' | 'resourcePolicy' | 'changed'> & { readonly versions: readonly SecretVersion[] };

export function snapshotOf({ tags, description, resourcePolicy, changed, versions }: Secret): Snapshot {
  return { tags, description, resourcePolicy, changed, versions: versions.map((version) => ({ ...version, stages: new Set(version.stages) })) };
}

export function apply({ versions, ...metadata }: Snapshot, copy: Secret): void {
  Object.assign(copy, metadata);
  copy.versions.splice(0, copy.versions.length, ...versions);
}
