import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { HttpRequest } from '@smithy/core/protocols';
import { encodeStatusEvent, EVENT_SOURCE, STATUS_EVENT_TYPE, type StatusEvent } from '../../src/contract/status-events';
import type { EventPort } from '../ports';

const ATTEMPTS = 3;
const PAUSE_MS = 1_000;
const TIMEOUT_MS = 3_000;

export interface EventBusOptions {
  /** Signs for EventBridge too, and knows how the hosts of the Region end. */
  readonly signer: SecretsManagerClient;
  readonly region: string;
  readonly identityArn: (domainName: string, region: string) => string;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Hears of an event that was not sent. */
  readonly failed: (event: StatusEvent, error: string) => void;
  /** Where EventBridge is, if that is elsewhere. [DOC AWS SDKs and tools: service-specific endpoints] */
  readonly endpoint?: string;
}

/**
 * The default event bus of the account, by EventBridge's PutEvents. The SDK's client of EventBridge would make the bundle larger by its schemas,
 * its errors and its endpoints. One request of JSON does not need it: a client that is there signs it.
 */
export class EventBus implements EventPort {
  /** A bus that does not take events must not use up the time of a function: after one that failed, the next ones get one attempt each. */
  private attempts = ATTEMPTS;

  constructor(private readonly options: EventBusOptions) {}

  async send(event: StatusEvent): Promise<boolean> {
    const { pause, failed } = this.options;
    for (let attempt = 1; ; attempt++) {
      const problem = await this.put(event).catch((error: Error) => error.message);
      if (problem === undefined) {
        this.attempts = ATTEMPTS;
        return true;
      }
      if (attempt >= this.attempts) {
        this.attempts = 1;
        failed(event, problem);
        return false;
      }
      await pause(PAUSE_MS * attempt);
    }
  }

  /** Answers why the bus does not have the event. [DOC PutEvents] */
  private async put(event: StatusEvent): Promise<string | undefined> {
    const { identityArn } = this.options;
    const answer = await this.post(JSON.stringify({
      Entries: [{
        Source: EVENT_SOURCE,
        DetailType: STATUS_EVENT_TYPE,
        Time: event.time / 1000, // seconds, as the protocol has times [Smithy awsJson1_1]
        Resources: [identityArn(event.domainName, event.region)],
        Detail: encodeStatusEvent(event),
      }],
    }));
    const { __type: type, message, Message = message, Entries: [entry = {}] = [] } = await answer.json() as Answer;
    if (!answer.ok) {
      return `${type}: ${Message}`;
    }
    return entry.ErrorCode && `${entry.ErrorCode}: ${entry.ErrorMessage}`;
  }

  private async post(body: string): Promise<Response> {
    const { signer: { config }, region } = this.options;
    const { protocol, hostname, port, host } = this.endpoint();
    const request = new HttpRequest({
      method: 'POST',
      protocol,
      hostname,
      port: port === '' ? undefined : Number(port),
      path: '/',
      headers: { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
      body,
    });
    const signer = await config.signer();
    const { headers: { host: _, ...headers } } = await signer.sign(request, { signingService: 'events', signingRegion: region });
    return fetch(`${protocol}//${host}/`, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
  }

  /** EventBridge's hosts end like those of Secrets Manager. [DOC AWS service endpoints: EventBridge, Secrets Manager] */
  private endpoint(): URL {
    const { signer: { config }, region, endpoint } = this.options;
    if (endpoint !== undefined) {
      return new URL(endpoint);
    }
    const { url } = config.endpointProvider({ Region: region, UseDualStack: false, UseFIPS: false });
    return new URL(url.href.replace('secretsmanager', 'events'));
  }
}

interface Entry {
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

interface Answer {
  readonly Entries?: readonly Entry[];
  readonly __type?: string;
  readonly message?: string;
  readonly Message?: string;
}
