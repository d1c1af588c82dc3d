import type { IConstruct } from 'constructs';
import { describe } from './quoting';

/**
 * The child that the library makes itself under an id, if it is there. By a member, not by `instanceof`: an app may have two copies of
 * the library.
 */
export function childOf<Child>(scope: IConstruct, id: string, member: keyof Child & string): Child | undefined {
  const child: unknown = scope.node.tryFindChild(id);
  if (child !== undefined && !(member in (child as object))) {
    throw new Error(`the id '${id}' in '${scope.node.path}' is for a construct of this library, got ${describe(child)}: give that another id`);
  }
  return child as Child | undefined;
}
