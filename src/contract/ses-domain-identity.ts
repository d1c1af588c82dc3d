import {
  decodeLocation, decodeOptionalFields, encodeFields, encodeLocation, GENERATED_KEY_LENGTHS, GeneratedKeyLength, KeyFields, KeyLocation,
} from './dkim-key';
import { WireProperties, WireReader } from './wire';

/** A domain's identity in SES, and how it signs. */
export const SES_DOMAIN_IDENTITY_TYPE = 'Custom::SesDomainIdentity';

export const SIGNING_KEY_LENGTHS = ['RSA_1024_BIT', 'RSA_2048_BIT'] as const;
export type SigningKeyLength = typeof SIGNING_KEY_LENGTHS[number];

export const EXISTING_IDENTITY_POLICIES = ['FAIL', 'ADOPT'] as const;
export type ExistingIdentityPolicy = typeof EXISTING_IDENTITY_POLICIES[number];

/** SES makes and keeps the keys. */
export interface EasyDkimSigning {
  readonly mode: 'EASY_DKIM';
  /** Without it SES decides, and what is there stays. */
  readonly keyLength?: SigningKeyLength;
}

/** The user's own key, read by the handler from where it is. */
export interface ByoDkimSigning {
  readonly mode: 'BYODKIM';
  readonly selector: string;
  readonly location: KeyLocation;
  /** The fingerprint of the key whose record was published: no other key is given to SES. */
  readonly fingerprint: string;
}

/** A key of the user's own that changes without a deployment: whichever the secret has now, under the selector that it names itself. */
export interface RotatedByoDkimSigning {
  readonly mode: 'ROTATED_BYODKIM';
  readonly secretArn: string;
  /** Where the secret is its owner's; without them it has what was generated. */
  readonly fields?: KeyFields;
  /** What keys are generated there: other keys are asked for by an update of the identity too, and not only of the key. */
  readonly generated?: GeneratedKeys;
}

export interface GeneratedKeys {
  readonly keyLength: GeneratedKeyLength;
  /** Those that the keys have in turns, where DNS is delegated by CNAME. */
  readonly selectors?: readonly string[];
}

/** The same in another Region: whichever key the secret's replica has there, unless a rotation has already brought a newer one. */
export interface ReplicatedByoDkimSigning {
  readonly mode: 'REPLICATED_BYODKIM';
  readonly secretArn: string;
}

/** The keys and the DNS records are those of the domain's Easy DKIM identity in another Region. */
export interface DeterministicEasyDkimSigning {
  readonly mode: 'DETERMINISTIC_EASY_DKIM';
  readonly parentRegion: string;
}

export type Signing = EasyDkimSigning | ByoDkimSigning | RotatedByoDkimSigning | ReplicatedByoDkimSigning | DeterministicEasyDkimSigning;

export const SIGNING_MODES = [
  'EASY_DKIM', 'BYODKIM', 'ROTATED_BYODKIM', 'REPLICATED_BYODKIM', 'DETERMINISTIC_EASY_DKIM',
] as const satisfies Array<Signing['mode']>;

export const MX_FAILURE_BEHAVIORS = ['USE_DEFAULT_VALUE', 'REJECT_MESSAGE'] as const;
export type MxFailureBehavior = typeof MX_FAILURE_BEHAVIORS[number];

/** The domain of the envelope's sender, instead of SES's own. */
export interface MailFrom {
  readonly domainName: string;
  readonly behaviorOnMxFailure: MxFailureBehavior;
}

export interface SesDomainIdentityRequest {
  readonly domainName: string;
  readonly signing: Signing;
  readonly signingEnabled: boolean;
  readonly existingIdentity: ExistingIdentityPolicy;
  /** Without it what is there stays. */
  readonly configurationSetName?: string;
  /** Without it what is there stays. */
  readonly feedbackForwarding?: boolean;
  /** Without it what is there stays. */
  readonly mailFrom?: MailFrom;
  readonly tags: Readonly<Record<string, string>>;
}

/** SES gives an Easy DKIM identity this many tokens, and a template has to name every record. */
export const EASY_DKIM_TOKENS = 3;

