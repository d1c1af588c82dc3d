import type { CnameDelegation, GeneratedKeyLength, KeyFields } from './dkim-key';
import type { ZoneAccess } from './dns-record';

/** What a function has to know that changes a key without a deployment, as its environment variables; none of it is secret. */
export interface KeyChangeSettings extends ZoneAccess {
  readonly domainName: string;
  readonly secretArn: string;
  /** How long a key's record is served after the key was in use, and for as long again without the key. */
  readonly overlapSeconds: number;
  /** Where the domain's identities sign with the key. */
  readonly regions: readonly string[];
}

/** Where the function makes the next key itself. */
export interface KeyRotationSettings extends KeyChangeSettings {
  /** Of the next key. */
  readonly keyLength: GeneratedKeyLength;
  /** Without it each key has a selector of its own, under the domain. */
  readonly delegation?: CnameDelegation;
}

/** Where the next key is what the secret's owner puts there. */
export interface SecretFollowingSettings extends KeyChangeSettings {
  readonly fields: KeyFields;
}

export function encodeKeyRotation(settings: KeyRotationSettings | SecretFollowingSettings): Record<string, string> {
  return {
    DOMAIN_NAME: settings.domainName,
    SECRET_ARN: settings.secretArn,
    HOSTED_ZONE_ID: settings.hostedZoneId,
    RECORDS_ROLE_ARN: settings.roleArn,
    ...settings.zoneRoleArn === undefined ? {} : { ZONE_ROLE_ARN: settings.zoneRoleArn },
    OVERLAP_SECONDS: String(settings.overlapSeconds),
    REGIONS: settings.regions.join(','),
    ...'fields' in settings
      ? { PRIVATE_KEY_FIELD: settings.fields.privateKey, SELECTOR_FIELD: settings.fields.selector }
      : {
        KEY_LENGTH: String(settings.keyLength),
        ...settings.delegation && { SELECTORS: settings.delegation.selectors.join(','), RECORDS_DOMAIN: settings.delegation.recordsDomain },
      },
  };
}

export function decodeKeyRotation(environment: Readonly<Record<string, string | undefined>>): KeyRotationSettings | SecretFollowingSettings {
  const variable = (name: string): string => {
    const value = environment[name];
    if (!value) {
      throw new Error(`the environment variable ${name} is missing`);
    }
    return value;
  };
  const change: KeyChangeSettings = {
    domainName: variable('DOMAIN_NAME'),
    secretArn: variable('SECRET_ARN'),
    hostedZoneId: variable('HOSTED_ZONE_ID'),
    roleArn: variable('RECORDS_ROLE_ARN'),
    zoneRoleArn: environment.ZONE_ROLE_ARN,
    overlapSeconds: Number(variable('OVERLAP_SECONDS')),
    regions: variable('REGIONS').split(','),
  };
  return environment.SELECTOR_FIELD
    ? { ...change, fields: { privateKey: variable('PRIVATE_KEY_FIELD'), selector: variable('SELECTOR_FIELD') } }
    : {
      ...change,
      keyLength: Number(variable('KEY_LENGTH')) as GeneratedKeyLength,
      delegation: environment.SELECTORS ? { selectors: environment.SELECTORS.split(','), recordsDomain: variable('RECORDS_DOMAIN') } : undefined,
    };
}
