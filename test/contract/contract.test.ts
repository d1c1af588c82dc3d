import * as fc from 'fast-check';
import { GENERATED_KEY_LENGTHS, type KeySource } from '../../src/contract/dkim-key';
import {
  decodeDomainIdentity, decodeSettings, DEFAULT_OVERLAP_DAYS, DKIM_RECORD_POSITIONS, DOMAIN_IDENTITY_ATTRIBUTES, type DomainIdentityRequest,
  encodeDomainIdentity, encodeSettings, EXISTING_IDENTITY_POLICIES, MOST_DKIM_RECORDS, MX_FAILURE_BEHAVIORS,
} from '../../src/contract/domain-identity';
import { type Place, recordsDomain } from '../../src/contract/place';
import { type Signing, SIGNING_KEY_LENGTHS } from '../../src/contract/signing';
import type { WireProperties } from '../../src/contract/wire';

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const kind = <T extends string>(value: T) => fc.constant(value);

const keySource: fc.Arbitrary<KeySource> = fc.oneof(
  fc.record({ kind: kind('STORED'), secretId: fc.string(), selector: fc.string(), jsonField: optional(fc.string()), versionId: optional(fc.string()) }),
  fc.record({ kind: kind('FOLLOWED'), secretId: fc.string(), privateKeyField: fc.string(), selectorField: fc.string() }),
  fc.record({
    kind: kind('GENERATED'),
    secretId: fc.string(),
    keyLength: fc.constantFrom(...GENERATED_KEY_LENGTHS),
    rotationDays: optional(fc.nat()),
    replicaRegions: fc.array(fc.string()),
  }),
);

const signing: fc.Arbitrary<Signing> = fc.oneof(
  fc.record({ mode: kind('EASY_DKIM'), keyLength: optional(fc.constantFrom(...SIGNING_KEY_LENGTHS)) }),
  fc.record({ mode: kind('BYODKIM'), key: keySource, alsoPublish: fc.array(keySource, { maxLength: MOST_DKIM_RECORDS - 1 }) }),
  fc.record({ mode: kind('BYODKIM_REPLICA'), secretId: fc.string() }),
  fc.record({ mode: kind('DETERMINISTIC_EASY_DKIM'), parentRegion: fc.string() }),
);

const access = { hostedZoneId: fc.stringMatching(/^Z[A-Z0-9]*$/), zoneName: fc.stringMatching(/^[a-z0-9_.-]*[a-z0-9]$/), roleArn: optional(fc.string()) };
const place: fc.Arbitrary<Place> = fc.oneof(
  fc.record({ kind: kind('MANUAL') }),
  fc.record({ kind: kind('HOSTED_ZONE'), ...access }),
  fc.record({ kind: kind('CNAME_DELEGATED'), ...access, selectors: fc.array(fc.string()) }),
);

const settings = {
  domainName: fc.string(),
  signing,
  place,
  signingEnabled: fc.boolean(),
  configurationSetName: optional(fc.string()),
  feedbackForwarding: optional(fc.boolean()),
  mailFrom: optional(fc.record({ domainName: fc.string(), behaviorOnMxFailure: fc.constantFrom(...MX_FAILURE_BEHAVIORS) })),
  dmarc: optional(fc.string()),
  overlapDays: fc.oneof(fc.nat(), fc.constant(DEFAULT_OVERLAP_DAYS)),
};

