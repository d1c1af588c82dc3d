import type { LedgerKey } from './key-ledger';

/** What becomes of a key's record. */
export type RetirementStep =
  | { readonly kind: 'serve again'; readonly key: LedgerKey }
  | { readonly kind: 'retire'; readonly key: LedgerKey }
  | { readonly kind: 'revoke'; readonly key: LedgerKey }
  | { readonly kind: 'remove'; readonly key: LedgerKey };

/**
 * A record stays as long as anything signs with its key, or is about to. After that mail that is under way needs it for the
 * overlap; then it is revoked, so that nobody can sign in the past with a key that leaks; after as long again it goes.
 *
 * [BCP M3AAWG DKIM Key Rotation, 2019: keep the record for mail in transit, revoke it, remove it later]
 *
 * @param inUse the selectors that SES signs with
 */
export function retirementSteps(
  keys: readonly LedgerKey[], inUse: readonly string[], overlapSeconds: number, now: Date,
): RetirementStep[] {
  return keys.flatMap((key): RetirementStep[] => {
    if (key.isCurrent || key.isPending || inUse.includes(key.selector)) {
      return key.retiredAt ? [{ kind: 'serve again', key }] : [];
    }
    if (!key.retiredAt) {
      return [{ kind: 'retire', key }];
    }
    const overlaps = (now.getTime() - key.retiredAt.getTime()) / 1000 / overlapSeconds;
    return overlaps >= 2 ? [{ kind: 'remove', key }] : overlaps >= 1 ? [{ kind: 'revoke', key }] : [];
  });
}
