import * as fc from 'fast-check';
import { asFoundTags, readAsFound } from '../../../lambda/domain-identity/as-found';
import { keyLengthRefusal } from '../../../lambda/domain-identity/key-length-limit';

const live = fc.record({
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
  fc.assert(fc.property(live, (found) => {
    expect(readAsFound({ ...found, tags: asFoundTags(found) })).toEqual({
      origin: found.dkim.origin,
      keyLength: found.dkim.nextKeyLength,
      signingEnabled: found.dkim.signingEnabled,
      feedbackForwarding: found.feedbackForwarding,
      configurationSetName: found.configurationSetName,
      mailFrom: found.mailFrom && { domainName: found.mailFrom.domainName, behaviorOnMxFailure: found.mailFrom.behaviorOnMxFailure },
    });
  }));
});

test('it fits into a tag, and has no character that tags do not take', () => {
  fc.assert(fc.property(live, (found) => {
    for (const value of Object.values(asFoundTags(found))) {
      expect(value).toMatch(/^[\w .:/=+@-]{1,256}$/); // [DOC SES Tag; AWS tagging: letters, digits, blanks and _.:/=+-@]
    }
  }));
});

describe('a key length that is refused', () => {
  const refused = Object.assign(new Error('The input you provided is invalid.'), { name: 'BadRequestException' });

  test('is told with the time after which SES takes one again', () => {
    expect(keyLengthRefusal(refused, { keyMadeAt: new Date('2026-01-01T12:00:00Z') }, 'RSA_1024_BIT')).toBe(
      'BadRequestException: The input you provided is invalid.; SES takes one change of the key length a day, here to RSA_1024_BIT: '
      + 'the present key is of 2026-01-01T12:00:00.000Z, deploy again after 2026-01-02T12:00:00.000Z',
    );
  });

  test('is told without it, where SES does not say when it made the key', () => {
    expect(keyLengthRefusal(refused, {}, 'RSA_1024_BIT')).toMatch(/deploy again in 24 hours$/);
  });

  test('is not seen where none was asked for, or in another error', () => {
    expect(keyLengthRefusal(refused, {}, undefined)).toBeUndefined();
    expect(keyLengthRefusal(new Error('no'), {}, 'RSA_1024_BIT')).toBeUndefined();
  });
});