const identityRequest: fc.Arbitrary<DomainIdentityRequest> = fc.record({
  ...settings,
  existingIdentity: fc.constantFrom(...EXISTING_IDENTITY_POLICIES),
  waitSeconds: optional(fc.nat()),
  tags: fc.dictionary(fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'), fc.string(), { noNullPrototype: true }),
});

/** What CloudFormation does to properties on the way: JSON, with every scalar as a string, and its own keys added. */
function carried(properties: WireProperties): WireProperties {
  const stringify = (_key: string, value: unknown) => typeof value === 'object' || value === undefined ? value : String(value);
  return { ...JSON.parse(JSON.stringify(properties, stringify)), ServiceToken: 'arn:aws:lambda:…', ServiceTimeout: '1200' };
}

describe('what the construct sends is what the handler reads', () => {
  test('a domain identity', () => {
    fc.assert(fc.property(identityRequest, (request) => {
      expect(decodeDomainIdentity(carried(encodeDomainIdentity(request)))).toEqual(request);
    }));
  });

  test('the settings that later triggers keep', () => {
    fc.assert(fc.property(fc.record(settings), (given) => {
      expect(decodeSettings(JSON.parse(JSON.stringify(encodeSettings(given))))).toEqual(given);
    }));
  });

  test('is strings only, in maps and lists', () => {
    const isWire = (value: unknown): boolean => value === undefined || typeof value === 'string'
      || (typeof value === 'object' && value !== null && Object.values(value).every(isWire));
    fc.assert(fc.property(identityRequest, (request) => isWire(encodeDomainIdentity(request))));
  });

  test('is the same again when it is sent again', () => {
    fc.assert(fc.property(identityRequest, (request) => {
      const once = carried(encodeDomainIdentity(request));
      expect(carried(encodeDomainIdentity(decodeDomainIdentity(once)))).toEqual(once);
    }));
  });
});

describe('the handler refuses properties that it does not understand', () => {
  const properties = carried(encodeDomainIdentity({
    domainName: 'example.com',
    signing: { mode: 'BYODKIM', key: { kind: 'STORED', secretId: 'dkim', selector: 'mail' }, alsoPublish: [] },
    place: { kind: 'HOSTED_ZONE', hostedZoneId: 'Z1', zoneName: 'example.com' },
    signingEnabled: true,
    overlapDays: 14,
    existingIdentity: 'FAIL',
    tags: {},
  }));
  const { Signing: byoDkim, Dns: dns } = properties as { Signing: WireProperties; Dns: WireProperties };
  const key = byoDkim.Key as WireProperties;

  test('what is usual is not sent: 400 domains have to fit into a template', () => {
    expect(Object.keys(properties).sort()).toEqual(['Dns', 'DomainName', 'ServiceTimeout', 'ServiceToken', 'Signing']);
  });

  test.each(['DomainName', 'Signing', 'Dns'])('without %s', (name) => {
    const { [name]: _, ...rest } = properties;
    expect(() => decodeDomainIdentity(rest)).toThrow(new RegExp(`\`${name}\` is missing; the construct and its handler are of different versions`));
  });

  test.each<[WireProperties, string]>([
    [{ Unheard: 'of' }, 'properties of Custom::SesDomainIdentity: unknown `Unheard`'],
    [{ Signing: { Mode: 'CARRIER_PIGEON' } }, '`Mode` must be one of EASY_DKIM, BYODKIM, BYODKIM_REPLICA, DETERMINISTIC_EASY_DKIM, got \'CARRIER_PIGEON\''],
    [{ Signing: { Mode: 'EASY_DKIM', KeyLength: '2048' } }, '`KeyLength` must be one of RSA_1024_BIT, RSA_2048_BIT, got \'2048\''],
    [{ Signing: { Mode: 'EASY_DKIM', Key: key } }, 'properties of Custom::SesDomainIdentity: Signing: unknown `Key`'],
    [{ Signing: { ...byoDkim, Key: { ...key, Kind: 'BORROWED' } } }, '`Kind` must be one of STORED, FOLLOWED, GENERATED, got \'BORROWED\''],
    [{ Signing: { ...byoDkim, Key: { ...key, KeyLength: '2048' } } }, 'properties of Custom::SesDomainIdentity: Signing: Key: unknown `KeyLength`'],
    [{ Signing: { ...byoDkim, AlsoPublish: key } }, '`AlsoPublish` must be a list of maps'],
    [{ Signing: { ...byoDkim, AlsoPublish: [{ ...key, Color: 'red' }] } }, 'Signing: AlsoPublish.0: unknown `Color`'],
    [{ Signing: { Mode: 'BYODKIM', Key: { Kind: 'GENERATED', SecretId: 'dkim', KeyLength: '4096' } } }, '`KeyLength` must be one of 1024, 2048, got \'4096\''],
    [{ Dns: { ...dns, Kind: 'CARRIER_PIGEON' } }, '`Kind` must be one of MANUAL, HOSTED_ZONE, CNAME_DELEGATED'],
    [{ Dns: { Kind: 'MANUAL', HostedZoneId: 'Z1' } }, 'Dns: unknown `HostedZoneId`'],
    [{ SigningEnabled: 'yes' }, '`SigningEnabled` must be one of true, false, got \'yes\''],
    [{ OverlapDays: '1.5' }, '`OverlapDays` must be a whole number, got \'1.5\''],
    [{ WaitSeconds: '-1' }, '`WaitSeconds` must be a whole number, got \'-1\''],
    [{ MailFromDomain: 'bounce.example.com' }, '`BehaviorOnMxFailure` is missing'],
    [{ BehaviorOnMxFailure: 'REJECT_MESSAGE' }, 'unknown `BehaviorOnMxFailure`'],
    [{ DomainName: { not: 'a string' } }, '`DomainName` must be a string'],
    [{ Tags: 'a=b' }, '`Tags` must be a map of strings'],
  ])('with %j', (change, problem) => {
    expect(() => decodeDomainIdentity({ ...properties, ...change })).toThrow(problem);
  });
});

test('a zone id and a zone name are plain, however they come', () => {
  const sent = encodeDomainIdentity({
    domainName: 'example.com',
    signing: { mode: 'EASY_DKIM' },
    place: { kind: 'HOSTED_ZONE', hostedZoneId: '/hostedzone/Z1', zoneName: 'Example.COM.' },
    signingEnabled: true,
    overlapDays: 14,
    existingIdentity: 'FAIL',
    tags: {},
  });
  expect(decodeDomainIdentity(carried(sent)).place).toEqual({ kind: 'HOSTED_ZONE', hostedZoneId: 'Z1', zoneName: 'example.com' });
});

test('the records of a key behind CNAMEs are under the domain\'s whole name in the zone', () => {
  const zone = { hostedZoneId: 'Z1', zoneName: 'dkim.example.net' };
  expect(recordsDomain({ kind: 'CNAME_DELEGATED', ...zone, selectors: ['a', 'b'] }, 'example.com')).toBe('example.com.dkim.example.net');
  expect(recordsDomain({ kind: 'HOSTED_ZONE', ...zone }, 'example.com')).toBe('example.com');
});

test('there is an attribute for each part of each record', () => {
  expect(DKIM_RECORD_POSITIONS).toHaveLength(MOST_DKIM_RECORDS);
  expect(new Set(DOMAIN_IDENTITY_ATTRIBUTES).size).toBe(3 + 3 * MOST_DKIM_RECORDS);
});
