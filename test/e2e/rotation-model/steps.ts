import * as fc from 'fast-check';
import type { Place } from './places';
import type { Fault } from '../../../local-aws/kernel/fault-injector';

export interface Change {
  readonly keyLength?: 1024 | 2048;
  readonly everyDays?: number;
  readonly immediately?: boolean;
  readonly rotated?: boolean;
  readonly feedbackForwarding?: boolean;
}

export type Step =
  | { readonly kind: 'time'; readonly hours: number }
  | { readonly kind: 'rotate'; readonly times: 1 | 2; readonly slow: boolean }
  | { readonly kind: 'rotate, and cancel'; readonly afterMs: number }
  | { readonly kind: 'deploy'; readonly change: Change; readonly fails: boolean; readonly rotating: 'before' | 'during' | 'no' }
  | { readonly kind: 'fault'; readonly operation: string; readonly nth: number; readonly fault: Fault; readonly every: boolean }
  | { readonly kind: 'fault in a deployment'; readonly operation: string; readonly change: Change; readonly fault: Fault }
  | { readonly kind: 'former key put back' }
  | { readonly kind: 'record taken away' };

const changes = ({ takesTurns }: Place): fc.Arbitrary<Change> => fc.oneof(
  fc.record({ feedbackForwarding: fc.boolean() }),
  fc.record({ keyLength: fc.constantFrom(1024 as const, 2048 as const) }),
  fc.record({ everyDays: takesTurns ? fc.constantFrom(30, 45) : fc.constantFrom(20, 30, 45), immediately: fc.boolean() }),
  ...takesTurns ? [] : [fc.record({ rotated: fc.boolean() })],
);
const failing = fc.constantFrom(
  'PutSecretValue', 'GetSecretValue', 'UpdateSecretVersionStage', 'DescribeSecret', 'ChangeResourceRecordSets', 'ListResourceRecordSets',
  'DescribeStacks', 'GetEmailIdentity', 'TagResource', 'PutEmailIdentityDkimSigningAttributes',
);
const fault: fc.Arbitrary<Fault> = fc.constantFrom<Fault>(
  { kind: 'kill-after' },
  { kind: 'kill-before' },
  { kind: 'drop-after' },
  { kind: 'error', code: 'AccessDeniedException', status: 400 },
  { kind: 'error', code: 'ThrottlingException', status: 400 },
  { kind: 'error', code: 'ServiceUnavailable', status: 503 },
);
const step = (change: fc.Arbitrary<Change>): fc.Arbitrary<Step> => fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('time' as const), hours: fc.constantFrom(5, 24, 7 * 24, 15 * 24, 31 * 24) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rotate' as const), times: fc.constantFrom(1 as const, 2 as const), slow: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rotate, and cancel' as const), afterMs: fc.integer({ min: 0, max: 90_000 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('deploy' as const), change, fails: fc.boolean(), rotating: fc.constantFrom('before' as const, 'during' as const, 'no' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('fault' as const), operation: failing, nth: fc.integer({ min: 1, max: 3 }), fault, every: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fault in a deployment' as const), operation: failing, change, fault }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('former key put back' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('record taken away' as const) }) },
);

/** A program of random steps. */
export function program(place: Place, { seed, length }: { readonly seed: number; readonly length: number }): readonly Step[] {
  return fc.sample(fc.array(step(changes(place)), { minLength: length, maxLength: length, size: 'max' }), { seed, numRuns: 1 })[0];
}
