import type { Scene } from './scene';

export interface Step {
  readonly name: string;
  /** What was seen. It can be done again after an interruption. */
  run(scene: Scene): Promise<string>;
}

export interface Scenario {
  /** One DNS label, because a subdomain is called like it. */
  readonly name: string;
  /** For the plan. */
  readonly what: string;
  /** Deployments and looks take minutes on AWS: about how many altogether. */
  readonly minutes: number;
  readonly needsSecondRegion?: boolean;
  readonly steps: readonly Step[];
}
