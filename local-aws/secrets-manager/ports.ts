import type { ServiceEvent } from '../events';
import type { Clock } from '../kernel/clock';
import type { Call } from '../kernel/service';

/** What Secrets Manager needs of the rest of the engine. */
export interface SecretsManagerPorts {
  readonly clock: Clock;
  /** Tells EventBridge. */
  readonly publish: (event: ServiceEvent, place: Pick<Call, 'account' | 'region'>) => void;
}
