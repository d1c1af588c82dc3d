import type { LiveDkim, LiveIdentity } from '../../../lambda/aws/ses-identities';
import { asFoundTags } from '../../../lambda/domain-identity/as-found';
import { changesTo, type SettledRequest } from '../../../lambda/domain-identity/changes';
import type { ByoDkimSigning, EasyDkimSigning, MailFrom } from '../../../src/contract/ses-domain-identity';

const EASY: EasyDkimSigning = { mode: 'EASY_DKIM' };
const byo = (selector: string, fingerprint: string): ByoDkimSigning => (
  { mode: 'BYODKIM', selector, fingerprint, location: { secretArn: 'arn:secret' } }
);
const wants = (change: Partial<SettledRequest> = {}): SettledRequest => ({
  domainName: 'example.com', signing: EASY, signingEnabled: true, existingIdentity: 'FAIL', tags: {}, ...change,
});

const liveEasy: LiveDkim = {
  status: 'SUCCESS', origin: 'AWS_SES', tokens: ['a', 'b', 'c'], signingHostedZone: 'dkim.amazonses.com', nextKeyLength: 'RSA_2048_BIT', signingEnabled: true,
};
const liveByo = (selector: string): LiveDkim => ({ status: 'SUCCESS', origin: 'EXTERNAL', tokens: [selector], signingEnabled: true });
const live = (change: Partial<LiveIdentity> = {}): LiveIdentity => ({ dkim: liveEasy, feedbackForwarding: true, tags: {}, ...change });

describe('an identity that does not exist', () => {
  test('is created with everything that creation takes', () => {
    const wanted = wants({ signing: { mode: 'EASY_DKIM', keyLength: 'RSA_1024_BIT' }, configurationSetName: 'set', tags: { team: 'mail' } });
    expect(changesTo(undefined, wanted)).toEqual([
      { kind: 'create', tags: { team: 'mail' }, configurationSetName: 'set', keyLength: 'RSA_1024_BIT', origin: undefined },
    ]);
  });

  test('is created as a replica where the keys are another Region\'s', () => {
    expect(changesTo(undefined, wants({ signing: { mode: 'DETERMINISTIC_EASY_DKIM', parentRegion: 'eu-west-1' } }))).toEqual([
      expect.objectContaining({ kind: 'create', origin: 'AWS_SES_EU_WEST_1' }),
    ]);
  });

  test('gets the rest afterwards, the key last', () => {
    const wanted = wants({ signing: byo('mail', 'f1'), signingEnabled: false, feedbackForwarding: false });
    expect(changesTo(undefined, wanted).map(({ kind }) => kind)).toEqual(['create', 'feedback forwarding', 'signing enabled', 'byodkim']);
  });
});

describe('an identity that is as wanted needs nothing', () => {
  test.each<[string, LiveIdentity, SettledRequest]>([
    ['Easy DKIM', live(), wants()],
    ['Easy DKIM of the wanted length', live(), wants({ signing: { mode: 'EASY_DKIM', keyLength: 'RSA_2048_BIT' } })],
    ['BYODKIM', live({ dkim: liveByo('mail') }), wants({ signing: byo('mail', 'f1') })],
    ['BYODKIM that SES does not name', live({ dkim: { ...liveByo('mail'), tokens: [] } }), wants({ signing: byo('mail', 'f1') })],
    ['still looking for the record', live({ dkim: { ...liveEasy, status: 'PENDING' } }), wants()],
    ['tags and settings', live({ tags: { a: '1', b: '2' }, configurationSetName: 'set', feedbackForwarding: false }),
      wants({ tags: { a: '1' }, configurationSetName: 'set', feedbackForwarding: false })],
  ])('%s', (_, state, wanted) => {
    expect(changesTo(state, wanted, wanted)).toEqual([]);
  });
});

