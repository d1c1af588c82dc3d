import { newId } from './names';
import { AwsError } from '../kernel/aws-error';
import type { Clock } from '../kernel/clock';

export interface ChangeStatus {
  readonly id: string;
  readonly submittedAt: Date;
  /** Engine milliseconds. */
  readonly insyncAt: number;
  readonly isInsync: boolean;
}

/** How long CloudFormation waits for a change. assumed */
const PATIENCE_MS = 3_600_000;

/** The changes that were asked for: PENDING at first, INSYNC when all name servers have them. [DOC GetChange] */
export class Changes {
  /**
   * Switch: changes that are submitted from now on stay PENDING, and DNS serves them all the same; or it never does. Such days
   * have been. [DOC GetChange: "generally within 60 seconds"; assumed]
   */
  stall: 'none' | 'status' | 'servers' = 'none';
  private readonly submitted = new Map<string, { readonly account: string; readonly submittedAt: Date; readonly insyncAt: number }>();

  constructor(private readonly clock: Clock, private readonly propagationMs: number) {}

  submit(account: string): ChangeStatus {
    const id = newId('C');
    const submittedAt = this.clock.now();
    this.submitted.set(id, { account, submittedAt, insyncAt: this.stall === 'none' ? this.dueAt(submittedAt) : Infinity });
    return this.status(account, id);
  }

  /** When the name servers have a change that is submitted at a moment. */
  servedFrom(submittedAt: Date): number {
    return this.stall === 'servers' ? Infinity : this.dueAt(submittedAt);
  }

  status(account: string, changeId: string): ChangeStatus {
    const id = changeId.replace('/change/', '');
    const change = this.submitted.get(id);
    if (!change || change.account !== account) {
      throw new AwsError('NoSuchChange', `Could not find resource with ID: ${id}`, 404);
    }
    const { submittedAt, insyncAt } = change;
    return { id, submittedAt, insyncAt, isInsync: insyncAt <= this.clock.now().getTime() };
  }

  /** Resolves when a change has reached all name servers; throws if it does not in an hour. */
  async insync({ id, insyncAt }: ChangeStatus): Promise<void> {
    const wait = insyncAt - this.clock.now().getTime();
    await this.clock.sleep(Math.min(wait, PATIENCE_MS), `Route 53 change ${id} is INSYNC`);
    if (wait > PATIENCE_MS) {
      throw new Error(`Resource did not stabilize: the change ${id} is not INSYNC`); // assumed text
    }
  }

  private dueAt(submittedAt: Date): number {
    return submittedAt.getTime() + this.propagationMs;
  }
}
