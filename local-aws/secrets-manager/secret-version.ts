export interface SecretContent {
  readonly text?: string;
  readonly binary?: Uint8Array;
}

export interface SecretVersion {
  readonly id: string;
  /** Absent while a rotation has only named the version that its function will fill. [DOC DescribeSecret, VersionIdsToStages] */
  content?: SecretContent;
  readonly created: Date;
  readonly stages: Set<string>;
}

export type FilledVersion = SecretVersion & { readonly content: SecretContent };

export function isFilled(version: SecretVersion | undefined): version is FilledVersion {
  return version?.content !== undefined;
}

export function sameContent(one: SecretContent = {}, other: SecretContent = {}): boolean {
  return one.text === other.text && Buffer.from(one.binary ?? []).equals(Buffer.from(other.binary ?? []));
}
