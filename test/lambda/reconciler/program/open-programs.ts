/*
 * Programs that show a fault that is known and not yet fixed, by what goes wrong in them first. Each is a program of 25 steps; any other
 * program that fails is a new fault. A program that does not fail any more has to leave this list.
 */
export const OPEN_PROGRAMS: Readonly<Record<string, readonly number[]>> = {
  'leaves records behind': [9, 386],
  'gives an identity back otherwise than it was found, after two failing take-overs at once': [57],
};
