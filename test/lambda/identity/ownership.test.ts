import * as fc from 'fast-check';
import { asFoundTags, readAsFound } from '../../../lambda/identity/as-found';
import { isAdopted, isMine, ownerOf, ownerTags, readOwner, readWants, wantsTags } from '../../../lambda/identity/ownership';
import type { LiveIdentity } from '../../../lambda/ports';
import type { DomainIdentitySettings } from '../../../src/contract/domain-identity';
import { MOST_OWN_TAGS } from '../../../src/contract/tags';

const me = { stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/one', logicalId: 'Identity', nonce: '0123456789ab', requestId: 'r1', region: 'eu-west-1' };

const live: fc.Arbitrary<LiveIdentity> = fc.record({
  dkim: fc.record({
    status: fc.constant('SUCCESS'),
    origin: fc.constantFrom('AWS_SES', 'EXTERNAL', 'AWS_SES_AP_SOUTHEAST_5'),
    tokens: fc.constant([]),
    nextKeyLength: fc.constantFrom('RSA_1024_BIT', 'RSA_2048_BIT', undefined),
    signingEnabled: fc.boolean(),
  }),
  configurationSetName: fc.option(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), { nil: undefined }),
  feedbackForwarding: fc.boolean(),
  mailFrom: fc.option(fc.record({
    domainName: fc.domain(), behaviorOnMxFailure: fc.constantFrom('USE_DEFAULT_VALUE' as const, 'REJECT_MESSAGE' as const), status: fc.constant('SUCCESS'),
  }), { nil: undefined }),
  tags: fc.constant({}),
});

test('what is remembered of an identity is what was found', () => {
  fc.assert(fc.property(live, fc.string(), (identity, value) => {
    const found = { ...identity, tags: { team: value } };
    expect(readAsFound({ ...found, tags: asFoundTags(found, ['team', 'new']) })).toEqual({
      origin: found.dkim.origin,
      keyLength: found.dkim.nextKeyLength,
      signingEnabled: found.dkim.signingEnabled,
      feedbackForwarding: found.feedbackForwarding,
      configurationSetName: found.configurationSetName,
      mailFrom: found.mailFrom && { domainName: found.mailFrom.domainName, behaviorOnMxFailure: found.mailFrom.behaviorOnMxFailure },
      ownerTags: {},
      userTags: { team: value },
    });
  }));
});

const settings: DomainIdentitySettings = {
  domainName: 'a-domain-with-a-long-name.mail.example.com',
  signing: {
    mode: 'BYODKIM',
    key: {
      kind: 'GENERATED', secretId: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${'s'.repeat(60)}-AbCdEf`, keyLength: 2048, rotationDays: 90, replicaRegions: ['us-east-1'],
    },
    alsoPublish: [],
  },
  place: { kind: 'HOSTED_ZONE', hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com', roleArn: 'arn:aws:iam::444455556666:role/cdk-ses-dkim-example.com' },
  signingEnabled: true,
  mailFrom: { domainName: 'bounce.a-domain-with-a-long-name.mail.example.com', behaviorOnMxFailure: 'USE_DEFAULT_VALUE' },
  dmarc: 'v=DMARC1; p=reject; rua=mailto:dmarc@example.com',
  overlapDays: 14,
};

test('later triggers read who owns an identity and what is wanted', () => {
  const tags = { ...ownerTags(me, 1_790_000_000_000), ...wantsTags({ settings, former: [{ kind: 'HOSTED_ZONE', hostedZoneId: 'Z1', zoneName: 'example.com' }] }) };
  const identity = { dkim: {} as never, feedbackForwarding: true, tags };
  expect(readWants(tags)).toEqual({ settings, former: [{ kind: 'HOSTED_ZONE', hostedZoneId: 'Z1', zoneName: 'example.com' }] });
  expect(readOwner(identity, 'eu-west-1')).toEqual(me);
  expect(isMine(identity, me)).toBe(true);
  expect(isMine(identity, { ...me, nonce: 'ba9876543210' })).toBe(false);
  expect(ownerOf(identity)).toBe('the resource Identity of the stack Mail');
});

test('a previous owner and its settings fit beside those of the new owner', () => {
  const before = { ...ownerTags(me, 0), ...wantsTags({ settings, former: [] }) };
  const identity = { dkim: { status: 'SUCCESS', origin: 'EXTERNAL', tokens: [], signingEnabled: true }, feedbackForwarding: true, tags: before };
  const after = { ...ownerTags({ ...me, nonce: 'ba9876543210' }, 0), ...wantsTags({ settings, former: [] }), ...asFoundTags(identity, []) };
  expect(isAdopted({ ...identity, tags: after })).toBe(true);
  expect(readAsFound({ ...identity, tags: after })!.ownerTags).toEqual(before);
  expect(Object.keys(after).length).toBeLessThanOrEqual(MOST_OWN_TAGS);
});

test('an identity that went from stack to stack remembers how each had found it, before it remembers their settings', () => {
  const identity = { dkim: { status: 'SUCCESS', origin: 'EXTERNAL', tokens: [], signingEnabled: true }, feedbackForwarding: true, tags: {} };
  const former = ['Z1', 'Z2', 'Z3', 'Z4'].map((hostedZoneId) => ({ kind: 'HOSTED_ZONE' as const, hostedZoneId, zoneName: 'example.com' }));
  const takenOver = (tags: Readonly<Record<string, string>>, nonce: string) => (
    { ...ownerTags({ ...me, nonce }, 0), ...wantsTags({ settings, former }), ...asFoundTags({ ...identity, tags }, []) }
  );
  const first = { ...ownerTags(me, 0), ...wantsTags({ settings, former: [] }) };
  const third = takenOver(takenOver(first, 'ba9876543210'), 'aaaaaaaaaaaa');
  const { ownerTags: ofSecond } = readAsFound({ tags: third })!;
  expect(readAsFound({ tags: ofSecond })!.ownerTags).toEqual(first);
  expect(readWants(ofSecond)).toBeUndefined();
});

test('an identity that went from stack to stack remembers at least whose it was, and that it existed before', () => {
  const long = { ...ownerTags(me, 0), 'cdk-ses-dkim:as-found': 'x'.repeat(250), ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`cdk-ses-dkim:wants-${index}`, '+20'.repeat(80)])) };
  const identity = { dkim: { status: 'SUCCESS', origin: 'EXTERNAL', tokens: [], signingEnabled: true }, feedbackForwarding: true, tags: long };
  expect(readAsFound({ ...identity, tags: asFoundTags(identity, []) })!.ownerTags).toEqual({
    ...ownerTags(me, 0), 'cdk-ses-dkim:as-found': 'x'.repeat(250), 'cdk-ses-dkim:wants': 'lost',
  });
});

test('what had no room is not mixed with what the next owner wrote, when the identity is given back', () => {
  const long = { ...ownerTags(me, 0), ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`cdk-ses-dkim:as-found${index === 0 ? '' : `-${index + 1}`}`, '12 '.repeat(80)])) };
  const identity = { dkim: { status: 'SUCCESS', origin: 'EXTERNAL', tokens: [], signingEnabled: true }, feedbackForwarding: true, tags: long };
  const next = { ...wantsTags({ settings, former: [] }), ...asFoundTags(identity, []) };
  const given = { ...next, ...readAsFound({ tags: next })!.ownerTags };
  expect(isAdopted({ ...identity, tags: given })).toBe(true);
  expect(readAsFound({ tags: given })).toBeUndefined();
  expect(readWants(given)).toBeUndefined();
});
