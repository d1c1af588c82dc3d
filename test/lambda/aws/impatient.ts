import { Attempts } from '../../../lambda/aws/attempts';

/** Attempts whose time passes by their own pauses only. */
export function impatient() {
  let time = 1_000_000;
  const pauses: number[] = [];
  const attempts = new Attempts(() => time, async (milliseconds) => {
    pauses.push(milliseconds);
    time += milliseconds;
  });
  attempts.begin(14 * 60_000);
  return {
    attempts,
    pauses,
    get passed() {
      return time - 1_000_000;
    },
  };
}

/** An error as the SDK has it. */
export function awsError(name: string, status = 400, message = 'said no'): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

/** As Node's network has it. */
export function networkError(code: string): Error {
  return Object.assign(new Error(`read ${code}`), { code, $metadata: { attempts: 1 } });
}
