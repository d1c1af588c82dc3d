import type { CloudFormationAssumptions } from './assumptions';
import type { ResourceProviders } from './resource-provider';
import type { Clock } from '../kernel/clock';

/** Where a stack lives: state is kept apart for each account and Region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What `{{resolve:secretsmanager:…}}` names; the JSON key is picked out by CloudFormation itself. */
export interface SecretReference {
  readonly secretId: string;
  readonly versionStage?: string;
  readonly versionId?: string;
}

/** A place to which one custom resource sends its one answer. */
export interface ResponseSlot {
  readonly url: string;
  /** The body as it was sent: CloudFormation judges it, not the sink. */
  readonly answer: Promise<string>;
}

export interface ResponseUrls {
  open(): ResponseSlot;
}

/** What CloudFormation needs of the rest of the engine. */
export interface CloudFormationPorts {
  readonly assumptions: Pick<CloudFormationAssumptions, 'cancelledCreateId'>;
  readonly clock: Clock;
  readonly providers: ResourceProviders;
  /** Invokes a function asynchronously (`InvocationType: Event`): resolves as soon as the event is accepted. */
  readonly invokeFunction: (functionArn: string, event: unknown) => void | Promise<void>;
  readonly responses: ResponseUrls;
  /** The text behind a `TemplateURL`. */
  readonly templates: (url: string, place: Place) => string | Promise<string>;
  /** The `SecretString`; throws as Secrets Manager does. */
  readonly resolveSecret: (reference: SecretReference, place: Place) => string | Promise<string>;
  /** The value of a Parameter Store parameter; throws where there is none. */
  readonly resolveParameter: (name: string, place: Place, version?: number) => string | Promise<string>;
}
