import { AFTER_MS, BEFORE_MS, CHECK_AGAIN_MS, type Circumstances, INTERVAL_MS } from './circumstances';
import { lostInTransit } from './late-mail';
import { MailFlow, type Message } from './mail-flow';
import { Stage } from './stage';
import type { Variant } from './variant';

/** How a variant did; times are seconds from the switch, when SES is given the new key. */
export interface Measurement {
  readonly variant: Pick<Variant, 'name' | 'use' | 'order'>;
  /** When mail left without the domain's signature, or with one that did not verify. */
  readonly unsigned: readonly Span[];
  /** When mail that the old key had signed did not verify. */
  readonly recordGone: readonly Span[];
  /** How many of the messages sent before the switch did not verify when they came late, in the order of the delays. */
  readonly lost: readonly number[];
  readonly sentBefore: number;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** All variants under the same circumstances. */
export interface Comparison {
  readonly circumstances: Circumstances;
  readonly measurements: readonly Measurement[];
}

/** One after the other: each has an engine of its own. */
export async function compare(variants: readonly Variant[], circumstances: Circumstances): Promise<Comparison> {
  const measurements: Measurement[] = [];
  for (const variant of variants) {
    measurements.push(await measure(variant, circumstances));
  }
  return { circumstances, measurements };
}

async function measure(variant: Variant, circumstances: Circumstances): Promise<Measurement> {
  const stage = await Stage.set(circumstances);
  try {
    const { clock } = stage.aws;
    await variant.deploy(stage);
    await clock.advance(circumstances.checkMs + CHECK_AGAIN_MS); // SES has found the record
    const flow = new MailFlow(stage);
    await clock.advance(BEFORE_MS);
    await variant.change(stage);
    const { switchedAt } = stage;
    await clock.advance(switchedAt + AFTER_MS - clock.now().getTime());
    flow.stop();

    const { messages } = flow;
    const before = messages.filter(({ sentAt }) => sentAt >= switchedAt - BEFORE_MS && sentAt < switchedAt);
    if (before.some(({ verifies }) => !verifies) || !messages.at(-1)!.verifies) {
      throw new Error(`${variant.name}, ${variant.use}: mail should be signed before the switch, and again when all is over`);
    }
    return {
      variant,
      unsigned: spans(messages.filter(({ verifies }) => !verifies), switchedAt),
      recordGone: spans(messages.filter(({ firstVerifies }) => !firstVerifies), switchedAt),
      lost: await lostInTransit(stage, before),
      sentBefore: before.length,
    };
  } finally {
    await stage.end();
  }
}

/** The intervals of messages; those that touch are one. */
function spans(messages: readonly Message[], origin: number): Span[] {
  return messages.reduce<Span[]>((joined, { sentAt }) => {
    const from = (sentAt - INTERVAL_MS / 2 - origin) / 1000;
    const to = from + INTERVAL_MS / 1000;
    const last = joined.at(-1);
    return last?.to === from ? [...joined.slice(0, -1), { from: last.from, to }] : [...joined, { from, to }];
  }, []);
}
