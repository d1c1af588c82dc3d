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

/** The changes that were asked for: PENDING at first, INSYNC when all name servers have them. [DOC GetChange] */
export class Changes {
  private readonly submitted = new Map<string, { readonly account: string; readonly submittedAt: Date; readonly insyncAt: number }>();

  constructor(private readonly clock: Clock, private readonly propagationMs: number) {}

  submit(account: string): ChangeStatus {
    const id = newId('C');
    const submittedAt = this.clock.now();
    this.submitted.set(id, { account, submittedAt, insyncAt: submittedAt.getTime() + this.propagationMs });
    return this.status(account, id);
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

  /** Resolves when a change has reached all name servers. */
  insync({ id, insyncAt }: ChangeStatus): Promise<void> {
    return this.clock.sleep(insyncAt - this.clock.now().getTime(), `Route 53 change ${id} is INSYNC`);
  }
}
