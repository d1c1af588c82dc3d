import type { DomainMetric } from '../contract/metrics';

/** What monitoring has to know of a domain. */
export interface Monitored {
  readonly hasMailFrom: boolean;
  readonly hasDmarc: boolean;
  /** How often its key is rotated. Undefined if nothing rotates it. */
  readonly rotationDays?: number;
  /** Somebody looks at a metric of the domain: from now on it is written. */
  readonly ask: (metric: DomainMetric) => void;
}
