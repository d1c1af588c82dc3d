import type { OperationModel } from './api-model';
import type { AwsError } from './aws-error';

export interface HttpRequest {
  readonly method: string;
  /** Without the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface Match {
  readonly operation: OperationModel;
  /** REST: what the path says. */
  readonly labels: Readonly<Record<string, string>>;
}

/** How requests and responses of an API look on the wire. */
export interface WireProtocol {
  match(operations: readonly OperationModel[], request: HttpRequest): Match | undefined;
  read(match: Match, request: HttpRequest): Promise<Record<string, unknown>>;
  write(operation: OperationModel, output: Record<string, unknown>, requestId: string): HttpResponse;
  fail(error: AwsError, requestId: string): HttpResponse;
}
