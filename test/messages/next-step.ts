/** What a person can do is the end of a message. */
const NEXT_STEP = /[;,] (or |and |otherwise )?(deploy|ask|check|remove|correct|give|have|wait|restore|put|let|take|change)/;

export function saysWhatToDo(message: string): boolean {
  return NEXT_STEP.test(message);
}
