import { ownerTags, wantsTags } from '../../../lambda/identity/ownership';
import type { LiveIdentity, Ports, StackState, StoredRecord } from '../../../lambda/ports';
import { lostOwnerTags, settingsOf } from '../../../lambda/reconciler';
import { formatMemory } from '../../../lambda/reconciler/memory';
import type { DomainIdentitySettings } from '../../../src/contract/domain-identity';

/** Who may write the tags of an owner again that somebody removed. */

const NOW = Date.parse('2026-11-28T12:00:00Z');
const STACK = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/1';
const OTHER_STACK = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Other/2';
const RESOURCE = { domainName: 'example.com', region: 'eu-west-1', stackId: STACK, nonce: '0123456789ab', logicalId: 'Identity' };

const SETTINGS: DomainIdentitySettings = {
  domainName: 'example.com',
  signing: { mode: 'EASY_DKIM' },
  signingEnabled: true,
  overlapDays: 14,
  place: { kind: 'HOSTED_ZONE', hostedZoneId: 'Z1', zoneName: 'example.com' },
};
const WANTS = wantsTags({ settings: SETTINGS, former: [] });
const OWNER = ownerTags({ ...RESOURCE, requestId: 'request-1' }, NOW - 1_000);

interface Circumstances {
  readonly tags: Readonly<Record<string, string>>;
  readonly state?: StackState;
  /** Who claims a record in the zone's memory. */
  readonly claimedBy?: string;
}

function restore({ tags, state = 'settled', claimedBy = '0123456789ab@eu-west-1' }: Circumstances) {
  const memory = formatMemory({
    zoneId: 'Z1',
    holders: [{ id: claimedBy, adopted: false }],
    entries: [{ label: 'a._domainkey', type: 'CNAME', hash: '0', state: 'live', since: NOW, origin: 'made', claims: [{ holder: claimedBy, inherited: 0 }] }],
  });
  const at = jest.fn(async (name: string): Promise<StoredRecord[]> => [{ name, type: 'TXT', ttl: 300, values: [memory], isPlain: true }]);
  const ports = { now: () => NOW, stack: { state: async () => state }, zone: () => ({ at }) } as unknown as Ports;
  const identity: LiveIdentity = { dkim: { status: 'SUCCESS', origin: 'AWS_SES', tokens: ['a'], signingEnabled: true }, feedbackForwarding: true, tags };
  return { at, identity, lost: lostOwnerTags(ports, identity, RESOURCE) };
}

const without = (...keys: string[]) => Object.fromEntries(Object.entries({ ...WANTS, ...OWNER }).filter(([key]) => !keys.includes(key)));

test('the claims in the zone prove it, if no tag of the owner is left', async () => {
  const { at, identity, lost } = restore({ tags: WANTS });
  const tags = await lost;
  expect(at).toHaveBeenCalledWith('_cdk-ses-dkim._domainkey.example.com');
  expect(tags).toEqual({ ...OWNER, 'cdk-ses-dkim:request-id': `restored ${NOW / 1_000}` });
  const again = settingsOf({ ...identity, tags: { ...identity.tags, ...tags } }, 'eu-west-1');
  expect(again).toMatchObject({ settings: SETTINGS, me: { stackId: STACK, nonce: '0123456789ab' } });
});

test.each([
  ['cdk-ses-dkim:owner'], ['cdk-ses-dkim:logical-id'], ['cdk-ses-dkim:stack-id'],
])('what is left of the tags proves it without %s, and only that is written', async (key) => {
  const { at, lost } = restore({ tags: without(key), claimedBy: 'of somebody else' });
  expect(await lost).toEqual({ [key]: (OWNER as Record<string, string>)[key] });
  expect(at).not.toHaveBeenCalled();
});

const MANUAL = wantsTags({ settings: { ...SETTINGS, place: { kind: 'MANUAL' } }, former: [] });

test.each<[string, Circumstances, string]>([
  ['the settings are lost too', { tags: {} }, 'the settings are lost with them'],
  ['a part of the settings is lost', { tags: { ...OWNER, 'cdk-ses-dkim:wants': 'x' } }, 'the settings are lost with them'],
  ['the settings are those of another domain', { tags: wantsTags({ settings: { ...SETTINGS, domainName: 'other.example' }, former: [] }) }, 'the settings are lost with them'],
  ['the zone remembers another holder', { tags: WANTS, claimedBy: 'ffffffffffff@eu-west-1' }, 'nothing else proves whose it is'],
  ['the zone remembers the resource in another Region', { tags: WANTS, claimedBy: '0123456789ab@us-east-1' }, 'nothing else proves whose it is'],
  ['another owner is named', { tags: { ...WANTS, 'cdk-ses-dkim:owner': 'ffffffffffff' } }, 'nothing else proves whose it is'],
  ['another stack is named', { tags: { ...WANTS, 'cdk-ses-dkim:stack-id': OTHER_STACK } }, 'they name another stack'],
  ['nobody remembers records that are published by hand', { tags: MANUAL }, 'nothing else proves whose it is'],
  ['a deployment runs', { tags: WANTS, state: 'in progress' }, 'the stack is being deployed'],
])('nothing is written if %s', async (_, circumstances, why) => {
  await expect(restore(circumstances).lost).rejects.toThrow(why);
  await expect(restore(circumstances).lost).rejects.toThrow('deploy the identity with any change, and they are written again');
});
