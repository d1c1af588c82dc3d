import type { DomainIdentitySettings } from '../../../src/contract/domain-identity';
import type { Goal, Me } from '../model';

/** What a run is for. */
export interface Request {
  readonly goal: Goal;
  readonly me: Me;
  readonly settings: DomainIdentitySettings;
}
