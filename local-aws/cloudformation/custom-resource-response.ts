import type { Properties } from './resource-provider';

/** Inclusive [LIVE awsdocs/aws-cloudformation-user-guide#262, by trial]. */
const LONGEST_RESPONSE = 4096;
const LONGEST_PHYSICAL_ID = 1024;

/** What identifies the request that a response answers; it has to be echoed [DOC crpg-ref-responses]. */
export interface RequestIds {
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

export interface CustomResourceResponse {
  readonly succeeded: boolean;
  readonly physicalId?: string;
  readonly data: Properties;
  readonly noEcho: boolean;
  /** Why it is no success: the handler's reason, or what is wrong with the response itself. */
  readonly failure?: string;
}

/** Judges what a custom resource's handler sent to the ResponseURL. */
export function readResponse(body: string, ids: RequestIds): CustomResourceResponse {
  if (Buffer.byteLength(body) > LONGEST_RESPONSE) {
    return malformed('Response object is too long.'); // [LIVE aws/aws-cdk#23958, aws-samples/amazon-cloudfront-secure-static-site#23]
  }
  const response = objectIn(body);
  if (!response) {
    return malformed('Invalid response object: it is not a JSON object'); // assumed text
  }
  for (const name of ['StackId', 'RequestId', 'LogicalResourceId'] as const) {
    if (response[name] !== ids[name]) {
      return malformed(`Invalid ${name}`); // assumed text, after the one for PhysicalResourceId
    }
  }
  const { PhysicalResourceId: physicalId, Status: status, Data: data } = response;
  if (typeof physicalId !== 'string' || physicalId === '' || Buffer.byteLength(physicalId) > LONGEST_PHYSICAL_ID) {
    return malformed('Invalid PhysicalResourceId'); // also where Status is FAILED [LIVE aws-cloudformation/custom-resource-helper#67]
  }
  if (status !== 'SUCCESS' && status !== 'FAILED') {
    return { ...malformed('Invalid Status'), physicalId }; // assumed text
  }
  if (data !== undefined && data !== null && (typeof data !== 'object' || Array.isArray(data))) {
    return { ...malformed('Invalid Data'), physicalId }; // assumed text
  }
  return {
    succeeded: status === 'SUCCESS',
    physicalId,
    data: data ?? {},
    noEcho: response.NoEcho === true || response.NoEcho === 'true',
    failure: status === 'SUCCESS'
      ? undefined
      : `Received response status [FAILED] from custom resource. Message returned: ${response.Reason ?? null} (RequestId: ${ids.RequestId})`,
  };
}

function malformed(failure: string): CustomResourceResponse {
  return { succeeded: false, data: {}, noEcho: false, failure };
}

function objectIn(body: string): Properties | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    // Not JSON: the caller fails the resource for it.
    return undefined;
  }
}
