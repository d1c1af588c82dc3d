import { decodeSesVerification, type SesVerificationAttribute, type SesVerificationRequest } from '../../src/contract/ses-verification';
import type { Stacks } from '../aws/stacks';
import type { Answer, Lifecycle, Origin } from '../custom-resources/lifecycle';
import { log } from '../custom-resources/log';

/** CloudFormation gives a resource an hour: the rest of it is for the last look and the answer. */
const LONGEST_WAIT_S = 59 * 60;

/** What the beginning tells the looks that follow: the provider framework hands it on, as it is, to each of them. */
export interface Waiting {
  /** In ISO 8601. */
  readonly Deadline: string;
  /** Whether the stack is on its way back to what it was. */
  readonly RollingBack: string;
}

type Wanted = SesVerificationRequest;

/** `Custom::SesVerification`, as far as its beginning: the waiting is done by `verified.ts`. It changes nothing anywhere. */
export class VerificationLifecycle implements Lifecycle<Wanted, SesVerificationAttribute> {
  readonly decode = decodeSesVerification;

  constructor(private readonly stacks: Stacks, private readonly now: () => Date = () => new Date()) {}

  async create(wanted: Wanted): Promise<Answer<SesVerificationAttribute>> {
    return this.begin(wanted, false);
  }

  async update(wanted: Wanted, _previous: Wanted, { stackId }: Origin): Promise<Answer<SesVerificationAttribute>> {
    return this.begin(wanted, await this.stacks.isRollingBack(stackId));
  }

  async delete(): Promise<void> {}

  private begin({ domainName, waitSeconds }: Wanted, rollingBack: boolean): Answer<SesVerificationAttribute> {
    const deadline = new Date(this.now().getTime() + Math.min(waitSeconds, LONGEST_WAIT_S) * 1000).toISOString();
    log.info('waiting for SES', { domainName, deadline, rollingBack });
    const waiting: Waiting = { Deadline: deadline, RollingBack: String(rollingBack) };
    return { physicalId: domainName, attributes: { DkimStatus: '' }, waiting: { ...waiting } };
  }
}
