import { createHash } from 'node:crypto';
import { DeleteEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import type { Stack } from 'aws-cdk-lib';
import { ACCOUNT, DOMAIN, REGION, World } from './world';
import { ResponseSink } from '../../local-aws/cloudformation';
import { type DomainIdentityRequest, encodeDomainIdentity, SES_DOMAIN_IDENTITY_TYPE } from '../../src/contract/domain-identity';
import type { WireProperties } from '../../src/contract/wire';

export interface Event {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
}

export interface Answer {
  /** Why the function failed, or what it answered to CloudFormation. */
  readonly error?: string;
  readonly attributes: Record<string, string>;
  readonly physicalId?: string;
}

const LOGICAL_ID = 'Identity';

/** The role of the function that is driven. */
export const DEPLOY_ROLE = 'CdkSesDkimDeployRole';

const BETWEEN_EVENTS_MS = 10_000;

/** The bundled handler as the engine's Lambda runs it, given one event after another without a deployment around it. */
export class Handler {
  /** Deploys a stack for its function and its permissions; the identity is then in the hands of the test. */
  static async of(world: World, define: (stack: Stack) => void): Promise<Handler> {
    const { stackId, stackName, resources } = await world.deploy(define);
    const name = Object.values(resources)
      .find(({ type, physicalId }) => type === 'AWS::Lambda::Function' && /CdkSesDkimDeploy/.test(physicalId!))!.physicalId!;
    const sink = new ResponseSink();
    await sink.start();
    const handler = new Handler(world, name, { id: stackId, name: stackName }, sink);
    await handler.forget();
    return handler;
  }

  private requests = 0;

  private constructor(
    private readonly world: World,
    private readonly functionName: string,
    private readonly stack: { readonly id: string; readonly name: string },
    private readonly sink: ResponseSink,
  ) {}

  stop(): Promise<void> {
    return this.sink.stop();
  }

  event(type: Event['RequestType'], wanted: DomainIdentityRequest, previous?: DomainIdentityRequest): Event {
    // As CloudFormation would carry them: without what is undefined.
    const carried = (request: DomainIdentityRequest): WireProperties => JSON.parse(JSON.stringify(encodeDomainIdentity(request)));
    const nonce = createHash('sha256').update(`${this.stack.id} ${LOGICAL_ID}`).digest('hex').slice(0, 12);
    return {
      RequestType: type,
      RequestId: `request-${++this.requests}`,
      StackId: this.stack.id,
      LogicalResourceId: LOGICAL_ID,
      ResourceType: SES_DOMAIN_IDENTITY_TYPE,
      ...type === 'Create' ? {} : { PhysicalResourceId: `${(previous ?? wanted).domainName}/${nonce}` },
      ResourceProperties: carried(wanted),
      ...previous ? { OldResourceProperties: carried(previous) } : {},
    } as Event;
  }

  /** One delivery of an event. While it works the stack is in a state in which CloudFormation sends such an event. */
  async run(event: Event, { rollingBack = false } = {}): Promise<Answer> {
    const { url, answer } = this.sink.open();
    const payload = { ...event, ResponseURL: url };
    const result = await this.inState(stateFor(event, rollingBack), () => (
      this.world.flowing(() => this.world.aws.lambda.invoke(this.functionName, payload))
    ));
    // CloudFormation sends the next event later, also by the function's clock: on a busy host that may be ahead of the engine's.
    await this.world.aws.clock.advance(BETWEEN_EVENTS_MS);
    if (result.functionError) {
      return { error: JSON.parse(result.payload).errorMessage, attributes: {} };
    }
    const body = await Promise.race([answer, Promise.resolve('{"Reason":"nothing was answered"}')]);
    const { Reason: error, Data: attributes = {}, PhysicalResourceId: physicalId } = JSON.parse(body);
    return { error, attributes, physicalId };
  }

  /** Runs an event that has to end well. */
  async runWell(event: Event, options?: { readonly rollingBack?: boolean }): Promise<Record<string, string>> {
    const { error, attributes } = await this.run(event, options);
    expect(error).toBeUndefined();
    return attributes;
  }

  /** Nothing is left, of SES and in the zone. */
  async forget(): Promise<void> {
    await this.world.ses.send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN })).catch(() => undefined);
    await this.world.forgetRecords();
    await this.world.shown();
  }

  /** What a user would see of the identity; tokens and request ids differ from one identity to the next. */
  async state(): Promise<unknown> {
    const identity = await this.world.identity();
    const dkim = identity?.DkimAttributes;
    return identity && {
      origin: dkim!.SigningAttributesOrigin,
      selector: dkim!.SigningAttributesOrigin === 'EXTERNAL' ? this.world.selector() : dkim!.Tokens!.length,
      keyLength: dkim!.NextSigningKeyLength,
      signingEnabled: dkim!.SigningEnabled,
      configurationSet: identity.ConfigurationSetName,
      feedback: identity.FeedbackForwardingStatus,
      tags: identity.Tags!.filter(({ Key }) => !PASSING_TAGS.includes(Key!)).map(({ Key, Value }) => `${Key}=${Value}`).sort(),
    };
  }

  private async inState<T>(status: string, run: () => Promise<T>): Promise<T> {
    const stack = this.world.aws.cloudFormation.stacks.get(this.stack.name, { account: ACCOUNT, region: REGION });
    const before = stack.status;
    stack.status = status;
    try {
      return await run();
    } finally {
      stack.status = before;
    }
  }
}

/** The request that was the last, and which key SES has or is about to get. */
const PASSING_TAGS = ['cdk-ses-dkim:request-id', 'cdk-ses-dkim:key'];

function stateFor({ RequestType }: Event, rollingBack: boolean): string {
  if (rollingBack) {
    return 'UPDATE_ROLLBACK_IN_PROGRESS';
  }
  return RequestType === 'Create' ? 'CREATE_IN_PROGRESS' : RequestType === 'Update' ? 'UPDATE_IN_PROGRESS' : 'DELETE_IN_PROGRESS';
}
