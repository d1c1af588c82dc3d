import * as fc from 'fast-check';
import { decodeDkimKey, type DkimKeyRequest, encodeDkimKey, GENERATED_KEY_LENGTHS } from '../../src/contract/dkim-key';
import {
  decodeDnsRecord, DNS_RECORD_PURPOSES, DNS_RECORD_TYPES, type DnsRecordRequest, encodeDnsRecord, EXISTING_RECORDS_POLICIES,
} from '../../src/contract/dns-record';
import { decodeKeyRotation, encodeKeyRotation } from '../../src/contract/key-rotation';
import {
  decodeSesDomainIdentity, encodeSesDomainIdentity, EXISTING_IDENTITY_POLICIES, MX_FAILURE_BEHAVIORS, type SesDomainIdentityRequest,
  SIGNING_KEY_LENGTHS,
} from '../../src/contract/ses-domain-identity';
import {
  decodeSesVerification, encodeSesVerification, identifySigning, SES_VERIFICATION_TYPE, type SesVerificationRequest,
} from '../../src/contract/ses-verification';
import type { WireProperties } from '../../src/contract/wire';

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const location = fc.record({ secretArn: fc.string(), jsonField: optional(fc.string()), versionId: optional(fc.string()) });

const zoneAccess = { hostedZoneId: fc.string(), roleArn: fc.string(), zoneRoleArn: optional(fc.string()) };
const fields = fc.record({ privateKey: fc.string(), selector: fc.string() });
const selectors = fc.array(fc.stringMatching(/^[a-z0-9-]+$/), { minLength: 1 });
const delegation = fc.record({ selectors, recordsDomain: fc.string({ minLength: 1 }) });
const recordsLocation = fc.record({ ...zoneAccess, identityIsRetained: fc.boolean(), delegation: optional(delegation) });
const generated = fc.record({ keyLength: fc.constantFrom(...GENERATED_KEY_LENGTHS), selectors: optional(selectors) });

const dkimKeyRequest: fc.Arbitrary<DkimKeyRequest> = fc.oneof(
  fc.record({ kind: fc.constant('stored' as const), domainName: fc.string(), selector: fc.string(), location }),
  fc.record({
    kind: fc.constant('generated' as const),
    domainName: fc.string(),
    secretArn: fc.string(),
    keyLength: fc.constantFrom(...GENERATED_KEY_LENGTHS),
    isRotated: fc.boolean(),
    rotationSchedule: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
    records: optional(recordsLocation),
    elsewhere: optional(fc.record({ regions: fc.array(fc.stringMatching(/^[a-z0-9-]+$/), { minLength: 1 }), roleArn: fc.string() })),
  }),
  fc.record({ kind: fc.constant('followed' as const), domainName: fc.string(), secretArn: fc.string(), fields, records: recordsLocation }),
);

