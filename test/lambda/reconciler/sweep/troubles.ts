import type { Call } from './calls';
import type { Actor } from '../world/actor';
import { MINUTE, SECOND } from '../world/scheduler';
import type { World } from '../world/world';

/** One attempt of a call that something befalls. */
export interface Attempt<T> {
  readonly call: Call;
  /** From 1. */
  readonly number: number;
  /** When the first attempt was made. */
  readonly begun: number;
  readonly actor: Actor;
  readonly world: World;
  readonly send: () => Promise<T>;
}

/** A column of the matrix. */
export interface Trouble {
  readonly name: string;
  /** Whether it can befall such a call. */
  readonly befalls: (call: Call) => boolean;
  readonly attempt: <T>(attempt: Attempt<T>) => Promise<T>;
}

/** An answer of the SDK's clients has ten seconds (lambda/aws/clients.ts). */
const TIMEOUT = 10 * SECOND;
/** [DOC IAM is eventually consistent] */
const GRANT_IS_KNOWN_AFTER = 3 * MINUTE;
const BUSY_ATTEMPTS = 6;
const READINGS_ARE_OLD_FOR = 50 * SECOND;
const EFFECT_IS_LATE_BY = 15 * SECOND;

/** Executions that may fail. A way back, and a removal, cannot go on without the call: AWS has to take it sooner or later. */
const GOES_BACK = /^(create|update|tend|rotate)/;

const isOfAws = ({ kind }: Call) => kind !== 'question';
const isWrite = ({ kind }: Call) => kind === 'write' || kind === 'single write';
const isAny = () => true;

/** What goes wrong with a call, as AWS and the network do it to the adapters. */
export const TROUBLES: readonly Trouble[] = [
  {
    name: 'refused once',
    befalls: isOfAws,
    attempt: ({ number, send }) => (number > 1 ? send() : fail('AccessDeniedException', { status: 400 })),
  },
  {
    name: 'refused for three minutes',
    befalls: isOfAws,
    attempt: ({ world, begun, number, send }) => (
      number > 1 && world.now - begun > GRANT_IS_KNOWN_AFTER ? send() : fail('AccessDeniedException', { status: 400 })
    ),
  },
  {
    name: 'refused for good',
    befalls: (call) => isWrite(call) && GOES_BACK.test(call.by),
    attempt: () => fail('LimitExceededException', { status: 400 }),
  },
  {
    name: 'throttled',
    befalls: isOfAws,
    attempt: ({ number, send }) => (number > BUSY_ATTEMPTS ? send() : fail('ThrottlingException', { status: 400 })),
  },
  {
    name: '5xx',
    befalls: isOfAws,
    attempt: ({ number, send }) => (number > 1 ? send() : fail('InternalFailure', { status: 500 })),
  },
  {
    name: 'never answered',
    befalls: isAny,
    attempt: async ({ number, send, world, call }) => {
      if (number > 1) {
        return send();
      }
      await world.scheduler.sleep(TIMEOUT);
      return call.kind === 'question' ? silence(call) : fail('TimeoutError', { code: 'ETIMEDOUT' });
    },
  },
  {
    name: 'answer lost',
    befalls: isWrite,
    attempt: async ({ number, send, world }) => {
      const answer = await send();
      if (number > 1) {
        return answer;
      }
      await world.scheduler.sleep(TIMEOUT);
      return fail('TimeoutError', { code: 'ETIMEDOUT' });
    },
  },
  {
    name: 'effect later than the answer is waited for',
    befalls: isWrite,
    attempt: async ({ number, send, world }) => {
      if (number > 1) {
        return send();
      }
      world.scheduler.after(EFFECT_IS_LATE_BY, () => void send().catch(() => {}));
      await world.scheduler.sleep(TIMEOUT);
      return fail('TimeoutError', { code: 'ETIMEDOUT' });
    },
  },
  {
    name: 'stale reads afterwards',
    befalls: (call) => isWrite(call) && (call.service === 'SES' || call.service === 'Secrets Manager'),
    attempt: ({ send, world }) => {
      world.holdReadings(READINGS_ARE_OLD_FOR);
      return send();
    },
  },
  {
    name: 'killed before',
    befalls: isAny,
    attempt: ({ actor }) => {
      actor.kill();
      return new Promise(() => {});
    },
  },
  {
    name: 'killed after',
    befalls: isWrite, // what reads has no effect: killed after it is killed before it
    attempt: async ({ actor, send }) => {
      await send();
      actor.kill();
      return new Promise(() => {});
    },
  },
];

/** An error as the SDK makes it. */
function fail(name: string, { status, code }: { readonly status?: number; readonly code?: string }): Promise<never> {
  const error = new Error(`${name} of the sweep`);
  return Promise.reject(Object.assign(error, {
    name, ...status === undefined ? { code } : { $fault: status < 500 ? 'client' : 'server', $metadata: { httpStatusCode: status } },
  }));
}

/** What lambda/dns answers when no name server does. */
function silence<T>({ operation }: Call): T {
  return (operation === 'ask' ? { kind: 'unknown', problem: 'no answer (ETIMEOUT)' } : undefined) as T;
}
