import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { attributesOf } from './attributes';
import { isUnfinished, type Occasion } from './occasion';
import { formatPhysicalId, hasMadeNothing, newNonce, parsePhysicalId } from './physical-id';
import { withStackTags } from './stack-tags';
import { decodeDomainIdentity, type DomainIdentityRequest, SES_DOMAIN_IDENTITY_TYPE } from '../../src/contract/domain-identity';
import { isDomainName } from '../../src/contract/names';
import type { WireProperties } from '../../src/contract/wire';
import type { StackState } from '../ports';
import type { Me } from '../reconciler/model';
import { log } from '../reporting/log';
import { reasonOf, responseBody } from '../reporting/response';

export interface StackOccasion extends Occasion {
  readonly identityArn: (domainName: string) => string;
  /** The tags that the stack has, when its state was looked at. */
  readonly stackTags: () => Readonly<Record<string, string>>;
  /** When CloudFormation began to wait for a resource, in milliseconds. */
  readonly waitingSince: (logicalId: string) => Promise<number | undefined>;
  readonly respond: (url: string, body: string) => Promise<void>;
}

type Event = CloudFormationCustomResourceEvent;
interface Answer {
  readonly physicalId: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** CloudFormation waits an hour, and another delivery may take a quarter of it. [DOC ServiceTimeout] */
const LAST_DELIVERY_ENDS_AFTER_MS = 44 * 60_000;

/** CloudFormation may still report the previous state of a stack for a moment. */
const LOOKS = 5;
const BETWEEN_LOOKS_MS = 5_000;

/** While CloudFormation waits for an event of this type, the stack is in one of these states. */
const COUNTS: Readonly<Record<Event['RequestType'], readonly StackState[]>> = {
  // A Create that CloudFormation has cancelled may still have something to take back.
  Create: ['in progress', 'rolling back', 'deleting'],
  Update: ['in progress', 'rolling back'],
  // In express mode a stack may be gone before its resources are. [DOC cloudformation-express-mode]
  Delete: ['in progress', 'rolling back', 'deleting', 'gone'],
};

/** Makes, changes or removes a domain's identity as CloudFormation asks, and answers. */
export async function onStackEvent(event: Event, occasion: StackOccasion): Promise<void> {
  const about = { requestType: event.RequestType, stackId: event.StackId, logicalId: event.LogicalResourceId, requestId: event.RequestId };
  if (event.StackId !== occasion.stackId) {
    log('ERROR', 'ignored an event that is not of the stack of this function', about);
    return;
  }
  try {
    const state = await stateIfWaiting(event, occasion);
    if (state === undefined) {
      log('WARN', 'ignored an event that CloudFormation does not wait for any more', about);
      return;
    }
    const { physicalId, attributes } = await perform(event, state, occasion);
    await respond(event, occasion, { Status: 'SUCCESS', PhysicalResourceId: physicalId, Data: attributes });
    log('INFO', 'done', { ...about, physicalId });
  } catch (error) {
    const message = reasonOf(withDomainName(event, (error as Error).message));
    const deliversAgain = isUnfinished(error) && !await isLastDelivery(event, occasion);
    log(deliversAgain ? 'WARN' : 'ERROR', deliversAgain ? 'not finished; another delivery goes on' : 'failed', { ...about, error: message });
    if (deliversAgain) {
      throw new Error(message);
    }
    await respond(event, occasion, { Status: 'FAILED', Reason: message, PhysicalResourceId: idAfterFailure(event) });
  }
}

async function stateIfWaiting(event: Event, { ports }: StackOccasion): Promise<StackState | undefined> {
  for (let look = 1; ; look++) {
    const state = await ports.stack.state();
    if (COUNTS[event.RequestType].includes(state)) {
      return state;
    }
    if (look === LOOKS) {
      return undefined;
    }
    await ports.pause(BETWEEN_LOOKS_MS);
  }
}

async function perform(event: Event, state: StackState, occasion: StackOccasion): Promise<Answer> {
  const { ports, reconciler, deadline } = occasion;
  const known = event.RequestType === 'Create' ? undefined : parsePhysicalId(event.PhysicalResourceId);
  if (event.RequestType === 'Delete' && known && hasMadeNothing(known)) {
    return { physicalId: event.PhysicalResourceId };
  }
  const me = meOf(event, occasion.region, known?.nonce);
  const request = withStackTags(decode(event, event.ResourceProperties), occasion.stackTags());
  if (event.RequestType === 'Delete') {
    await reconciler.remove(ports, me, { request, isInvented: known === undefined, deadline });
    return { physicalId: event.PhysicalResourceId };
  }
  if (event.RequestType === 'Create' && state !== 'in progress') {
    await reconciler.remove(ports, me, { request, isInvented: true, deadline });
    throw new Error('the stack is not being made any more; what this Create had made is removed');
  }
  checkNames(request);
  const outcome = await reconciler.deploy(ports, me, {
    request,
    previous: event.RequestType === 'Update' ? decode(event, event.OldResourceProperties) : undefined,
    isCreate: event.RequestType === 'Create',
    startedAt: sentAt(event.ResponseURL)
      ?? (request.waitSeconds === undefined ? undefined : await occasion.waitingSince(event.LogicalResourceId)) ?? ports.now(),
    deadline,
  });
  return {
    physicalId: formatPhysicalId({ domainName: request.domainName, nonce: me.nonce }),
    attributes: attributesOf(outcome, occasion.identityArn(request.domainName)),
  };
}

/** What the construct could not check, because it comes from a parameter or another stack. IAM and Route 53 compare names as text. */
function checkNames({ domainName, mailFrom }: DomainIdentityRequest): void {
  const names = { '`domainName`': domainName, 'the MAIL FROM domain': mailFrom?.domainName };
  const [wrong] = Object.entries(names).filter(([, name]) => name !== undefined && !isDomainName(name));
  if (wrong) {
    throw new Error(`${wrong[0]} must be a domain name in lower case, like 'mail.example.com', got '${wrong[1]}': change the parameter or the `
      + 'import that it comes from');
  }
}

/** CloudFormation signs the URL for the answer when it sends an event, and the URL has the time (assumed). Each delivery has the same. */
function sentAt(url: string): number | undefined {
  const [, year, month, day, hour, minute, second] = /[?&]X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(url) ?? [];
  return year === undefined ? undefined : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function meOf(event: Event, region: string, nonce = newNonce(event.StackId, event.LogicalResourceId)): Me {
  return { stackId: event.StackId, logicalId: event.LogicalResourceId, nonce, requestId: event.RequestId, region };
}

function decode({ ResourceType }: Event, properties: Event['ResourceProperties']): DomainIdentityRequest {
  if (ResourceType !== SES_DOMAIN_IDENTITY_TYPE) {
    throw new Error(`unknown resource type '${ResourceType}'; the construct and its handler are of different versions`);
  }
  return decodeDomainIdentity(properties as WireProperties);
}

/** The Delete that follows a failed Create has this id: it tells whether there can be anything to remove. */
function idAfterFailure(event: Event): string {
  if (event.RequestType !== 'Create') {
    return event.PhysicalResourceId;
  }
  return formatPhysicalId({ domainName: domainNameOf(event), nonce: newNonce(event.StackId, event.LogicalResourceId) });
}

/** A stack or a secret that cannot be read does not tell whom it is for. */
function withDomainName(event: Event, message: string): string {
  const domainName = domainNameOf(event);
  return domainName === undefined || message.includes(domainName) ? message : `${domainName}: ${message}`;
}

/** Undefined if the event cannot be understood. */
function domainNameOf(event: Event): string | undefined {
  try {
    return decode(event, event.ResourceProperties).domainName;
  } catch {
    return undefined;
  }
}

async function isLastDelivery(event: Event, { ports, waitingSince }: StackOccasion): Promise<boolean> {
  const since = await waitingSince(event.LogicalResourceId);
  return since !== undefined && ports.now() - since > LAST_DELIVERY_ENDS_AFTER_MS;
}

async function respond(
  event: Event, occasion: StackOccasion,
  answer: { readonly Status: 'SUCCESS' | 'FAILED'; readonly Reason?: string; readonly PhysicalResourceId: string; readonly Data?: Answer['attributes'] },
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  await occasion.respond(event.ResponseURL, responseBody({ ...answer, StackId, RequestId, LogicalResourceId }));
}
