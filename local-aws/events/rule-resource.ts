import { checkPattern } from './event-pattern';
import type { Events } from './events';
import { rateMs } from './rate-expression';
import type { Rule, RuleTarget } from './rule';
import { inventedName, partitionOf } from '../cloudformation/names';
import type { Properties, ResourceProvider, StackIdentity } from '../cloudformation/resource-provider';
import { AwsError, NotImplementedError } from '../kernel/aws-error';

const KNOWN = ['Name', 'Description', 'EventPattern', 'ScheduleExpression', 'State', 'Targets', 'Tags'];
const KNOWN_OF_TARGET = ['Id', 'Arn', 'Input'];

/** `AWS::Events::Rule`, on the default event bus, with Lambda functions for targets. */
export function ruleResource(events: Events): ResourceProvider {
  const put = (name: string, properties: Properties, stack: StackIdentity) => {
    const rule = ruleOf(name, properties, stack);
    events.put(rule);
    return { physicalId: name, attributes: { Arn: rule.arn, RuleName: name } };
  };
  return {
    create: async ({ stack, logicalId, properties }) => {
      const name = properties.Name ?? inventedName(stack.name, logicalId);
      if (events.find(ruleArn(name, stack))) {
        throw new AwsError('AlreadyExists', `${name} already exists`); // assumed text
      }
      return put(name, properties, stack);
    },
    update: async ({ stack, physicalId, properties }) => put(physicalId, properties, stack),
    delete: async ({ stack, physicalId }) => events.remove(ruleArn(physicalId, stack)),
  };
}

function ruleOf(name: string, properties: Properties, stack: StackIdentity): Rule {
  onlyKnown(properties, KNOWN, 'AWS::Events::Rule');
  const { EventPattern: pattern, ScheduleExpression: schedule, State: state = 'ENABLED', Targets: targets = [] } = properties;
  if (pattern === undefined && schedule === undefined) {
    throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.'); // assumed text
  }
  if (pattern !== undefined) {
    checkPattern(pattern);
  }
  return {
    name,
    arn: ruleArn(name, stack),
    account: stack.account,
    region: stack.region,
    enabled: state !== 'DISABLED',
    pattern,
    everyMs: schedule && rateMs(schedule, new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.')), // assumed text
    targets: (targets as Properties[]).map(targetOf),
  };
}

function targetOf(target: Properties): RuleTarget {
  onlyKnown(target, KNOWN_OF_TARGET, 'a target of AWS::Events::Rule');
  const { Id: id, Arn: functionArn, Input: input } = target;
  if (!/^arn:[^:]+:lambda:/.test(functionArn)) {
    throw new NotImplementedError(`the target ${functionArn} of AWS::Events::Rule`);
  }
  return { id, functionArn, input: input === undefined ? undefined : JSON.parse(input) };
}

function ruleArn(name: string, { account, region }: StackIdentity): string {
  return `arn:${partitionOf(region)}:events:${region}:${account}:rule/${name}`;
}

function onlyKnown(properties: Properties, known: readonly string[], where: string): void {
  const unknown = Object.entries(properties).find(([name, value]) => value !== undefined && !known.includes(name));
  if (unknown) {
    throw new NotImplementedError(`${unknown[0]} of ${where}`);
  }
}
