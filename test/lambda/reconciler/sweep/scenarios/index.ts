import { ALL_MOVES } from './moves';
import { OWNERS } from './owners';
import type { Scenario } from './scenario';
import { ALL_STACKS } from './stacks';
import { TRIGGERS } from './triggers';

export type { Scenario };

/** Every trigger, in every surrounding that makes it do something else. */
export const SCENARIOS: readonly Scenario[] = [...ALL_STACKS, ...ALL_MOVES, ...OWNERS, ...TRIGGERS];
