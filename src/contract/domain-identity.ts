import { decodePlace, encodePlace, type Place } from './place';
import { decodeSigning, encodeSigning, type Signing } from './signing';
import { type WireProperties, WireReader } from './wire';

/** A domain's identity in SES, with everything that it needs: key, records, MAIL FROM, DMARC. */
export const SES_DOMAIN_IDENTITY_TYPE = 'Custom::SesDomainIdentity';

export const EXISTING_IDENTITY_POLICIES = ['FAIL', 'ADOPT'] as const;
export type ExistingIdentityPolicy = typeof EXISTING_IDENTITY_POLICIES[number];

export const MX_FAILURE_BEHAVIORS = ['USE_DEFAULT_VALUE', 'REJECT_MESSAGE'] as const;
export type MxFailureBehavior = typeof MX_FAILURE_BEHAVIORS[number];

/** The domain of the envelope's sender, instead of SES's own. */
export interface MailFrom {
  readonly domainName: string;
  readonly behaviorOnMxFailure: MxFailureBehavior;
}

/** What a deployment wants, and what later triggers keep. */
export interface DomainIdentitySettings {
  readonly domainName: string;
  readonly signing: Signing;
  readonly place: Place;
  readonly signingEnabled: boolean;
  /** Without it what is there stays. */
  readonly configurationSetName?: string;
  /** Without it what is there stays. */
  readonly feedbackForwarding?: boolean;
  /** Without it what is there stays. */
  readonly mailFrom?: MailFrom;
  /** The value of the DMARC record. */
  readonly dmarc?: string;
  /** How long a retired record is served. */
  readonly overlapDays: number;
}

export interface DomainIdentityRequest extends DomainIdentitySettings {
  readonly existingIdentity: ExistingIdentityPolicy;
  /** How long a deployment waits for SES to verify the domain. Without it the deployment does not wait. */
  readonly waitSeconds?: number;
  /** The user's tags. */
  readonly tags: Readonly<Record<string, string>>;
}

export const DEFAULT_OVERLAP_DAYS = 14;

/** As many DKIM records as a template can ask for. */
export const MOST_DKIM_RECORDS = 5;
type Position = 1 | 2 | 3 | 4 | 5;
export const DKIM_RECORD_POSITIONS = [1, 2, 3, 4, 5] as const satisfies readonly Position[];

/**
 * What `Fn::GetAtt` can ask for. The handler always returns all of them, empty if there is no such thing.
 *
 * A DKIM record is its name, its value, and for a TXT value of more than 255 octets what comes after them (`DkimMore`).
 */
export type DomainIdentityAttribute =
  | 'IdentityArn' | 'DkimStatus' | 'SigningHostedZone' | `DkimName${Position}` | `DkimValue${Position}` | `DkimMore${Position}`;

export const DOMAIN_IDENTITY_ATTRIBUTES: readonly DomainIdentityAttribute[] = [
  'IdentityArn',
  'DkimStatus',
  'SigningHostedZone',
  ...DKIM_RECORD_POSITIONS.flatMap((position) => [`DkimName${position}`, `DkimValue${position}`, `DkimMore${position}`] as const),
];

export function encodeDomainIdentity(request: DomainIdentityRequest): WireProperties {
  return {
    ...encodeSettings(request),
    ExistingIdentity: request.existingIdentity === 'FAIL' ? undefined : request.existingIdentity,
    WaitSeconds: request.waitSeconds === undefined ? undefined : String(request.waitSeconds),
    Tags: Object.keys(request.tags).length > 0 ? request.tags : undefined,
  };
}

export function decodeDomainIdentity(properties: WireProperties): DomainIdentityRequest {
  const reader = new WireReader(SES_DOMAIN_IDENTITY_TYPE, properties);
  const request: DomainIdentityRequest = {
    ...readSettings(reader),
    existingIdentity: reader.optionalOneOf('ExistingIdentity', EXISTING_IDENTITY_POLICIES) ?? 'FAIL',
    waitSeconds: reader.optionalWholeNumber('WaitSeconds'),
    tags: reader.stringMap('Tags'),
  };
  reader.end();
  return request;
}

/** A setting that has its usual value is not sent: 400 domains have to fit into a template. */
export function encodeSettings(settings: DomainIdentitySettings): WireProperties {
  return {
    DomainName: settings.domainName,
    Signing: encodeSigning(settings.signing),
    Dns: encodePlace(settings.place),
    SigningEnabled: settings.signingEnabled ? undefined : 'false',
    ConfigurationSetName: settings.configurationSetName,
    FeedbackForwarding: settings.feedbackForwarding === undefined ? undefined : String(settings.feedbackForwarding),
    MailFromDomain: settings.mailFrom?.domainName,
    BehaviorOnMxFailure: settings.mailFrom?.behaviorOnMxFailure,
    Dmarc: settings.dmarc,
    OverlapDays: settings.overlapDays === DEFAULT_OVERLAP_DAYS ? undefined : String(settings.overlapDays),
  };
}

export function decodeSettings(properties: WireProperties): DomainIdentitySettings {
  const reader = new WireReader('the settings of an identity', properties);
  const settings = readSettings(reader);
  reader.end();
  return settings;
}

function readSettings(reader: WireReader): DomainIdentitySettings {
  return {
    domainName: reader.string('DomainName'),
    signing: decodeSigning(reader.object('Signing')),
    place: decodePlace(reader.object('Dns')),
    signingEnabled: reader.optionalBoolean('SigningEnabled') ?? true,
    configurationSetName: reader.optionalString('ConfigurationSetName'),
    feedbackForwarding: reader.optionalBoolean('FeedbackForwarding'),
    mailFrom: readMailFrom(reader),
    dmarc: reader.optionalString('Dmarc'),
    overlapDays: reader.optionalWholeNumber('OverlapDays') ?? DEFAULT_OVERLAP_DAYS,
  };
}

function readMailFrom(reader: WireReader): MailFrom | undefined {
  const domainName = reader.optionalString('MailFromDomain');
  return domainName === undefined ? undefined : { domainName, behaviorOnMxFailure: reader.oneOf('BehaviorOnMxFailure', MX_FAILURE_BEHAVIORS) };
}
