import type { AskedMetrics } from '../../src/contract/metrics';
import { OutOfTime, type Ports } from '../ports';
import * as reconciler from '../reconciler';
import { type Line, type Look, write } from '../reporting/metrics';

/** What all triggers lead to. */
export type Reconciler = Pick<typeof reconciler, 'deploy' | 'remove' | 'tend' | 'rotate' | 'settingsOf' | 'quickLook' | 'otherOwner' | 'lostOwnerTags'>;

/** What one event has to work with. */
export interface Occasion {
  readonly stackId: string;
  readonly region: string;
  readonly ports: Ports;
  readonly reconciler: Reconciler;
  /** In milliseconds: what is not finished by then is left to another delivery. */
  readonly deadline: number;
  /** Which metrics of a domain somebody asks for. */
  readonly asked: AskedMetrics;
}

/** Writes lines to the log, with the metrics in them. */
export function report({ stackId, asked, ports }: Occasion, linesOf: (look: Look) => readonly Line[]): void {
  const [, stackName] = stackId.split('/'); // arn:aws:cloudformation:<region>:<account>:stack/<name>/<id>
  linesOf({ stackName, asked, now: ports.now() }).forEach(write);
}

/** Whether another delivery of the event can go on where this one ended. */
export function isUnfinished(error: unknown): boolean {
  return error instanceof OutOfTime || error instanceof reconciler.NotFinished;
}
