import { createHash } from 'node:crypto';
import { physicalIdOf } from '../identity/me';

/** A resource's name in CloudFormation is `<domain>/<nonce>`. The nonce stays for all of its life. */
const PATTERN = /^(.+)\/([0-9a-f]{12})$/;

/** In the place of the domain, if a Create was refused before anything could be made. */
const NOTHING_MADE = 'nothing-made';

export interface PhysicalId {
  readonly domainName: string;
  readonly nonce: string;
}

/** Of a new resource. */
export function newNonce(stackId: string, logicalId: string): string {
  return createHash('sha256').update(`${stackId} ${logicalId}`).digest('hex').slice(0, 12);
}

export function formatPhysicalId({ domainName = NOTHING_MADE, nonce }: Partial<PhysicalId> & Pick<PhysicalId, 'nonce'>): string {
  return physicalIdOf({ nonce }, domainName);
}

/** Undefined for one that CloudFormation invented, because a Create never answered. */
export function parsePhysicalId(physicalId: string): PhysicalId | undefined {
  const [, domainName, nonce] = PATTERN.exec(physicalId) ?? [];
  return domainName === undefined ? undefined : { domainName, nonce };
}

export function hasMadeNothing({ domainName }: PhysicalId): boolean {
  return domainName === NOTHING_MADE;
}