describe('signing', () => {
  const put = (selector: string) => [{ kind: 'byodkim', selector }];

  test.each<[string, LiveDkim, ByoDkimSigning, SettledRequest['signing'] | undefined, object[]]>([
    ['a first key on Easy DKIM', liveEasy, byo('a', 'f1'), EASY, put('a')],
    ['another selector', liveByo('a'), byo('b', 'f2'), byo('a', 'f1'), put('b')],
    ['another key under the same selector', liveByo('a'), byo('a', 'f2'), byo('a', 'f1'), put('a')],
    ['a selector that somebody changed', liveByo('theirs'), byo('a', 'f1'), byo('a', 'f1'), put('a')],
    ['a selector that came from nobody knows where', liveByo('a'), byo('a', 'f1'), undefined, put('a')],
    ['a record that SES gave up on', { ...liveByo('a'), status: 'FAILED' }, byo('a', 'f1'), byo('a', 'f1'), put('a')],
    ['a switch that was made by a killed attempt', liveByo('b'), byo('b', 'f2'), byo('a', 'f1'), []],
    ['the way back from a switch that never happened', liveByo('a'), byo('a', 'f1'), byo('b', 'f2'), []],
    ['the way back from a move to Easy DKIM that never happened', liveByo('a'), byo('a', 'f1'), EASY, []],
    ['the way back from a key that may have been put', liveByo('a'), byo('a', 'f1'), byo('a', 'f2'), put('a')],
  ])('BYODKIM: %s', (_, dkim, signing, before, expected) => {
    expect(changesTo(live({ dkim }), wants({ signing }), before && wants({ signing: before }))).toEqual(expected);
  });

  test.each<[string, LiveDkim, EasyDkimSigning, object[]]>([
    ['from BYODKIM', liveByo('a'), EASY, [{ kind: 'easy dkim', keyLength: undefined }]],
    ['from BYODKIM with a length', liveByo('a'), { mode: 'EASY_DKIM', keyLength: 'RSA_2048_BIT' }, [{ kind: 'easy dkim', keyLength: 'RSA_2048_BIT' }]],
    ['another length', liveEasy, { mode: 'EASY_DKIM', keyLength: 'RSA_1024_BIT' }, [{ kind: 'easy dkim', keyLength: 'RSA_1024_BIT' }]],
    ['given up on: without the length, which SES would refuse as no change', { ...liveEasy, status: 'FAILED' },
      { mode: 'EASY_DKIM', keyLength: 'RSA_2048_BIT' }, [{ kind: 'easy dkim' }]],
  ])('Easy DKIM: %s', (_, dkim, signing, expected) => {
    expect(changesTo(live({ dkim }), wants({ signing }), wants({ signing }))).toEqual(expected);
  });

  const replica = (region: string): LiveDkim => ({ ...liveEasy, origin: `AWS_SES_${region}` });
  const DEED = { mode: 'DETERMINISTIC_EASY_DKIM', parentRegion: 'eu-west-1' } as const;

  test.each<[string, LiveDkim, object[]]>([
    ['is live', replica('EU_WEST_1'), []],
    ['from Easy DKIM', liveEasy, [{ kind: 'deterministic easy dkim', origin: 'AWS_SES_EU_WEST_1' }]],
    ['from BYODKIM', liveByo('a'), [{ kind: 'deterministic easy dkim', origin: 'AWS_SES_EU_WEST_1' }]],
    ['another parent', replica('US_EAST_1'), [{ kind: 'deterministic easy dkim', origin: 'AWS_SES_EU_WEST_1' }]],
    ['given up on', { ...replica('EU_WEST_1'), status: 'FAILED' }, [{ kind: 'deterministic easy dkim', origin: 'AWS_SES_EU_WEST_1' }]],
  ])('Deterministic Easy DKIM: %s', (_, dkim, expected) => {
    expect(changesTo(live({ dkim }), wants({ signing: DEED }), wants({ signing: DEED }))).toEqual(expected);
  });

  test('is moved from a replica to an identity of its own', () => {
    expect(changesTo(live({ dkim: replica('EU_WEST_1') }), wants(), wants({ signing: DEED }))).toEqual([{ kind: 'easy dkim', keyLength: undefined }]);
  });

  test('is switched on and off', () => {
    expect(changesTo(live(), wants({ signingEnabled: false }))).toEqual([{ kind: 'signing enabled', enabled: false }]);
    expect(changesTo(live({ dkim: { ...liveEasy, signingEnabled: false } }), wants())).toEqual([{ kind: 'signing enabled', enabled: true }]);
  });
});

