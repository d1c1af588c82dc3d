import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-lambda';
import type { EventQueue } from './event-queue';
import { functionReference } from './function-arn';
import { described } from './lambda-function';
import type { Store } from './store';
import { AwsError, NotImplementedError } from '../kernel/aws-error';
import type { AccessRequest, Call, ServiceApi } from '../kernel/service';

/** [DOC Lambda gettingstarted-limits] a synchronous request. */
const LARGEST_PAYLOAD = 6_291_456;

/** As it arrives: bytes. */
type InvokeInput = Omit<sdk.InvokeCommandInput, 'Payload'> & { readonly Payload?: Uint8Array };

/** What a test or the CDK CLI asks of a function. */
export function lambdaOperations(functions: Store, events: EventQueue): ServiceApi['operations'] {
  const invoke = async (input: InvokeInput, call: Call): Promise<Partial<sdk.InvokeCommandOutput>> => {
    const [unsupported] = (['ClientContext', 'DurableExecutionName', 'TenantId'] as const).filter((name) => input[name] !== undefined);
    if (unsupported || input.LogType === 'Tail') {
      throw new NotImplementedError(`${unsupported ?? 'LogType Tail'} of lambda:Invoke`);
    }
    const fn = functions.find(input.FunctionName!, call, input.Qualifier);
    const invocation = { requestId: randomUUID(), payload: payloadOf(input.Payload) };
    switch (input.InvocationType ?? 'RequestResponse') {
      case 'DryRun':
        return { StatusCode: 204 };
      case 'Event':
        events.add(fn, invocation);
        return { StatusCode: 202 };
      case 'RequestResponse': {
        const { payload, functionError, executedVersion } = await fn.invoke(invocation);
        return {
          StatusCode: 200,
          FunctionError: functionError,
          ExecutedVersion: executedVersion,
          Payload: Buffer.from(payload) as never, // the SDK's output type adds string conversions to the bytes
        };
      }
      default:
        throw new AwsError('InvalidParameterValueException', `Unsupported invocation type ${input.InvocationType}`);
    }
  };
  return {
    Invoke: invoke,
    GetFunction: ({ FunctionName, Qualifier }: sdk.GetFunctionCommandInput, call) =>
      ({ Configuration: described(functions.find(FunctionName!, call, Qualifier)), Code: { RepositoryType: 'S3' } }),
    GetFunctionConfiguration: ({ FunctionName, Qualifier }: sdk.GetFunctionConfigurationCommandInput, call) =>
      described(functions.find(FunctionName!, call, Qualifier)),
  };
}

export function lambdaAccess(): ServiceApi['access'] {
  return {
    Invoke: on('lambda:InvokeFunction'),
    GetFunction: on('lambda:GetFunction'),
    GetFunctionConfiguration: on('lambda:GetFunctionConfiguration'),
  };
}

/** [DOC Service Authorization Reference, Lambda] on the function, with the qualifier that the request names. */
function on(action: string) {
  return (input: { readonly FunctionName: string; readonly Qualifier?: string }, call: Call): AccessRequest[] => {
    const { arn, qualifier } = functionReference(input.FunctionName, call, input.Qualifier);
    return [{ action, resource: qualifier ? `${arn}:${qualifier}` : arn }];
  };
}

function payloadOf(bytes: Uint8Array = Buffer.of()): string {
  const payload = bytes.length === 0 ? '{}' : Buffer.from(bytes).toString('utf8');
  if (payload.length > LARGEST_PAYLOAD) {
    throw new AwsError('RequestTooLargeException', `${payload.length} byte payload is too large for the RequestResponse invocation type (limit ${LARGEST_PAYLOAD} bytes)`, 413);
  }
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${(error as Error).message}`);
  }
  return payload;
}
