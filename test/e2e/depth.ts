/** `npm run sweep` plays everything where the gate plays a chosen part. */
export const EVERY = process.env.SWEEP_SEEDS !== undefined;

/** Whether a call changes nothing: a function that is killed after it leaves what was there. */
export function isLook(operation: string): boolean {
  return /^(Get|List|Describe)/.test(operation);
}
