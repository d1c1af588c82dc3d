import { AFTER_MS, BEFORE_MS, CHECK_AGAIN_MS, type Circumstances, INTERVAL_MS } from './circumstances';
import { lostInTransit } from './late-mail';
import { LOOK_MS, MailFlow, type Message } from './mail-flow';
import { RefusedDeployment, Stage } from './stage';
import type { Variant } from './variant';

/** How a move went. Times are seconds from the switch, when SES receives the other way of signing. */
export interface Measurement {
  readonly name: string;
  readonly use: string;
  readonly isToldLate: boolean;
  /** Why the construct does not make the move, if it does not. */
  readonly refusal?: string;
  /** When mail left without the domain's signature, or with one that did not verify. */
  readonly unsigned: readonly Span[];
  /** When mail that was signed in the first way did not verify. */
  readonly recordGone: readonly Span[];
  /** How many of the messages sent before the switch did not verify when they came late, in the order of the delays. */
  readonly lost?: readonly number[];
  readonly sentBefore: number;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * One move, on an engine of its own.
 *
 * @param isPatient whether mail arrives late, which takes days of the engine's time
 */
export async function measure(variant: Variant, circumstances: Circumstances, isPatient: boolean): Promise<Measurement> {
  const { name, use, isToldLate } = variant;
  const stage = await Stage.set(circumstances);
  try {
    const { clock } = stage.aws;
    await variant.deploy(stage);
    await clock.advance(circumstances.propagationMs + circumstances.checkMs + CHECK_AGAIN_MS); // SES has found the records
    const flow = new MailFlow(stage);
    await clock.advance(BEFORE_MS);
    try {
      await variant.change(stage);
    } catch (error) {
      if (error instanceof RefusedDeployment && flow.switchedAt === undefined) {
        flow.stop();
        return { name, use, isToldLate, refusal: error.message, unsigned: [], recordGone: [], sentBefore: flow.messages.length };
      }
      throw error;
    }
    await clock.advance(LOOK_MS);
    const { switchedAt } = flow;
    if (switchedAt === undefined) {
      throw new Error('SES was not told to sign otherwise');
    }
    await clock.advance(Math.max(0, switchedAt + AFTER_MS - clock.now().getTime()));
    flow.stop();

    // What leaves between the switch and the first message of its first interval belongs to neither.
    const messages = flow.messages.filter(({ sentAt }) => (
      sentAt < switchedAt || (sentAt >= switchedAt + INTERVAL_MS / 2 && sentAt < switchedAt + AFTER_MS)
    ));
    const before = messages.filter(({ sentAt }) => sentAt >= switchedAt - BEFORE_MS && sentAt < switchedAt);
    if (before.some(({ verifies }) => !verifies) || !messages.at(-1)!.verifies) {
      throw new Error('mail should be signed before the switch, and again when all is over');
    }
    return {
      name,
      use,
      isToldLate,
      unsigned: spans(messages.filter(({ verifies }) => !verifies), switchedAt),
      recordGone: spans(messages.filter(({ firstVerifies }) => !firstVerifies), switchedAt),
      lost: isPatient ? await lostInTransit(stage, before) : undefined,
      sentBefore: before.length,
    };
  } catch (error) {
    throw new Error(`${name}, ${use}: ${(error as Error).message}`);
  } finally {
    await stage.end();
  }
}

export function unsignedSeconds({ unsigned }: Measurement): number {
  return unsigned.reduce((seconds, { from, to }) => seconds + to - from, 0);
}

/** The intervals of messages; those that touch are one. */
function spans(messages: readonly Message[], origin: number): Span[] {
  return messages.reduce<Span[]>((joined, { sentAt }) => {
    const from = Math.round((sentAt - INTERVAL_MS / 2 - origin) / 1000);
    const to = from + INTERVAL_MS / 1000;
    const last = joined.at(-1);
    return last?.to === from ? [...joined.slice(0, -1), { from: last.from, to }] : [...joined, { from, to }];
  }, []);
}
