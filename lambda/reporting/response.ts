import { withoutKeys } from './redaction';

/** [DOC crpg-ref-responses] */
const LARGEST_BODY = 4_096;
const LONGEST_REASON = 3_000;

/** What CloudFormation receives about a resource. */
export interface Response {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/** The body of a response, never larger than CloudFormation takes it. */
export function responseBody({ Reason, ...response }: Response): string {
  const body = JSON.stringify({ ...response, Reason: Reason && reasonOf(Reason) });
  if (Buffer.byteLength(body) <= LARGEST_BODY) {
    return body;
  }
  const { Data: _, ...rest } = response;
  return JSON.stringify({ ...rest, Status: 'FAILED', Reason: 'the names and values of the records are too long for a response to CloudFormation; publish fewer keys' });
}

/** A message for people: without what could be a key, and not longer than a screen, also with the escapes that JSON needs. */
export function reasonOf(message: string): string {
  const characters = [...withoutKeys(message)];
  const cut = (length: number) => length < characters.length ? `${characters.slice(0, length).join('')}…` : characters.join('');
  let length = Math.min(characters.length, LONGEST_REASON);
  while (Buffer.byteLength(JSON.stringify(cut(length))) > LONGEST_REASON) {
    length = Math.floor(length * 0.95);
  }
  return cut(length);
}