const identityRequest: fc.Arbitrary<SesDomainIdentityRequest> = fc.record({
  domainName: fc.string(),
  signing: fc.oneof(
    fc.record({ mode: fc.constant('EASY_DKIM' as const), keyLength: optional(fc.constantFrom(...SIGNING_KEY_LENGTHS)) }),
    fc.record({ mode: fc.constant('DETERMINISTIC_EASY_DKIM' as const), parentRegion: fc.string() }),
    fc.record({ mode: fc.constant('ROTATED_BYODKIM' as const), secretArn: fc.string(), fields: optional(fields), generated: optional(generated) }),
    fc.record({ mode: fc.constant('REPLICATED_BYODKIM' as const), secretArn: fc.string() }),
    fc.record({ mode: fc.constant('BYODKIM' as const), selector: fc.string(), location, fingerprint: fc.string() }),
  ),
  signingEnabled: fc.boolean(),
  existingIdentity: fc.constantFrom(...EXISTING_IDENTITY_POLICIES),
  configurationSetName: optional(fc.string()),
  feedbackForwarding: optional(fc.boolean()),
  mailFrom: optional(fc.record({ domainName: fc.string(), behaviorOnMxFailure: fc.constantFrom(...MX_FAILURE_BEHAVIORS) })),
  tags: fc.dictionary(fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'), fc.string(), { noNullPrototype: true }),
});

const verificationRequest: fc.Arbitrary<SesVerificationRequest> = fc.record({
  domainName: fc.string(),
  signing: fc.string(),
  records: fc.array(fc.record({ name: fc.string(), recordType: fc.string(), value: fc.string() }), { maxLength: 12 }),
  waitSeconds: fc.nat(),
});

/** What CloudFormation does to properties on the way: JSON, with every scalar as a string, and its own keys added. */
function carried(properties: WireProperties): WireProperties {
  const stringify = (_key: string, value: unknown) => typeof value === 'object' ? value : String(value);
  const defined = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
  return { ...JSON.parse(JSON.stringify(defined, stringify)), ServiceToken: 'arn:aws:lambda:…', ServiceTimeout: '1200' };
}

describe('what the construct sends is what the handler reads', () => {
  test('a DKIM key', () => {
    fc.assert(fc.property(dkimKeyRequest, (request) => {
      expect(decodeDkimKey(carried(encodeDkimKey(request)))).toEqual(request);
    }));
  });

  test('a domain identity', () => {
    fc.assert(fc.property(identityRequest, (request) => {
      expect(decodeSesDomainIdentity(carried(encodeSesDomainIdentity(request)))).toEqual(request);
    }));
  });

  test('a wait for verification', () => {
    fc.assert(fc.property(verificationRequest, (request) => {
      expect(decodeSesVerification(carried(encodeSesVerification(request)))).toEqual(request);
    }));
  });

  test('a DNS record', () => {
    const record: fc.Arbitrary<DnsRecordRequest> = fc.record({
      purpose: fc.constantFrom(...DNS_RECORD_PURPOSES),
      existingRecords: fc.constantFrom(...EXISTING_RECORDS_POLICIES),
      domainName: fc.string(),
      ...zoneAccess,
      name: fc.string(),
      recordType: fc.constantFrom(...DNS_RECORD_TYPES),
      value: fc.string(),
      ttlSeconds: fc.string(),
      identityIsRetained: fc.boolean(),
    });
    fc.assert(fc.property(record, (request) => {
      expect(decodeDnsRecord(carried(encodeDnsRecord(request)))).toEqual(request);
    }));
  });

  test('every value on the wire is a string or a map of strings', () => {
    const isWire = (value: unknown) => value === undefined || typeof value === 'string'
      || Object.values(value as object).every((inner) => typeof inner === 'string');
    fc.assert(fc.property(identityRequest, (request) => Object.values(encodeSesDomainIdentity(request)).every(isWire)));
  });
});

describe('the handler refuses properties that it does not understand', () => {
  const properties = carried(encodeSesDomainIdentity({
    domainName: 'example.com',
    signing: { mode: 'EASY_DKIM' },
    signingEnabled: true,
    existingIdentity: 'FAIL',
    tags: {},
  }));

  test.each(Object.keys(properties).filter((key) => !['ServiceToken', 'ServiceTimeout', 'Tags'].includes(key)))('without %s', (key) => {
    const { [key]: _, ...rest } = properties;
    expect(() => decodeSesDomainIdentity(rest)).toThrow(new RegExp(`${key}.*different versions`));
  });

  test.each([
    [{ Unheard: 'of' }, 'unknown `Unheard`'],
    [{ Signing: 'CARRIER_PIGEON' }, '`Signing` must be one of EASY_DKIM, BYODKIM, ROTATED_BYODKIM, REPLICATED_BYODKIM, DETERMINISTIC_EASY_DKIM, got \'CARRIER_PIGEON\''],
    [{ SigningEnabled: 'yes' }, '`SigningEnabled` must be one of true, false, got \'yes\''],
    [{ SigningKeyLength: '2048' }, '`SigningKeyLength` must be one of RSA_1024_BIT, RSA_2048_BIT, got \'2048\''],
    [{ DomainName: { not: 'a string' } }, '`DomainName` must be a string'],
    [{ Tags: 'a=b' }, '`Tags` must be a map of strings'],
    [{ Selector: 'mail' }, 'unknown `Selector`'],
  ])('with %j', (change, problem) => {
    expect(() => decodeSesDomainIdentity({ ...properties, ...change } as WireProperties)).toThrow(problem);
  });
});

describe('a wait for verification', () => {
  const properties = carried(encodeSesVerification({
    domainName: 'example.com', signing: 'EASY_DKIM', records: [{ name: 'a', recordType: 'CNAME', value: 'b' }], waitSeconds: 60,
  }));

  test.each([
    [{ WaitSeconds: '1.5' }, '`WaitSeconds` must be a whole number, got \'1.5\''],
    [{ WaitSeconds: undefined }, '`WaitSeconds` is missing'],
    [{ Record1: { Name: 'a', Type: 'CNAME' } }, '`Record1` must have Name, Type, Value'],
    [{ Record1: { Name: 'a', Type: 'CNAME', Value: 'b', Ttl: '1' } }, '`Record1` must have Name, Type, Value'],
    [{ Record3: { Name: 'a', Type: 'CNAME', Value: 'b' } }, 'unknown `Record3`'],
  ])('with %j is refused', (change, problem) => {
    expect(() => decodeSesVerification({ ...properties, ...change } as WireProperties)).toThrow(`properties of ${SES_VERIFICATION_TYPE}: ${problem}`);
  });

  test('is another one for another way to sign, and the same for a key that has moved to another secret', () => {
    const byo = { mode: 'BYODKIM' as const, selector: 'mail', location: { secretArn: 'arn:one' }, fingerprint: 'f1' };
    const names = [
      { mode: 'EASY_DKIM' as const }, { mode: 'EASY_DKIM' as const, keyLength: 'RSA_1024_BIT' as const },
      { mode: 'DETERMINISTIC_EASY_DKIM' as const, parentRegion: 'us-east-1' }, { mode: 'DETERMINISTIC_EASY_DKIM' as const, parentRegion: 'us-east-2' },
      { mode: 'ROTATED_BYODKIM' as const, secretArn: 'arn:one' }, { mode: 'ROTATED_BYODKIM' as const, secretArn: 'arn:two' },
      byo, { ...byo, selector: 'news' }, { ...byo, fingerprint: 'f2' },
    ].map(identifySigning);
    expect(new Set(names).size).toBe(names.length);
    expect(identifySigning({ ...byo, location: { secretArn: 'arn:two' } })).toBe(identifySigning(byo));
  });
});

test('the settings of a function that changes keys come back as they were', () => {
  const word = fc.string({ minLength: 1 });
  const change = {
    domainName: word,
    secretArn: word,
    hostedZoneId: word,
    roleArn: word,
    overlapSeconds: fc.nat(),
    regions: fc.array(fc.stringMatching(/^[a-z0-9-]+$/), { minLength: 1 }),
  };
  fc.assert(fc.property(fc.oneof(
    fc.record({ ...change, keyLength: fc.constantFrom(...GENERATED_KEY_LENGTHS), delegation: optional(delegation) }),
    fc.record({ ...change, fields: fc.record({ privateKey: word, selector: word }) }),
  ), (settings) => {
    expect(decodeKeyRotation(encodeKeyRotation(settings))).toEqual(settings);
  }));
});

describe('a key', () => {
  test.each([
    [{ GeneratedKeyLength: '4096' }, '`GeneratedKeyLength` must be one of 1024, 2048, got \'4096\''],
    [{ Selector: 'mail' }, 'unknown `Selector`'],
    [{ SecretJsonField: 'key' }, 'unknown `SecretJsonField`'],
    [{ SecretArn: undefined }, '`SecretArn` is missing'],
  ])('a key that is to be generated is refused with %j', (change, problem) => {
    const properties = carried(encodeDkimKey({ kind: 'generated', domainName: 'example.com', secretArn: 'arn:secret', keyLength: 2048, isRotated: false }));
    expect(() => decodeDkimKey({ ...properties, ...change })).toThrow(problem);
  });
});
