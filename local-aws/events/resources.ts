import { checkPattern } from './event-pattern';
import { checkTransformer, type InputTransformer } from './input-transformer';
import { PREDEFINED } from './predefined';
import { rateMs } from './rate-expression';
import type { Rule, RuleTarget } from './rule';
import type { Store } from './store';
import { inventedName, partitionOf } from '../cloudformation/names';
import type { Properties, ResourceProvider, ResourceProviders, StackIdentity } from '../cloudformation/resource-provider';
import { AwsError, NotImplementedError } from '../kernel/aws-error';

const KNOWN = ['Name', 'Description', 'EventPattern', 'ScheduleExpression', 'State', 'Targets', 'Tags'];
const KNOWN_OF_TARGET = ['Id', 'Arn', 'Input', 'InputTransformer'];

/** [DOC EventBridge quotas: 2,048 characters, until somebody asks for more; 5 targets. The texts are assumed] */
const LONGEST_PATTERN = 2048;
const MOST_TARGETS = 5;
/** [SDK Target] */
const LONGEST_INPUT = 8192;

/** `AWS::Events::Rule`, on the default event bus, with Lambda functions for targets. */
export function eventsResources(events: Store): ResourceProviders {
  const put = (name: string, properties: Properties, stack: StackIdentity) => {
    const made = ruleOf(name, properties, stack);
    events.put(made);
    return { physicalId: name, attributes: { Arn: made.arn, RuleName: name } };
  };
  const rule: ResourceProvider = {
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
  return { 'AWS::Events::Rule': rule };
}

function ruleOf(name: string, properties: Properties, stack: StackIdentity): Rule {
  onlyKnown(properties, KNOWN, 'AWS::Events::Rule');
  const { EventPattern: pattern, ScheduleExpression: schedule, State: state = 'ENABLED', Targets: targets = [] } = properties;
  if (pattern === undefined && schedule === undefined) {
    throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.'); // assumed text
  }
  if (pattern !== undefined) {
    checkPattern(pattern);
    limit('the event pattern', JSON.stringify(pattern).length, LONGEST_PATTERN);
  }
  limit('the list of targets', targets.length, MOST_TARGETS);
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
  const { Id: id, Arn: functionArn, Input: constant, InputTransformer: transformer } = target;
  if (!/^arn:[^:]+:lambda:/.test(functionArn)) {
    throw new NotImplementedError(`the target ${functionArn} of AWS::Events::Rule`);
  }
  if (constant !== undefined && transformer !== undefined) {
    throw new AwsError('ValidationException', `Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`); // assumed text
  }
  if (constant !== undefined) {
    limit('the input', constant.length, LONGEST_INPUT);
    return { id, functionArn, input: { constant: JSON.parse(constant) } };
  }
  return { id, functionArn, input: transformer && transformerOf(transformer) };
}

function transformerOf({ InputPathsMap: paths = {}, InputTemplate: template }: Properties): InputTransformer {
  const transformer = { paths, template };
  checkTransformer(transformer, PREDEFINED);
  return transformer;
}

function limit(what: string, size: number, most: number): void {
  if (size > most) {
    throw new AwsError('LimitExceededException', `The requested resource exceeds the maximum number allowed: ${what} has ${size}, and may have ${most}.`);
  }
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
