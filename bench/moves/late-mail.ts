import { DELAYS } from './circumstances';
import type { Message } from './mail-flow';
import type { Stage } from './stage';

/** Lets messages arrive late: how many do not verify then, for each delay. The stack is looked after in the meantime. */
export async function lostInTransit(stage: Stage, messages: readonly Message[]): Promise<number[]> {
  const { clock } = stage.aws;
  const lost = DELAYS.map(() => 0);
  for (const [index, { name, ms }] of DELAYS.entries()) {
    for (const { mail, sentAt } of messages) {
      clock.after(sentAt + ms - clock.now().getTime(), `a message arrives ${name} late`, async () => {
        lost[index] += await stage.verifies(mail) ? 0 : 1;
      });
    }
  }
  await stage.pass(Math.max(...DELAYS.map(({ ms }) => ms)));
  return lost;
}
