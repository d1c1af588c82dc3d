/** A stack, by where and how it is called. */
export interface StackRef {
  readonly name: string;
  readonly region: string;
}

/** How the identity of a variant signs. */
export type Signing =
  | { readonly kind: 'easy' }
  | { readonly kind: 'own'; readonly secretName: string; readonly selector: string }
  | { readonly kind: 'generated' }
  | { readonly kind: 'rotated' }
  | { readonly kind: 'followed'; readonly secretName: string }
  | { readonly kind: 'replica'; readonly parentRegion: string }
  /** A generated and rotated key, with a replica of its secret in another Region, and the identity there. */
  | { readonly kind: 'shared'; readonly secretName: string; readonly replicaRegion: string }
  | { readonly kind: 'key-replica'; readonly secretName: string };

/** What a template says: one identity, and perhaps a resource that cannot be made. */
export interface Variant {
  readonly domainName: string;
  readonly signing: Signing;
  /** The id of the construct. */
  readonly id?: string;
  /** Takes over an identity that is there: that of the construct's previous id. */
  readonly adopts?: boolean;
  /** After the identity comes a resource that fails. */
  readonly fails?: boolean;
}
