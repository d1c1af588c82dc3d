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
  | { readonly kind: 'replica'; readonly parentRegion: string };

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
