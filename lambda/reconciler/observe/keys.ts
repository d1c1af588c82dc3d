import type { Request } from './request';
import type { KeySource, StoredKeySource } from '../../../src/contract/dkim-key';
import { type LiveIdentity, type Ports, Refused, type SecretView, type StackState } from '../../ports';
import type { KeyViews, ZoneView } from '../model';
import { dkimLabel, goesBackWithout } from '../questions';
import { obstacles } from '../zone-edit';

type ReadSource = Parameters<Ports['keys']['view']>[0];

/** A key that changes by deployments only: the other triggers do not read it without need. */
const UNREAD: SecretView = { state: 'there', rotationEnabled: false };

interface Surroundings {
  readonly identity: LiveIdentity | undefined;
  readonly zone: ZoneView | undefined;
  readonly stack: StackState;
  /** Selectors that a generated key may have been given. */
  readonly alternating: readonly string[];
}

/** Reads the secrets that the domain's keys come from. */
export async function readKeys(ports: Ports, { goal, settings: { signing, domainName } }: Request, around: Surroundings): Promise<KeyViews> {
  const { identity, zone, stack, alternating } = around;
  const view = (source: ReadSource) => ports.keys.view(source, domainName, alternating).catch((error: Error) => {
    if (!goesBackWithout(stack, error)) {
      throw error;
    }
    return unreadable(error);
  });
  const read = (source: KeySource): Promise<SecretView> => {
    if (goal.kind === 'deploy' || source.kind !== 'STORED') {
      return view(source);
    }
    return goal.kind === 'tend' && needsStoredKey(source, identity, zone) ? view(source).catch(unreadable) : Promise.resolve(UNREAD);
  };
  switch (signing.mode) {
    case 'BYODKIM':
      return { signing: await read(signing.key), alsoPublish: await Promise.all(signing.alsoPublish.map(read)) };
    case 'BYODKIM_REPLICA': {
      const replica = { kind: 'REPLICA', secretId: signing.secretId } as const;
      const again = goal.kind === 'tend' && (hasGivenUp(identity) || isUntold(identity)) ? await view(replica).catch(unreadable) : undefined;
      return { signing: goal.kind === 'deploy' ? await view(replica) : again, alsoPublish: [] };
    }
    default:
      return { alsoPublish: [] };
  }
}

/** SES has to be given the key again, or its record is gone. */
function needsStoredKey({ selector }: StoredKeySource, identity: LiveIdentity | undefined, zone: ZoneView | undefined): boolean {
  const isMissing = zone !== undefined && !zone.isGone && obstacles(zone, dkimLabel(selector), 'TXT').length === 0;
  return hasGivenUp(identity) || isMissing;
}

/** SES may tell no selector. Then rotation does not know which key this Region has, and the Region follows the secret by itself. */
function isUntold(identity: LiveIdentity | undefined): boolean {
  return identity?.dkim.origin === 'EXTERNAL' && identity.dkim.tokens.length === 0;
}

/** Also while signing is off: SES verifies a domain by its DKIM records, and takes mail of verified domains only. [DOC verified identities] */
function hasGivenUp(identity: LiveIdentity | undefined): boolean {
  return identity?.dkim.status === 'FAILED';
}

/** One key that cannot be read keeps nothing else from being looked after, and no stack from going back. */
function unreadable(error: Error): SecretView {
  if (error instanceof Refused) {
    return { ...UNREAD, current: { versionId: '', refusal: error.message } };
  }
  throw error;
}
