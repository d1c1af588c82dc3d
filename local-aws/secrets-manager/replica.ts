import type { Timer } from '../kernel/clock';

/** What a primary knows of its copy in another Region. */
export interface Replica {
  readonly region: string;
  readonly kmsKeyId?: string;
  /** Takes the place of a secret with the same name. */
  readonly overwrite: boolean;
  status: 'InProgress' | 'InSync' | 'Failed';
  message?: string;
  /** Of the changes that are on their way. */
  readonly timers: Set<Timer>;
}
