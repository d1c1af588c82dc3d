import { DeleteEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import type { Stack } from 'aws-cdk-lib';
import { DOMAIN, World } from './world';
import { type DkimKeyRequest, encodeDkimKey } from '../../src/contract/dkim-key';
import { encodeSesDomainIdentity, type SesDomainIdentityRequest } from '../../src/contract/ses-domain-identity';
import type { WireProperties } from '../../src/contract/wire';

export interface Event {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
}

/** The bundled handler as the engine's Lambda runs it, given one event after another without a stack around it. */
export class Handler {
  /** Deploys a stack for its function and its permissions; the identity is then in the hands of the test. */
  static async of(world: World, define: (stack: Stack) => void): Promise<Handler> {
    const { stackId, resources } = await world.deploy(define);
    const name = Object.values(resources)
      .find(({ type, physicalId }) => type === 'AWS::Lambda::Function' && /CdkSesDkimFunction/.test(physicalId!))!.physicalId!;
    const handler = new Handler(world, name, stackId);
    await handler.forget();
    return handler;
  }

  private requests = 0;

  private constructor(private readonly world: World, private readonly functionName: string, private readonly stackId: string) {}

  event(type: Event['RequestType'], wanted: SesDomainIdentityRequest, previous?: SesDomainIdentityRequest): Event {
    return this.eventOf('Custom::SesDomainIdentity', type, encodeSesDomainIdentity(wanted), previous && encodeSesDomainIdentity(previous));
  }

  keyEvent(type: Event['RequestType'], wanted: DkimKeyRequest, previous?: DkimKeyRequest): Event {
    return this.eventOf('Custom::DkimKey', type, encodeDkimKey(wanted), previous && encodeDkimKey(previous));
  }

  private eventOf(resourceType: string, type: Event['RequestType'], wanted: WireProperties, previous?: WireProperties): Event {
    // As CloudFormation would carry them: without what is undefined.
    const carried = (properties: WireProperties) => JSON.parse(JSON.stringify(properties));
    return {
      RequestType: type,
      RequestId: `request-${++this.requests}`,
      StackId: this.stackId,
      LogicalResourceId: 'Identity',
      ResourceType: resourceType,
      ...type === 'Create' ? {} : { PhysicalResourceId: DOMAIN },
      ResourceProperties: carried(wanted),
      ...previous ? { OldResourceProperties: carried(previous) } : {},
    } as Event;
  }

  async run(event: Event): Promise<{ readonly error?: string; readonly attributes: Record<string, string> }> {
    const { functionError, payload } = await this.world.aws.lambda.invoke(this.functionName, event);
    const answer = JSON.parse(payload);
    return functionError ? { error: answer.errorMessage, attributes: {} } : { attributes: answer.Data };
  }

  /** Runs an event that has to end well. */
  async runWell(event: Event): Promise<Record<string, string>> {
    const { error, attributes } = await this.run(event);
    expect(error).toBeUndefined();
    return attributes;
  }

  async forget(): Promise<void> {
    await this.world.ses.send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN })).catch(() => undefined);
  }

  /** What a user would see of the identity; tokens and request ids differ from one identity to the next. */
  async state(): Promise<unknown> {
    const identity = await this.world.identity();
    const dkim = identity?.DkimAttributes;
    return identity && {
      origin: dkim!.SigningAttributesOrigin,
      selector: dkim!.SigningAttributesOrigin === 'EXTERNAL' ? dkim!.Tokens : dkim!.Tokens!.length,
      keyLength: dkim!.NextSigningKeyLength,
      signingEnabled: dkim!.SigningEnabled,
      configurationSet: identity.ConfigurationSetName,
      feedback: identity.FeedbackForwardingStatus,
      tags: identity.Tags!.filter(({ Key }) => Key !== 'cdk-ses-dkim:request-id').map(({ Key, Value }) => `${Key}=${Value}`).sort(),
    };
  }
}
