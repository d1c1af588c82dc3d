import { DEPLOYMENTS } from './deployments';
import { OWNERS } from './owners';
import type { Scenario } from './scenario';
import { TRIGGERS } from './triggers';

export type { Scenario };

/** Every trigger, in every surrounding that makes it do something else. */
export const SCENARIOS: readonly Scenario[] = [...DEPLOYMENTS, ...OWNERS, ...TRIGGERS];
