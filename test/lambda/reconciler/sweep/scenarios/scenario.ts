import type { DomainIdentityRequest } from '../../../../../src/contract/domain-identity';
import type { Scene } from '../../program/scene';
import type { Deployed, Luck } from '../../world/cloudformation';
import type { Stack } from '../../world/stack';
import type { WorldOptions } from '../../world/world';

/** A trigger in its surroundings: a row of the matrix for each call that it makes. */
export interface Scenario {
  readonly name: string;
  readonly options?: Partial<WorldOptions>;
  /** The executions whose calls are troubled; all if absent. */
  readonly of?: readonly string[];
  readonly prepare: (scene: Scene) => Promise<unknown>;
  /** The trigger. What it answers is what CloudFormation, or who else asked, gets to know. */
  readonly act: (scene: Scene) => Promise<Deployed>;
  /** The same once more, without trouble. */
  readonly again: (scene: Scene) => Promise<Deployed>;
  /** Whether it fails without any trouble, too: another resource does. */
  readonly fails?: boolean;
  /** Whether the next look of the clock ends what was not finished. */
  readonly clockFinishes?: boolean;
  /** A stack that loses its identity to another one, if all goes well. */
  readonly loser?: (scene: Scene) => Stack;
}

export type Changes = Partial<DomainIdentityRequest>;

/** Which stack acts. */
export type Who = (scene: Scene) => Stack;
export const one: Who = (scene) => scene.one;
export const two: Who = (scene) => scene.two;
export const abroad: Who = (scene) => scene.abroad;

/** A deployment, and what people do while it runs. */
export interface Deploying {
  readonly who?: Who;
  readonly meanwhile?: (scene: Scene) => void;
  readonly luck?: Luck;
}

export async function deploy(scene: Scene, changes: Changes, { who = one, meanwhile, luck }: Deploying = {}): Promise<Deployed> {
  meanwhile?.(scene);
  return scene.deploy(who(scene), changes, luck);
}
