import type { Changes } from './scenario';
import { ABROAD, CNAME_PLACE, EASY, generated, HOME, KEY1, KEY2, zonePlace } from '../../program/scene';
import { FOLLOWED } from '../../program/settings';

/** Ways of signing of a stack with a hosted zone. */
export const WAYS = {
  'Easy DKIM': { signing: EASY },
  'a stored key': { signing: KEY1 },
  'a generated key': { signing: generated('g') },
  'a followed key': { signing: { mode: 'BYODKIM', key: FOLLOWED, alsoPublish: [] } },
} satisfies Record<string, Changes>;

export const OTHER_STORED: Changes = { signing: KEY2 };
export const EASY_1024: Changes = { signing: { mode: 'EASY_DKIM', keyLength: 'RSA_1024_BIT' } };
export const GENERATED_1024: Changes = { signing: generated('g', { keyLength: 1024 }) };
export const BEHIND_CNAMES: Changes = { signing: generated('g'), place: CNAME_PLACE };
export const IN_TWO_REGIONS: Changes = { signing: generated('g', { replicaRegions: [ABROAD] }) };
export const REPLICA: Changes = { signing: { mode: 'BYODKIM_REPLICA', secretId: 'g' } };
export const DETERMINISTIC: Changes = { signing: { mode: 'DETERMINISTIC_EASY_DKIM', parentRegion: HOME } };
export const ZONE: Changes = { place: zonePlace('Z1') };
export const OTHER_ZONE: Changes = { place: zonePlace('Z2') };
export const BY_HAND: Changes = { place: { kind: 'MANUAL' } };
export const WAITS: Changes = { waitSeconds: 1800 };

/** Everything that an identity has beside its key. */
export const SETTINGS: Changes = {
  configurationSetName: 'set-1',
  feedbackForwarding: false,
  mailFrom: { domainName: 'bounce.example.com', behaviorOnMxFailure: 'REJECT_MESSAGE' },
  dmarc: 'v=DMARC1; p=none',
  tags: { team: 'mail' },
};
export const OTHER_SETTINGS: Changes = {
  configurationSetName: undefined,
  feedbackForwarding: true,
  mailFrom: { domainName: 'mail2.example.com', behaviorOnMxFailure: 'USE_DEFAULT_VALUE' },
  dmarc: undefined,
  tags: {},
};
