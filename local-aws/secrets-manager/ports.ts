import type { ServiceEvent } from '../events';
import type { Clock } from '../kernel/clock';
import type { Call } from '../kernel/service';
import type { InvocationResult, ServiceCaller } from '../lambda';

/** What Secrets Manager needs of the rest of the engine. */
export interface SecretsManagerPorts {
  readonly clock: Clock;
  /** From a change of a secret to its replicas. */
  readonly replicationMs: number;
  /** Invokes a rotation function and waits. */
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvocationResult>;
  /** Whether the function's resource policy lets Secrets Manager invoke it. */
  readonly permits: (functionArn: string, caller: ServiceCaller) => boolean;
  /** Tells EventBridge. */
  readonly publish: (event: ServiceEvent, place: Pick<Call, 'account' | 'region'>) => void;
}
