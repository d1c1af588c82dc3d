import { inventedName, partitionOf } from '../cloudformation/names';
import type { ResourceProviders, ResourceState } from '../cloudformation/resource-provider';

interface Place {
  readonly account: string;
  readonly region: string;
}

/** CloudWatch Logs: log groups as resources, and what functions write. */
export class Logs {
  readonly resources: ResourceProviders = {
    'AWS::Logs::LogGroup': {
      create: async ({ stack, logicalId, properties }) => {
        const name = properties.LogGroupName ?? inventedName(stack.name, logicalId);
        if (this.groups.has(key(name, stack))) {
          throw new Error(`Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"${name}"}' already exists.`);
        }
        this.groups.set(key(name, stack), []);
        return describe(name, stack);
      },
      update: async ({ stack, physicalId }) => describe(physicalId, stack),
      delete: async ({ stack, physicalId }) => {
        this.groups.delete(key(physicalId, stack));
      },
    },
  };

  private readonly groups = new Map<string, string[]>();
  private readonly all: string[] = [];

  /** Writes a line; the group is made if it is not there, as Lambda does. */
  append(name: string, line: string, place: Place): void {
    const group = this.groups.get(key(name, place)) ?? [];
    group.push(line);
    this.groups.set(key(name, place), group);
    this.all.push(line);
  }

  /** What a group holds; of all places, unless one is named. */
  lines(name: string, place?: Place): readonly string[] {
    return [...this.groups].filter(([at]) => place ? at === key(name, place) : at.endsWith(` ${name}`)).flatMap(([, lines]) => lines);
  }

  /** The names of the groups that there are. */
  groupNames({ account, region }: Place): readonly string[] {
    const start = `${account} ${region} `;
    return [...this.groups.keys()].filter((at) => at.startsWith(start)).map((at) => at.slice(start.length));
  }

  /** Everything that was ever written, also to groups that are gone. */
  everything(): readonly string[] {
    return this.all;
  }
}

/** The name of a group has no blanks. */
const key = (name: string, { account, region }: Place) => `${account} ${region} ${name}`;

function describe(name: string, { account, region }: Place): ResourceState {
  return { physicalId: name, attributes: { Arn: `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:${name}:*` } };
}