/** What `Fn::GetAtt` can ask for; always all of them, empty where the mode has no such thing. */
export const SES_DOMAIN_IDENTITY_ATTRIBUTES = [
  'IdentityArn',
  'DkimStatus',
  'SigningHostedZone',
  'CnameName1', 'CnameTarget1',
  'CnameName2', 'CnameTarget2',
  'CnameName3', 'CnameTarget3',
] as const;
export type SesDomainIdentityAttribute = typeof SES_DOMAIN_IDENTITY_ATTRIBUTES[number];

export function encodeSesDomainIdentity(request: SesDomainIdentityRequest): WireProperties {
  return {
    DomainName: request.domainName,
    ...encodeSigning(request.signing),
    SigningEnabled: String(request.signingEnabled),
    ExistingIdentity: request.existingIdentity,
    ConfigurationSetName: request.configurationSetName,
    FeedbackForwarding: request.feedbackForwarding === undefined ? undefined : String(request.feedbackForwarding),
    MailFromDomain: request.mailFrom?.domainName,
    BehaviorOnMxFailure: request.mailFrom?.behaviorOnMxFailure,
    Tags: request.tags,
  };
}

export function decodeSesDomainIdentity(properties: WireProperties): SesDomainIdentityRequest {
  const reader = new WireReader(SES_DOMAIN_IDENTITY_TYPE, properties);
  const request: SesDomainIdentityRequest = {
    domainName: reader.string('DomainName'),
    signing: decodeSigning(reader),
    signingEnabled: reader.boolean('SigningEnabled'),
    existingIdentity: reader.oneOf('ExistingIdentity', EXISTING_IDENTITY_POLICIES),
    configurationSetName: reader.optionalString('ConfigurationSetName'),
    feedbackForwarding: reader.optionalBoolean('FeedbackForwarding'),
    mailFrom: decodeMailFrom(reader),
    tags: reader.stringMap('Tags'),
  };
  reader.end();
  return request;
}

function encodeSigning(signing: Signing): WireProperties {
  switch (signing.mode) {
    case 'EASY_DKIM':
      return { Signing: signing.mode, SigningKeyLength: signing.keyLength };
    case 'BYODKIM':
      return {
        Signing: signing.mode,
        Selector: signing.selector,
        ...encodeLocation(signing.location),
        Fingerprint: signing.fingerprint,
      };
    case 'ROTATED_BYODKIM':
      return {
        Signing: signing.mode,
        SecretArn: signing.secretArn,
        ...signing.fields && encodeFields(signing.fields),
        ...signing.generated && { GeneratedKeyLength: String(signing.generated.keyLength), Selectors: signing.generated.selectors?.join(',') },
      };
    case 'REPLICATED_BYODKIM':
      return { Signing: signing.mode, SecretArn: signing.secretArn };
    case 'DETERMINISTIC_EASY_DKIM':
      return { Signing: signing.mode, ParentRegion: signing.parentRegion };
  }
}

function decodeMailFrom(reader: WireReader): MailFrom | undefined {
  const domainName = reader.optionalString('MailFromDomain');
  return domainName === undefined ? undefined : { domainName, behaviorOnMxFailure: reader.oneOf('BehaviorOnMxFailure', MX_FAILURE_BEHAVIORS) };
}

function decodeSigning(reader: WireReader): Signing {
  const mode = reader.oneOf('Signing', SIGNING_MODES);
  switch (mode) {
    case 'EASY_DKIM':
      return { mode, keyLength: reader.optionalOneOf('SigningKeyLength', SIGNING_KEY_LENGTHS) };
    case 'BYODKIM':
      return {
        mode,
        selector: reader.string('Selector'),
        location: decodeLocation(reader),
        fingerprint: reader.string('Fingerprint'),
      };
    case 'ROTATED_BYODKIM':
      return { mode, secretArn: reader.string('SecretArn'), fields: decodeOptionalFields(reader), generated: decodeGeneratedKeys(reader) };
    case 'REPLICATED_BYODKIM':
      return { mode, secretArn: reader.string('SecretArn') };
    case 'DETERMINISTIC_EASY_DKIM':
      return { mode, parentRegion: reader.string('ParentRegion') };
  }
}

function decodeGeneratedKeys(reader: WireReader): GeneratedKeys | undefined {
  const keyLength = reader.optionalOneOf('GeneratedKeyLength', GENERATED_KEY_LENGTHS.map(String));
  return keyLength === undefined
    ? undefined
    : { keyLength: Number(keyLength) as GeneratedKeyLength, selectors: reader.optionalString('Selectors')?.split(',') };
}