describe('what an adopted identity has', () => {
  const theirs = live({ configurationSetName: 'theirs', feedbackForwarding: false, tags: { theirs: '1' } });

  test('stays where nothing is asked for', () => {
    expect(changesTo(theirs, wants())).toEqual([]);
  });

  test('changes where something is', () => {
    expect(changesTo(theirs, wants({ configurationSetName: 'ours', feedbackForwarding: true, tags: { ours: '2' } }))).toEqual([
      { kind: 'tag', tags: { ours: '2' } },
      { kind: 'configuration set', name: 'ours' },
      { kind: 'feedback forwarding', enabled: true },
    ]);
  });

  test('what was asked for before and is no more goes, and only that', () => {
    const before = wants({ configurationSetName: 'theirs', feedbackForwarding: false, tags: { gone: '1', kept: '1' } });
    const state = live({ configurationSetName: 'theirs', feedbackForwarding: false, tags: { gone: '1', kept: '1', theirs: '1' } });
    expect(changesTo(state, wants({ tags: { kept: '1' } }), before)).toEqual([
      { kind: 'untag', keys: ['gone'] },
      { kind: 'configuration set', name: undefined },
      { kind: 'feedback forwarding', enabled: true },
    ]);
  });
});

describe('a MAIL FROM domain', () => {
  const to = (domainName: string, behaviorOnMxFailure: MailFrom['behaviorOnMxFailure'] = 'USE_DEFAULT_VALUE'): MailFrom => ({ domainName, behaviorOnMxFailure });
  const has = (mailFrom?: MailFrom, status = 'SUCCESS', tags = {}) => live({ mailFrom: mailFrom && { ...mailFrom, status }, tags });
  const adoptedWith = (mailFrom?: MailFrom) => asFoundTags(has(mailFrom));

  test('is put after the identity is made, and before the key', () => {
    expect(changesTo(undefined, wants({ mailFrom: to('a'), signing: byo('mail', 'f1') })).map(({ kind }) => kind)).toEqual(['create', 'mail from', 'byodkim']);
  });

  test.each<[string, LiveIdentity, MailFrom | undefined, MailFrom | undefined, Array<MailFrom | undefined>]>([
    ['a first one', has(), to('a'), undefined, [to('a')]],
    ['another one', has(to('a')), to('b'), to('a'), [to('b')]],
    ['another behavior', has(to('a')), to('a', 'REJECT_MESSAGE'), to('a'), [to('a', 'REJECT_MESSAGE')]],
    ['is live', has(to('a')), to('a'), undefined, []],
    ['still looked for', has(to('a'), 'PENDING'), to('a'), to('a'), []],
    ['given up on', has(to('a'), 'FAILED'), to('a'), to('a'), [to('a')]],
    ['no longer asked for', has(to('a')), undefined, to('a'), [undefined]],
    ['no longer asked for, and gone', has(), undefined, to('a'), []],
    ['no longer asked for, and somebody else\'s', has(to('theirs')), undefined, to('a'), []],
    ['never asked for', has(to('theirs')), undefined, undefined, []],
    ['no longer asked for, of an identity that had another', has(to('a'), 'SUCCESS', adoptedWith(to('theirs', 'REJECT_MESSAGE'))), undefined, to('a'),
      [to('theirs', 'REJECT_MESSAGE')]],
    ['no longer asked for, of an identity that had the same', has(to('a'), 'SUCCESS', adoptedWith(to('a'))), undefined, to('a'), []],
    ['no longer asked for, of an identity that had none', has(to('a'), 'SUCCESS', adoptedWith()), undefined, to('a'), [undefined]],
  ])('%s', (_, state, mailFrom, before, expected) => {
    const wanted = wants({ mailFrom, tags: state.tags });
    expect(changesTo(state, wanted, { ...wanted, mailFrom: before })).toEqual(expected.map((each) => ({ kind: 'mail from', mailFrom: each })));
  });
});
