import type { Clock } from '../kernel/clock';
import type { ServiceCaller } from '../lambda';

/** What EventBridge needs of the rest of the engine. */
export interface EventsPorts {
  readonly clock: Clock;
  /** Gives a function an event, asynchronously. */
  readonly invoke: (functionArn: string, event: unknown) => void;
  /** Whether the function's resource policy lets EventBridge invoke it. */
  readonly permits: (functionArn: string, caller: ServiceCaller) => boolean;
}

/** What somebody tells EventBridge; account and Region come with the delivery. */
export interface ServiceEvent {
  /** `aws.secretsmanager` */
  readonly source: string;
  readonly detailType: string;
  /** ARNs. */
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** That of the delivery if it is absent. */
  readonly time?: Date;
}
