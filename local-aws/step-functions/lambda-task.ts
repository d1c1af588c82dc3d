import { InvokeCommand, LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda';
import type { StepFunctionsPorts } from './ports';
import type { StateMachine } from './state-machine';

/** How an attempt at a task ended. */
export type TaskOutcome = { readonly output: string } | { readonly error: string; readonly cause: string };

/**
 * Invokes a function as the state machine's role does: a request like any other, so that the role's permissions, the
 * request log and the fault injector all have their say.
 */
export async function invokeFunction(
  functionArn: string, payload: string, machine: StateMachine, ports: StepFunctionsPorts, sessionName: string,
): Promise<TaskOutcome> {
  const client = new LambdaClient({
    region: machine.region,
    endpoint: ports.endpoint(),
    credentials: async () => ports.credentials(machine.roleArn, sessionName),
    maxAttempts: 1, // retrying is what the state machine's definition is about
  });
  try {
    const answer = await client.send(new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(payload) }));
    const output = Buffer.from(answer.Payload ?? []).toString('utf8');
    return answer.FunctionError ? { error: errorType(output), cause: output } : { output };
  } catch (error) {
    return refused(error as Error);
  } finally {
    client.destroy();
  }
}

/** [DOC Step Functions concepts-error-handling] the error's name is the function's own where it gave one. */
function errorType(output: string): string {
  return (JSON.parse(output) as { errorType?: string } | null)?.errorType || 'Lambda.Unknown';
}

/** [DOC Step Functions concepts-error-handling] errors of Lambda itself; that AccessDenied is an AWSLambdaException: assumed. */
function refused(error: Error): TaskOutcome {
  if (!(error instanceof LambdaServiceException)) {
    return { error: 'Lambda.SdkClientException', cause: error.message };
  }
  const { httpStatusCode, requestId } = error.$metadata;
  const name = error.name === 'AccessDeniedException' ? 'AWSLambdaException' : error.name;
  return {
    error: `Lambda.${name}`,
    cause: `${error.message} (Service: AWSLambda; Status Code: ${httpStatusCode}; Error Code: ${error.name}; Request ID: ${requestId})`,
  };
}
