import type { WireProperties, WireReader } from './wire';

/** The user publishes the records. */
export interface ManualPlace {
  readonly kind: 'MANUAL';
}

/** A Route 53 hosted zone that the handler writes to. */
export interface ZoneAccess {
  readonly hostedZoneId: string;
  readonly zoneName: string;
  /** The role of the zone's account that may write to it, if that is another account. */
  readonly roleArn?: string;
}

/** The domain's own zone, one above it, or one of its `_domainkey` alone. */
export interface HostedZonePlace extends ZoneAccess {
  readonly kind: 'HOSTED_ZONE';
}

/** A zone of another name. The owner of the domain's DNS has written a CNAME for each of two selectors. */
export interface CnameDelegatedPlace extends ZoneAccess {
  readonly kind: 'CNAME_DELEGATED';
  /** The selectors that the keys alternate between. */
  readonly selectors: readonly string[];
}

/** Where the records of a domain go. */
export type Place = ManualPlace | HostedZonePlace | CnameDelegatedPlace;
export type ZonePlace = HostedZonePlace | CnameDelegatedPlace;

const KINDS = ['MANUAL', 'HOSTED_ZONE', 'CNAME_DELEGATED'] as const satisfies Array<Place['kind']>;

export function encodePlace(place: Place): WireProperties {
  if (place.kind === 'MANUAL') {
    return { Kind: place.kind };
  }
  return {
    Kind: place.kind,
    HostedZoneId: place.hostedZoneId,
    ZoneName: place.zoneName,
    RoleArn: place.roleArn,
    Selectors: place.kind === 'CNAME_DELEGATED' ? place.selectors : undefined,
  };
}

export function decodePlace(reader: WireReader): Place {
  const kind = reader.oneOf('Kind', KINDS);
  if (kind === 'MANUAL') {
    return { kind };
  }
  // The construct does the same with what it knows at synthesis.
  const access = {
    hostedZoneId: plainZoneId(reader.string('HostedZoneId')), zoneName: plainName(reader.string('ZoneName')), roleArn: reader.optionalString('RoleArn'),
  };
  return kind === 'HOSTED_ZONE' ? { kind, ...access } : { kind, ...access, selectors: reader.strings('Selectors') };
}

/** Without the `/hostedzone/` of the Route 53 API. */
export function plainZoneId(hostedZoneId: string): string {
  return hostedZoneId.replace(/^\/?hostedzone\//, '');
}

/** DNS names are the same in any case, and with a dot at the end. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** What the names of the records end with: the domain, or the domain's name below the zone that its CNAMEs point to. */
export function recordsDomain(place: ZonePlace, domainName: string): string {
  return place.kind === 'CNAME_DELEGATED' ? `${domainName}.${place.zoneName}` : domainName;
}
