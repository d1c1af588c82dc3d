import type { Stage, Way } from './stage';
import type { Trigger } from './triggers';
import type { StackOutcome } from '../../../local-aws/cloudformation';
import type { OutgoingMail } from '../../../local-aws/ses';
import { saysWhatToDo } from '../../messages/next-step';
import { DOMAIN } from '../world';

const HOUR = 60 * 60_000;

/** What has to hold after each cell. */
export class Judge {
  readonly problems: string[] = [];
  private foreign: readonly string[] = [];
  private inTransit?: OutgoingMail;

  constructor(private readonly stage: Stage, private readonly trigger: Trigger) {}

  /** Before the trigger. */
  async begins(): Promise<void> {
    this.foreign = await this.stage.foreign();
    if (this.trigger.before) {
      this.inTransit = await this.stage.world.send();
      this.expect(this.inTransit.signedBy !== undefined, 'mail is unsigned before anything happened');
    }
  }

  /** The deployment succeeded, or it said why not and went back. Then SES signs as the surviving template says. */
  async after(outcome: StackOutcome | undefined): Promise<void> {
    const { trigger } = this;
    this.checkOutcome(outcome);
    await this.rest();
    const wentWell = outcome === undefined || !/ROLLBACK/.test(outcome.status);
    this.expect(wentWell || trigger.fails === true || this.saysWhy(outcome), `it went back without a word: ${outcome?.status}`);
    await this.signsAs('afterwards', wentWell && !trigger.fails ? trigger.after : trigger.before);
    if (this.inTransit && trigger.after) { // a stack that goes takes its records along
      const { dkim } = await this.stage.world.judge(this.inTransit);
      this.expect(dkim === 'pass', `mail in transit has dkim=${dkim}`);
    }
  }

  /** Doing it again converges. */
  async afterAgain(outcome: StackOutcome | undefined): Promise<void> {
    const { trigger: { after, before } } = this;
    this.checkOutcome(outcome);
    this.expect(outcome === undefined || /^(CREATE|UPDATE)_COMPLETE$/.test(outcome.status), `again: ${outcome?.status} ${JSON.stringify(outcome && this.reasons(outcome))}`);
    await this.rest();
    await this.signsAs('after it was done again', after ?? before);
  }

  /** Nothing of ours is left, and nothing of others is gone. */
  async afterDestruction(): Promise<void> {
    const { stage, trigger: { stacks = ['Mail'], isTheirs } } = this;
    for (const stackName of stacks) {
      const outcome = await stage.world.destroy(stackName);
      this.expect(outcome.status === 'DELETE_COMPLETE', `destroying ${stackName}: ${outcome.status} ${JSON.stringify(this.reasons(outcome))}`);
    }
    await stage.world.settled();
    await stage.world.aws.clock.advance(HOUR);
    await this.isGone('after all stacks are destroyed', isTheirs);
    const foreign = await stage.foreign();
    this.expect(this.foreign.join() === foreign.join(), `of others there was ${this.foreign.join()}, and is ${foreign.join()}`);
  }

  /** The clock looks a few times. */
  private async rest(): Promise<void> {
    await this.stage.world.settled();
    await this.stage.world.pass(3 * HOUR, HOUR);
  }

  private async signsAs(when: string, way: Way | undefined): Promise<void> {
    if (way === undefined) {
      return this.isGone(when, this.trigger.isTheirs);
    }
    const { dkim, spf, selector = '' } = await this.stage.world.verdict();
    const wanted = await this.stage.selectors(way);
    this.expect(dkim === 'pass' && spf === 'pass' && wanted.includes(selector), `${when}: dkim=${dkim} spf=${spf} by ${selector}, wanted ${wanted.join()}`);
  }

  private async isGone(when: string, isTheirs = false): Promise<void> {
    const remains = await this.stage.remains();
    const identity = await this.stage.world.identity();
    this.expect(remains.length === 0, `${when}: ${remains.join()} is left`);
    this.expect((identity !== undefined) === isTheirs, `${when}: the identity is ${identity ? 'there' : 'gone'}`);
    const ours = (identity?.Tags ?? []).filter(({ Key }) => Key!.startsWith('cdk-ses-dkim:'));
    this.expect(ours.length === 0, `${when}: the identity has the tags ${ours.map(({ Key }) => Key).join()}`);
  }

  private checkOutcome(outcome: StackOutcome | undefined): void {
    this.expect(!outcome || !/_FAILED$/.test(outcome.status), `${outcome?.status}: ${JSON.stringify(outcome && this.reasons(outcome))}`);
    for (const reason of outcome ? this.reasons(outcome) : []) {
      this.expect(reason.includes(DOMAIN), `the message does not name the domain: ${reason}`);
      this.expect(saysWhatToDo(reason), `the message does not say what to do: ${reason}`);
    }
  }

  private saysWhy(outcome: StackOutcome | undefined): boolean {
    return outcome !== undefined && this.reasons(outcome).length > 0;
  }

  private reasons(outcome: StackOutcome): string[] {
    return this.stage.world.failures(outcome).filter(({ logicalId }) => logicalId !== 'Sibling').map(({ reason }) => reason);
  }

  private expect(holds: boolean, problem: string): void {
    if (!holds) {
      this.problems.push(problem);
    }
  }
}
