/*
 * Programs that show a fault that is known and not yet fixed, by what goes wrong in them first. Each is a program of 25 steps; any other
 * program that fails is a new fault. A program that does not fail any more has to leave this list.
 */
export const OPEN_PROGRAMS: Readonly<Record<string, readonly number[]>> = {
  // Only the identity's tags know the zones that it left. A removal deletes the identity first, and may be interrupted then.
  'leaves records in a zone that the domain left': [583],
};
