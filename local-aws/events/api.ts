import type { Store } from './store';
import { partitionOf } from '../cloudformation/names';
import { AwsError, NotImplementedError } from '../kernel/aws-error';
import type { Call, ServiceApi } from '../kernel/service';

/*
 * EventBridge's own API. It has one operation here, so its schema is written down instead of taken from a package of the SDK.
 */

interface Entry {
  readonly Time?: Date;
  readonly Source?: string;
  readonly Resources?: readonly string[];
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
}

interface PutEventsRequest {
  readonly Entries: readonly Entry[];
}

const STRING = 0;
const NUMBER = 1;
const TIME = 4;
const LIST = 64;
const NAMESPACE = 'com.amazonaws.eventbridge';
const structure = (name: string, members: Record<string, unknown>, required: number) => (
  [3, NAMESPACE, name, 0, Object.keys(members), Object.values(members), required]
);
const list = (name: string, member: unknown) => [1, NAMESPACE, name, 0, member];

/** [SDK @aws-sdk/client-eventbridge 3.1169.0, schemas: PutEvents] */
const sdk = {
  PutEvents$: [
    9, NAMESPACE, 'PutEvents', 0,
    structure('PutEventsRequest', {
      Entries: list('PutEventsRequestEntryList', structure('PutEventsRequestEntry', {
        Time: TIME, Source: STRING, Resources: LIST | STRING, DetailType: STRING, Detail: STRING, EventBusName: STRING, TraceHeader: STRING,
      }, 0)),
      EndpointId: STRING,
    }, 1),
    structure('PutEventsResponse', {
      FailedEntryCount: NUMBER,
      Entries: list('PutEventsResultEntryList', structure('PutEventsResultEntry', { EventId: STRING, ErrorCode: STRING, ErrorMessage: STRING }, 0)),
    }, 0),
  ],
};

/** [DOC PutEvents: Entries; the size of an entry] */
const MOST_ENTRIES = 10;
const LARGEST_ENTRY = 262_144;

export function eventsApi(store: Store): ServiceApi {
  return {
    signingName: 'events',
    protocol: 'json-1.1',
    sdk,
    operations: { PutEvents: (request: PutEventsRequest, call: Call) => putEvents(store, request, call) },
    access: {
      PutEvents: ({ Entries }: PutEventsRequest, { account, region }: Call) => Entries.map(({ EventBusName = 'default', Source = '', DetailType = '' }) => ({
        action: 'events:PutEvents',
        resource: EventBusName.startsWith('arn:') ? EventBusName : `arn:${partitionOf(region)}:events:${region}:${account}:event-bus/${EventBusName}`,
        context: { 'events:source': Source, 'events:detail-type': DetailType },
      })),
    },
  };
}

function putEvents(store: Store, { Entries }: PutEventsRequest, place: Call): object {
  if (Entries.length === 0 || Entries.length > MOST_ENTRIES) {
    throw new AwsError('ValidationException', `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${MOST_ENTRIES}`); // assumed text
  }
  const results = Entries.map((entry) => putEvent(store, entry, place));
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

/** An entry that is not well is refused alone. [DOC PutEvents: the entries of the response; the texts are assumed] */
function putEvent(store: Store, { Source: source, DetailType: detailType, Detail, Resources: resources = [], Time, EventBusName = 'default' }: Entry, place: Call): object {
  if (EventBusName !== 'default') {
    throw new NotImplementedError(`the event bus ${EventBusName}`);
  }
  const missing = Object.entries({ Source: source, DetailType: detailType, Detail }).find(([, value]) => !value);
  if (missing) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${missing[0]} is not valid. Reason: ${missing[0]} is a required argument.` };
  }
  if (/^aws\./.test(source!)) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = parsed(Detail!);
  if (detail === undefined) {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  }
  if ([source, detailType, Detail, ...resources].reduce((size, text) => size + Buffer.byteLength(text!), Time ? 14 : 0) > LARGEST_ENTRY) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  return { EventId: store.publish({ source: source!, detailType: detailType!, resources, detail, time: Time }, place) };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
