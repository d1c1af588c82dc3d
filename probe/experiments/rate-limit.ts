import { GetEmailIdentityCommand, ListEmailIdentitiesCommand } from '@aws-sdk/client-sesv2';
import { type Experiment, known } from '../experiment';

const BURST = 12;
const ROUNDS = 3;
const PAUSE_MS = 20_000;

/** Uses up what one operation may do, and asks at once whether another one still may. */
export const rateLimit: Experiment = {
  id: 'rate-limit',
  question: 'Is the limit of one call a second shared between operations?',
  settles: ['ses.rateLimit'],
  minutes: 2,
  run: async ({ clients, clock, identities, newDomain }) => {
    const domain = newDomain();
    await identities.create(domain);
    const ses = clients.hastySes();
    const isTaken = async (call: () => Promise<unknown>) => {
      try {
        await call();
        return true;
      } catch (error) {
        if ((error as Error).name === 'NotFoundException') {
          return true; // a reading that comes too early
        }
        if ((error as Error).name === 'TooManyRequestsException') {
          return false;
        }
        throw error;
      }
    };
    let [refused, others] = [0, 0];
    for (let round = 0; round < ROUNDS; round++) {
      await clock.sleep(PAUSE_MS);
      const get = () => isTaken(() => ses.send(new GetEmailIdentityCommand({ EmailIdentity: domain })));
      const same = await Promise.all(Array.from({ length: BURST }, get));
      const other = await isTaken(() => ses.send(new ListEmailIdentitiesCommand({})));
      refused += same.includes(false) ? 1 : 0;
      others += other ? 1 : 0;
    }
    return [known('ses.rateLimit', refused === 0 ? 'off' : others > ROUNDS / 2 ? 'per operation' : 'shared')];
  },
};
