import type { KeySource } from '../../../../src/contract/dkim-key';
import type { DomainIdentityRequest } from '../../../../src/contract/domain-identity';
import type { Place } from '../../../../src/contract/place';
import type { Signing } from '../../../../src/contract/signing';
import type { Random } from '../world/random';
import type { Stack } from '../world/stack';
import { ABROAD, HOME, type World } from '../world/world';

/** The selectors of the domain's CNAMEs. */
export const TURNS = ['ses1', 'ses2'];

export const STORED: readonly KeySource[] = [
  { kind: 'STORED', secretId: 'stored-a', selector: 'key1' },
  { kind: 'STORED', secretId: 'stored-b', selector: 'key2', jsonField: 'privateKey' },
  /** Another key under a selector that is in use. */
  { kind: 'STORED', secretId: 'stored-c', selector: 'key1' },
];
export const FOLLOWED: KeySource = { kind: 'FOLLOWED', secretId: 'followed', privateKeyField: 'privateKey', selectorField: 'selector' };

export function zonePlace(zoneId: string): Place {
  return { kind: 'HOSTED_ZONE', hostedZoneId: zoneId, zoneName: 'example.com' };
}

export const CNAME_PLACE: Place = { kind: 'CNAME_DELEGATED', hostedZoneId: 'ZC', zoneName: 'dkim.example.net', selectors: TURNS };

/** Anything that a template may say. */
export function randomRequest(world: World, stack: Stack): DomainIdentityRequest {
  const { random } = world;
  const place = randomPlace(world);
  const signing = randomSigning(world, stack, place);
  return {
    domainName: world.domainName,
    signing,
    place,
    signingEnabled: !random.chance(0.07),
    configurationSetName: random.weighted([[4, undefined], [1, 'set-1'], [1, 'set-2']]),
    feedbackForwarding: random.weighted([[4, undefined], [1, true], [1, false]]),
    mailFrom: random.chance(0.25)
      ? { domainName: `${random.pick(['bounce', 'mail2'])}.${stack.region}.${world.domainName}`, behaviorOnMxFailure: random.pick(['USE_DEFAULT_VALUE', 'REJECT_MESSAGE']) }
      : undefined,
    dmarc: place.kind === 'HOSTED_ZONE' && random.chance(0.3) ? random.pick(['v=DMARC1; p=none', 'v=DMARC1; p=reject']) : undefined,
    overlapDays: random.weighted([[8, 14], [2, 3], [1, 0]]),
    existingIdentity: random.chance(stack.name === 'Two' ? 0.7 : 0.3) ? 'ADOPT' : 'FAIL',
    waitSeconds: random.weighted([[3, undefined], [1, 900], [1, 3000]]),
    tags: random.chance(0.3) ? { team: random.pick(['mail', 'web']) } : {},
  };
}

function randomPlace(world: World): Place {
  const { random } = world;
  const zones = [...world.zones.values()].filter(({ name, isGone }) => name === 'example.com' && !isGone);
  const delegated = zones.find((zone) => world.dns.isDelegated(zone));
  return random.weighted<Place>([
    [10, zonePlace((delegated ?? zones[0]).id)],
    [1, zonePlace(random.pick(zones).id)],
    [2, { kind: 'MANUAL' }],
    [3, CNAME_PLACE],
  ]);
}

function randomSigning(world: World, stack: Stack, place: Place): Signing {
  const { random } = world;
  if (place.kind === 'CNAME_DELEGATED') {
    return stack.region === ABROAD && random.chance(0.5) ? replica(world) ?? generated(world, stack, place) : generated(world, stack, place);
  }
  const byodkim = (key: KeySource): Signing => ({ mode: 'BYODKIM', key, alsoPublish: [] });
  const other = stack.region === HOME ? ABROAD : HOME;
  return random.weighted<() => Signing>([
    [5, () => ({ mode: 'EASY_DKIM', keyLength: random.weighted([[3, undefined], [1, 'RSA_1024_BIT'], [1, 'RSA_2048_BIT']]) })],
    [4, () => {
      const key = random.weighted([[4, STORED[0]], [4, STORED[1]], [1, STORED[2]]]);
      const others = STORED.slice(0, 2).filter((other1) => other1.kind === 'STORED' && key.kind === 'STORED' && other1.selector !== key.selector);
      return { mode: 'BYODKIM', key, alsoPublish: random.chance(0.2) ? others : [] };
    }],
    [4, () => generated(world, stack, place)],
    [place.kind === 'MANUAL' ? 0 : 3, () => byodkim(FOLLOWED)],
    [stack.region === ABROAD ? 4 : 0.5, () => ({ mode: 'DETERMINISTIC_EASY_DKIM', parentRegion: other })],
    [stack.region === ABROAD ? 4 : 0, () => replica(world) ?? generated(world, stack, place)],
  ])();
}

function generated(world: World, stack: Stack, place: Place): Signing {
  const { random } = world;
  const id = stack.secret && !stack.secret.isGone ? stack.secret.id : `generated-${stack.name}-${random.hex(4)}`;
  return {
    mode: 'BYODKIM',
    key: {
      kind: 'GENERATED',
      secretId: id,
      keyLength: random.pick([1024, 2048]),
      rotationDays: place.kind !== 'MANUAL' && random.chance(0.7) ? 30 : undefined,
      replicaRegions: stack.region === HOME && random.chance(0.5) ? [ABROAD] : [],
    },
    alsoPublish: [],
  };
}

/** Of the key that a stack at home has generated. */
function replica(world: World): Signing | undefined {
  const owner = world.stacks.find((stack) => stack.region === HOME && stack.template?.signing.mode === 'BYODKIM'
    && stack.template.signing.key.kind === 'GENERATED' && stack.template.signing.key.replicaRegions.includes(ABROAD));
  return owner?.secret && !owner.secret.isGone ? { mode: 'BYODKIM_REPLICA', secretId: owner.secret.id } : undefined;
}

/** A small change, as most deployments are. */
export function changedRequest(random: Random, request: DomainIdentityRequest, other: DomainIdentityRequest): DomainIdentityRequest {
  const fits = (signing: Signing, place: Place) => (
    (place.kind !== 'CNAME_DELEGATED' || signing.mode === 'BYODKIM_REPLICA' || (signing.mode === 'BYODKIM' && signing.key.kind === 'GENERATED'))
    && (place.kind !== 'MANUAL' || signing.mode !== 'BYODKIM' || signing.key.kind === 'STORED' || (signing.key.kind === 'GENERATED' && !signing.key.rotationDays))
  );
  const part = random.weighted<Partial<DomainIdentityRequest>>([
    [5, fits(other.signing, request.place) ? { signing: other.signing } : {}],
    [2, fits(request.signing, other.place) ? { place: other.place, dmarc: other.place.kind === 'HOSTED_ZONE' ? request.dmarc : undefined } : {}],
    [1, { mailFrom: other.mailFrom }],
    [1, { dmarc: request.place.kind === 'HOSTED_ZONE' ? other.dmarc : undefined }],
    [1, { signingEnabled: other.signingEnabled, configurationSetName: other.configurationSetName, feedbackForwarding: other.feedbackForwarding }],
    [1, { overlapDays: other.overlapDays, tags: other.tags, waitSeconds: other.waitSeconds }],
    [2, other],
  ]);
  return { ...request, ...part };
}
