/**
 * Options of keys whose records are behind CNAMEs.
 */
export interface CnameDelegationOptions {
  /**
   * The two selectors that the keys alternate between: the key in use has one, and the previous or the next key has the other.
   *
   * The domain's DNS must have nothing at `<selector>._domainkey.<domain>` but the CNAME. Other selectors are other CNAMEs:
   * publish them before the deployment that changes them.
   *
   * @default - `ses1` and `ses2`
   */
  readonly selectors?: string[];

  /**
   * Whether the stack has an output with the records that are left to publish, the two CNAMEs among them.
   *
   * @default true
   */
  readonly output?: boolean;
}
