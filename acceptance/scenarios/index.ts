import { MODES } from './modes';
import { MOVES } from './moves';
import { REGIONS } from './regions';
import type { Scenario } from './scenario';

export { domainOf, stackOf } from './names';
export { Scene } from './scene';
export type { Scenario, Step } from './scenario';

export const SCENARIOS: readonly Scenario[] = [...MODES, ...MOVES, ...REGIONS];

export function scenarioOf(name: string): Scenario {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (!scenario) {
    throw new Error(`there is no scenario '${name}': the scenarios are ${SCENARIOS.map((one) => one.name).join(', ')}`);
  }
  return scenario;
}
