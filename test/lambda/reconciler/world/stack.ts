import { createHash } from 'node:crypto';
import { DAY } from './scheduler';
import type { Secret } from './secret';
import type { StackState } from '../../../../lambda/ports';
import type { DomainIdentityRequest } from '../../../../src/contract/domain-identity';

export const LOGICAL_ID = 'Identity';

interface Grants {
  readonly zoneIds: readonly string[];
  /** Whether an identity of somebody else may be tagged, by its name. */
  readonly adopts: boolean;
  /** Regions where the identity may be given a key, by its name. */
  readonly regions: readonly string[];
}

/** A stack with one identity, in one Region. It may be deleted, and made again under its name. */
export class Stack {
  state: StackState = 'gone';
  id = '';
  /** What its template says, as far as CloudFormation has finished it. */
  template?: DomainIdentityRequest;
  /** The answer of the handler that CloudFormation accepted. */
  physicalId?: string;
  /** The generated key's secret. */
  secret?: Secret;
  /** What the functions' policies name at this moment. */
  grants: Grants = { zoneIds: [], adopts: false, regions: [] };
  /** How its identity came to be. */
  origin?: 'made' | 'adopted';
  /** Changes by hand that no clock can repair. */
  needsDeployment = false;
  /** Another stack had the identity when the last deployment was rolled back. */
  wasUndone = false;
  isWithdrawing = false;
  /** Somebody else publishes its records. */
  isManual = false;

  private incarnation = 0;
  private overlaps: Array<{ readonly at: number; readonly days: number }> = [];

  constructor(readonly name: string, readonly region: string) {}

  /** Names the resource, for all its life. */
  get nonce(): string {
    return nonceOf(this.id);
  }

  get exists(): boolean {
    return this.state !== 'gone';
  }

  /** Whether it has its functions: those of a creation that was rolled back are gone with everything else. */
  get hasFunctions(): boolean {
    return this.exists && !(this.state === 'settled' && this.template === undefined);
  }

  /** It is deleted, or its creation is taken back: then everything goes at once. */
  get isLeaving(): boolean {
    return this.state === 'deleting' || this.isWithdrawing;
  }

  begin(): void {
    this.isWithdrawing = false;
    this.id = `arn:aws:cloudformation:${this.region}:111111111111:stack/${this.name}/${++this.incarnation}`;
    this.template = undefined;
    this.physicalId = undefined;
    this.secret = undefined;
    this.origin = undefined;
    this.needsDeployment = false;
    this.wasUndone = false;
    this.overlaps = [];
  }

  /** Whether a tag names this stack, in this or an earlier life: IAM knows no more than the name. */
  isNamedBy(stackId: string | undefined): boolean {
    return stackId !== undefined && stackId.split('/')[1] === this.name && stackId.split(':')[3] === this.region;
  }

  applies(request: DomainIdentityRequest, now: number): void {
    this.grants = {
      zoneIds: request.place.kind === 'MANUAL' ? [] : [request.place.hostedZoneId],
      adopts: request.existingIdentity === 'ADOPT',
      regions: request.signing.mode === 'BYODKIM' && request.signing.key.kind === 'GENERATED' ? request.signing.key.replicaRegions : [],
    };
    this.overlaps.push({ at: now, days: request.overlapDays });
    this.isManual = request.place.kind === 'MANUAL';
  }

  /** The shortest overlap that somebody asked for since a message was sent. */
  overlapSince(sent: number): number {
    const later = this.overlaps.filter(({ at }) => at > sent);
    const inForce = this.overlaps.filter(({ at }) => at <= sent).slice(-1);
    return Math.min(...[...inForce, ...later].map(({ days }) => days * DAY), Infinity);
  }
}

export function nonceOf(stackId: string): string {
  return createHash('sha256').update(`${stackId} ${LOGICAL_ID}`).digest('hex').slice(0, 12);
}
