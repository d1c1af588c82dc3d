import type { ChangeSet } from './change-set';
import { newArn } from './names';
import type { Place } from './ports';
import { Stack } from './stack';
import { validationError } from './validation-error';

/** Every stack of every account and Region, deleted ones too: these can still be found by their ARN. */
export class Stacks {
  private readonly stacks: Stack[] = [];
  private readonly changeSets = new Map<Stack, ChangeSet[]>();

  constructor(private readonly nextTimestamp: () => Date) {}

  in({ account, region }: Place): Stack[] {
    return this.stacks.filter(({ identity }) => identity.account === account && identity.region === region);
  }

  add(name: string, { account, region }: Place): Stack {
    if (!/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(name)) {
      throw validationError(`1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`);
    }
    const identity = { id: newArn('stack', name, account, region), name, account, region };
    const stack = new Stack({ identity, nextTimestamp: this.nextTimestamp });
    this.stacks.push(stack);
    return stack;
  }

  /** Takes back a stack that was added for a request which then turned out to be refused. */
  withdraw(stack: Stack): void {
    if (stack.events.all.length === 0) {
      this.stacks.splice(this.stacks.indexOf(stack), 1);
    }
  }

  /** By ARN; or by name, if it is not deleted. */
  find(nameOrId: string, place: Place): Stack | undefined {
    return this.in(place).find(({ identity, deleted }) => identity.id === nameOrId || (identity.name === nameOrId && !deleted));
  }

  /** AWS says it in two ways: `DescribeStacks` in one, the others in the other [CDK CLI lookup, StackEventPoller]. */
  get(nameOrId: string, place: Place, complaint = `Stack [${nameOrId}] does not exist`): Stack {
    const stack = this.find(nameOrId, place);
    if (!stack) {
      throw validationError(complaint);
    }
    return stack;
  }

  changeSetsOf(stack: Stack): ChangeSet[] {
    const list = this.changeSets.get(stack) ?? [];
    this.changeSets.set(stack, list);
    return list;
  }

  dropChangeSets(stack: Stack, keep: (changeSet: ChangeSet) => boolean = () => false): void {
    this.changeSets.set(stack, this.changeSetsOf(stack).filter(keep));
  }

  findChangeSet(nameOrId: string, stackNameOrId: string | undefined, place: Place): { stack: Stack; changeSet?: ChangeSet } | undefined {
    const candidates = stackNameOrId === undefined ? this.in(place) : [this.get(stackNameOrId, place)];
    for (const stack of candidates) {
      const changeSet = this.changeSetsOf(stack)
        .find(({ id, name }) => id === nameOrId || (stackNameOrId !== undefined && name === nameOrId));
      if (changeSet || stackNameOrId !== undefined) {
        return { stack, changeSet };
      }
    }
    return undefined;
  }
}
