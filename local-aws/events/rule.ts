import type { EventPattern } from './event-pattern';
import type { InputTransformer } from './input-transformer';
import type { Timer } from '../kernel/clock';

export interface RuleTarget {
  readonly id: string;
  readonly functionArn: string;
  /** What the function gets instead of the event: always the same, or made of the event. */
  readonly input?: { readonly constant: unknown } | InputTransformer;
}

/** A rule of the default event bus: by pattern, by schedule, or by both. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly enabled: boolean;
  readonly pattern?: EventPattern;
  readonly everyMs?: number;
  readonly targets: readonly RuleTarget[];
  /** Of its next scheduled event. */
  timer?: Timer;
}
