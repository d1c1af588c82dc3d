/** CDK's provider framework shows the user message and stack; the stack is ours, and in the log. */
export function withoutTrace(message: string): Error {
  const error = new Error(message);
  [error.stack] = message.split('\n'); // the framework takes the first line for the message's, and shows the rest again
  return error;
}
