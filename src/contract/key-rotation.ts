import type { GeneratedKeyLength } from './dkim-key';
import type { ZoneAccess } from './dns-record';

/** What a rotation function has to know, as its environment variables; none of it is secret. */
export interface KeyRotationSettings extends ZoneAccess {
  readonly domainName: string;
  readonly secretArn: string;
  /** Of the next key. */
  readonly keyLength: GeneratedKeyLength;
  /** How long a key's record is served after the key was in use, and for as long again without the key. */
  readonly overlapSeconds: number;
  /** Where the domain's identities sign with the key. */
  readonly regions: readonly string[];
}

export function encodeKeyRotation(settings: KeyRotationSettings): Record<string, string> {
  return {
    DOMAIN_NAME: settings.domainName,
    SECRET_ARN: settings.secretArn,
    KEY_LENGTH: String(settings.keyLength),
    HOSTED_ZONE_ID: settings.hostedZoneId,
    RECORDS_ROLE_ARN: settings.roleArn,
    ...settings.zoneRoleArn === undefined ? {} : { ZONE_ROLE_ARN: settings.zoneRoleArn },
    OVERLAP_SECONDS: String(settings.overlapSeconds),
    REGIONS: settings.regions.join(','),
  };
}

export function decodeKeyRotation(environment: Readonly<Record<string, string | undefined>>): KeyRotationSettings {
  const variable = (name: string): string => {
    const value = environment[name];
    if (!value) {
      throw new Error(`the environment variable ${name} is missing`);
    }
    return value;
  };
  return {
    domainName: variable('DOMAIN_NAME'),
    secretArn: variable('SECRET_ARN'),
    keyLength: Number(variable('KEY_LENGTH')) as GeneratedKeyLength,
    hostedZoneId: variable('HOSTED_ZONE_ID'),
    roleArn: variable('RECORDS_ROLE_ARN'),
    zoneRoleArn: environment.ZONE_ROLE_ARN,
    overlapSeconds: Number(variable('OVERLAP_SECONDS')),
    regions: variable('REGIONS').split(','),
  };
}
