import { OutOfTime, type Ports } from '../ports';
import * as reconciler from '../reconciler';

/** What all triggers lead to. */
export type Reconciler = Pick<typeof reconciler, 'deploy' | 'remove' | 'tend' | 'rotate' | 'settingsOf'>;

/** What one event has to work with. */
export interface Occasion {
  readonly stackId: string;
  readonly region: string;
  readonly ports: Ports;
  readonly reconciler: Reconciler;
  /** In milliseconds: what is not finished by then is left to another delivery. */
  readonly deadline: number;
}

/** Whether another delivery of the event can go on where this one ended. */
export function isUnfinished(error: unknown): boolean {
  return error instanceof OutOfTime || error instanceof reconciler.NotFinished;
}
