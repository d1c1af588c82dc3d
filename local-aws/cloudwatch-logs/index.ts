import * as sdk from '@aws-sdk/client-cloudwatch-logs';
import { inventedName, partitionOf } from '../cloudformation/names';
import type { ResourceProviders, ResourceState } from '../cloudformation/resource-provider';
import type { Call, ServiceApi } from '../kernel/service';

interface Place {
  readonly account: string;
  readonly region: string;
}

/** CloudWatch Logs: log groups as resources, and what functions write. */
export class Logs {
  readonly apis: ServiceApi[] = [{
    signingName: 'logs',
    protocol: 'json-1.1',
    sdk,
    operations: {
      DescribeLogGroups: ({ logGroupNamePrefix = '' }: sdk.DescribeLogGroupsRequest, call: Call): sdk.DescribeLogGroupsResponse => ({
        logGroups: this.groupNames(call).filter((name) => name.startsWith(logGroupNamePrefix)).sort().map((logGroupName) => ({
          logGroupName, arn: `${arnOf(logGroupName, call)}:*`,
        })),
      }),
    },
    // [DOC Service Authorization Reference, CloudWatch Logs]
    access: { DescribeLogGroups: (_input: sdk.DescribeLogGroupsRequest, call: Call) => [{ action: 'logs:DescribeLogGroups', resource: arnOf('*', call) }] },
  }];
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

  /** Writes a line. If there is no such group, it is made if the writer may make it, and otherwise the line is lost. */
  append(name: string, line: string, place: Place, mayCreate: () => boolean = () => true): void {
    this.all.push(line);
    const group = this.groups.get(key(name, place)) ?? (mayCreate() ? [] : undefined);
    if (group) {
      group.push(line);
      this.groups.set(key(name, place), group);
    }
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

  /** Everything that was ever written, also to groups that are gone or never were. */
  everything(): readonly string[] {
    return this.all;
  }
}

/** The name of a group has no blanks. */
const key = (name: string, { account, region }: Place) => `${account} ${region} ${name}`;

const arnOf = (name: string, { account, region }: Place) => `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:${name}`;

function describe(name: string, place: Place): ResourceState {
  return { physicalId: name, attributes: { Arn: `${arnOf(name, place)}:*` } };
}
