/*
 * Programs that show a fault that is known and not yet fixed, by what goes wrong in them first. Each is a program of 25 steps; any other
 * program that fails is a new fault. A program that does not fail any more has to leave this list.
 */
export const OPEN_PROGRAMS: Readonly<Record<string, readonly number[]>> = {
  'leaves records behind': [13, 61, 73, 80, 82, 101, 130, 142, 143, 165, 187, 194, 202, 247, 251, 269, 282, 295, 364, 383, 388],
  'gives an adopted identity back changed': [38, 103, 118, 210, 213, 224, 237, 263, 285, 292, 299, 360, 365, 403],
  'settles otherwise than the template says': [39, 136, 168, 243, 281, 296, 320, 346],
  'removes a record too early': [189],
};
