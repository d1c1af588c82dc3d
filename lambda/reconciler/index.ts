import { healthOf, nameOf } from './health';
import type { Me, RotationStep } from './model';
import { NotFinished, reconcile, type Run } from './reconcile';
import { wantedRecords } from './wanted';
import { type DomainIdentityRequest, type DomainIdentitySettings, SES_DOMAIN_IDENTITY_TYPE } from '../../src/contract/domain-identity';
import { IDENTITY_TAGS } from '../../src/contract/tags';
import { physicalIdOf } from '../identity/me';
import { ownerOf, readOwner, readWants } from '../identity/ownership';
import type { LiveIdentity, Ports } from '../ports';
import type { DomainHealth } from '../reporting/domain-health';

export type { Me, RotationStep } from './model';
export type { PlanOptions } from './plan';
export { RULES, REMOVAL_RULES } from './plan';
export { lostOwnerTags } from './owner-tags';
export { isFullyVerified, quickLook } from './quick-look';
export { NotFinished } from './reconcile';

type Limits = Pick<Run, 'deadline' | 'without'>;

/** What an identity is like when a deployment is done. */
export interface Outcome {
  readonly identity: LiveIdentity;
  /** The DKIM records, that of the key that is signed with first. */
  readonly dkimRecords: ReadonlyArray<{ readonly name: string; readonly type: string; readonly value: string }>;
}

export interface Deployment extends Limits {
  readonly request: DomainIdentityRequest;
  readonly previous?: DomainIdentityRequest;
  readonly isCreate: boolean;
  /** When CloudFormation asked first, in milliseconds; now by default. */
  readonly startedAt?: number;
}

/** A Create or an Update of CloudFormation. */
export async function deploy(
  ports: Ports, me: Me, { request, previous, isCreate, startedAt = ports.now(), ...limits }: Deployment,
): Promise<Outcome> {
  try {
    const state = await reconcile(ports, { goal: { kind: 'deploy', request, previous, isCreate, startedAt }, me, settings: request, ...limits });
    return {
      identity: state.identity!,
      dkimRecords: wantedRecords(state).filter(({ purpose }) => purpose === 'DKIM').map(({ label, type, value }) => (
        { name: `${label}.${request.domainName}`, type, value }
      )),
    };
  } finally {
    if (isCreate && await isCancelled(ports, me, request)) {
      await withdraw(ports, me, request, limits);
    }
  }
}

/**
 * CloudFormation may have cancelled the Create, and sent its Delete while this was running. A Create that Lambda delivers twice may also end
 * after the first has succeeded: then the stack has the resource.
 */
async function isCancelled({ stack }: Ports, me: Me, { domainName }: DomainIdentityRequest): Promise<boolean> {
  return await stack.state() !== 'in progress' && !await stack.has(SES_DOMAIN_IDENTITY_TYPE, physicalIdOf(me, domainName));
}

/** What the Create made goes. Nobody else knows of it: if that fails, Lambda delivers the event again. */
async function withdraw(ports: Ports, me: Me, request: DomainIdentityRequest, limits: Limits): Promise<void> {
  try {
    await remove(ports, me, { request, isInvented: true, ...limits });
  } catch (error) {
    const { message } = error as Error;
    throw new NotFinished(`${request.domainName}: what a cancelled Create had made could not be taken back: ${message}`, { cause: error });
  }
}

export interface Removal extends Limits {
  readonly request: DomainIdentityRequest;
  /** Whether CloudFormation invented the physical id, because the Create never answered. */
  readonly isInvented: boolean;
}

/** A Delete of CloudFormation. */
export async function remove(ports: Ports, me: Me, { request, isInvented, ...limits }: Removal): Promise<void> {
  const { tags, existingIdentity } = request;
  await reconcile(ports, { goal: { kind: 'remove', isInvented, adopts: existingIdentity === 'ADOPT', tags }, me, settings: request, ...limits });
}

export interface Care extends Limits {
  /** Hears how the domain was at the first look, and what was done, also if something fails. */
  readonly report?: (health: DomainHealth) => void;
}

/** Looks after one live domain: the clock, and a new version of a followed secret. */
export async function tend(ports: Ports, me: Me, settings: DomainIdentitySettings, { report, ...limits }: Care): Promise<void> {
  let found: DomainHealth = { domainName: settings.domainName, logicalId: me.logicalId };
  let looks = 0;
  const did: string[] = [];
  const witness: Run['witness'] = (state, step) => {
    found = looks++ === 0 ? healthOf(state) : found;
    did.push(...step && nameOf(step) ? [nameOf(step)!] : []);
  };
  try {
    await reconcile(ports, { goal: { kind: 'tend' }, me, settings, ...limits, witness });
  } finally {
    report?.({ ...found, did });
  }
}

export interface Rotation extends Limits {
  readonly step: RotationStep;
  /** The version of the secret that the rotation makes the current one. */
  readonly versionId: string;
}

/** One step of Secrets Manager's rotation. */
export async function rotate(ports: Ports, me: Me, settings: DomainIdentitySettings, { step, versionId, ...limits }: Rotation): Promise<void> {
  const { signing } = settings;
  if (signing.mode !== 'BYODKIM' || signing.key.kind !== 'GENERATED' || signing.key.rotationDays === undefined) {
    throw new Error(`${settings.domainName} does not sign with a key that is rotated; deploy the stack again, or take the function out of the secret's rotation`);
  }
  if (step !== 'testSecret' && await ports.stack.state() !== 'settled') {
    throw new Error(`the stack of ${settings.domainName} is being deployed, or its last deployment failed; Secrets Manager tries the rotation again later`);
  }
  await reconcile(ports, { goal: { kind: 'rotate', step, versionId }, me, settings, ...limits });
}

/** What the identity's tags say about who owns it, and what was wanted last: for triggers that CloudFormation does not send. */
export function settingsOf(identity: LiveIdentity, region: string): { readonly settings: DomainIdentitySettings; readonly me: Me } | undefined {
  const wants = readWants(identity.tags);
  const me = readOwner(identity, region);
  return wants && me ? { settings: wants.settings, me } : undefined;
}

/** Whose an identity is, for people, if another stack of this library has it. */
export function otherOwner(identity: LiveIdentity, stackId: string): string | undefined {
  return identity.tags[IDENTITY_TAGS.stackId] === stackId ? undefined : ownerOf(identity);
}
