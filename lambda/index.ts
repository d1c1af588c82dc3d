import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { Attempts } from './aws/attempts';
import { Clients } from './aws/clients';
import { EventBus } from './aws/event-bus';
import { HostedZone } from './aws/hosted-zone';
import { Roles } from './aws/roles';
import { SecretKeys } from './aws/secret-keys';
import { SesIdentities } from './aws/ses-identities';
import { identityStatuses } from './aws/ses-status';
import { Stack } from './aws/stack';
import { PublicDns } from './dns/public-dns';
import type { Ports } from './ports';
import * as reconciler from './reconciler';
import { log } from './reporting/log';
import { eventNotSentLine, write } from './reporting/metrics';
import { reasonOf } from './reporting/response';
import { type ClockEvent, onClock } from './triggers/clock';
import { onStackEvent } from './triggers/custom-resource';
import type { Occasion } from './triggers/occasion';
import { putResponse } from './triggers/response-url';
import { onRotation, type RotationEvent } from './triggers/rotation';
import { onSecretChange, type SecretChangeEvent } from './triggers/secret-change';
import { ASKED_METRICS_VARIABLE, decodeAskedMetrics } from '../src/contract/metrics';
import { STATUS_EVENTS_VARIABLE } from '../src/contract/status-events';

/** What is left of the function's time when nothing new is begun, and when no call is tried again. */
const RESERVE_MS = 60_000;
const RESERVE_OF_CALLS_MS = 20_000;

/** Of the process: the function's environment says which stack it belongs to. */
function compose() {
  const {
    AWS_REGION: region = '', STACK_ID: stackId = '', [ASKED_METRICS_VARIABLE]: askedMetrics, [STATUS_EVENTS_VARIABLE]: sendsEvents,
    AWS_ENDPOINT_URL: everyEndpoint, AWS_ENDPOINT_URL_EVENTBRIDGE: eventsEndpoint = everyEndpoint,
  } = process.env;
  const asked = decodeAskedMetrics(askedMetrics);
  const [, partition, , , account] = stackId.split(':');
  const [, stackName] = stackId.split('/');
  const identityArn = (domainName: string, ofRegion = region) => `arn:${partition}:ses:${ofRegion}:${account}:identity/${domainName}`;
  const clients = new Clients(region);
  const attempts = new Attempts();
  const keys = new SecretKeys(clients.secretsManager(), attempts);
  const stack = new Stack(clients.cloudFormation(), attempts, stackId);
  const roles = new Roles((ofRegion) => clients.sts(ofRegion), attempts, region);
  const identitiesIn = (ofRegion: string) => new SesIdentities({
    client: clients.sesV2(ofRegion), attempts, region: ofRegion, identityArn, privateKey: (key) => keys.privateKey(key),
  });
  const ports: Ports = {
    identities: identitiesIn(region),
    identitiesIn,
    zone: ({ hostedZoneId, roleArn }, domainName) => new HostedZone(clients.route53(
      roleArn === undefined ? undefined : { session: `${roleArn} ${domainName}`, credentials: roles.credentials(roleArn, domainName) },
    ), attempts, hostedZoneId),
    dns: new PublicDns(),
    keys,
    stack,
    events: sendsEvents === undefined ? undefined : new EventBus({
      signer: clients.secretsManager(),
      region,
      identityArn,
      endpoint: eventsEndpoint,
      pause: (milliseconds) => attempts.pause(milliseconds),
      failed: ({ domainName, change, status, recordName }, error) => (
        write(eventNotSentLine({ domainName, change, status, recordName, error: reasonOf(error) }, { stackName, now: attempts.now() }))
      ),
    }),
    now: () => attempts.now(),
    pause: (milliseconds) => attempts.pause(milliseconds),
    log,
  };
  const begin = (context: Context): Occasion => {
    const milliseconds = context.getRemainingTimeInMillis();
    attempts.begin(milliseconds - RESERVE_OF_CALLS_MS);
    return { stackId, region, ports, reconciler, asked, deadline: attempts.now() + milliseconds - RESERVE_MS };
  };
  return {
    begin,
    identityArn,
    stackTags: () => stack.tags(),
    waitingSince: (logicalId: string) => stack.waitingSince(logicalId),
    secretTags: (secretId: string) => keys.tags(secretId),
    resources: (type: string) => stack.resources(type),
    statuses: (domainNames: readonly string[]) => identityStatuses(clients.ses(), attempts, domainNames),
  };
}

let composed: ReturnType<typeof compose> | undefined;

/** CloudFormation calls this for each event of an identity. */
export const deploy = async (event: CloudFormationCustomResourceEvent, context: Context): Promise<void> => {
  const { begin, identityArn, stackTags, waitingSince } = composed ??= compose();
  await onStackEvent(event, { ...begin(context), identityArn, stackTags, waitingSince, respond: putResponse });
};

/** Looks after live domains: each hour, when a secret that is followed has a new version, and in the steps of a rotation. */
export const watch = async (event: RotationEvent | SecretChangeEvent | ClockEvent, context: Context): Promise<void> => {
  const { begin, secretTags, resources, statuses } = composed ??= compose();
  const occasion = begin(context);
  try {
    if ('Step' in event) {
      await onRotation(event, { ...occasion, secretTags });
    } else if ('followed' in event) {
      await onSecretChange(event, occasion);
    } else {
      await onClock({ ...occasion, resources, statuses });
    }
  } catch (error) {
    const message = reasonOf((error as Error).message);
    log('ERROR', 'failed', { trigger: 'Step' in event ? event.Step : Object.keys(event)[0], error: message });
    throw new Error(message);
  }
};
