/** One delivery of an event to a function. */
export interface Invocation {
  /** The same in every retry of an asynchronous invocation. */
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
}

/** How an invocation ended. */
export interface InvocationResult {
  readonly requestId: string;
  readonly executedVersion: '$LATEST';
  /** JSON: what the handler returned, or `{ errorType, errorMessage, trace? }`. */
  readonly payload: string;
  /** Present if the function failed. */
  readonly functionError?: 'Unhandled';
}

export function succeeded(requestId: string, payload: string): InvocationResult {
  return { requestId, executedVersion: '$LATEST', payload };
}

export function failed(requestId: string, payload: string): InvocationResult {
  return { requestId, executedVersion: '$LATEST', payload, functionError: 'Unhandled' };
}

/** [DOC Lambda troubleshooting-invocation] the process ended before it answered. */
export function exited(requestId: string, how: string): InvocationResult {
  return failed(requestId, JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${how}` }));
}

/** [DOC Lambda troubleshooting-invocation] */
export function timedOut(requestId: string, seconds: number): InvocationResult {
  return failed(requestId, JSON.stringify({
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  }));
}

/** As Go, in which Lambda's own supervisor is written, names what ended a process. */
const SIGNALS: Record<string, string> = {
  SIGKILL: 'killed', SIGTERM: 'terminated', SIGABRT: 'aborted', SIGSEGV: 'segmentation fault', SIGINT: 'interrupt', SIGBUS: 'bus error',
};

export function exitReason(code: number | null, signal: string | null): string {
  if (signal) {
    return `Runtime exited with error: signal: ${SIGNALS[signal] ?? signal}`;
  }
  return code ? `Runtime exited with error: exit status ${code}` : 'Runtime exited without providing a reason';
}
