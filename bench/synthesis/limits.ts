import { readFileSync } from 'node:fs';
import type { Scenario } from './scenarios';
import { synthesize, type Template } from './synthesis';
import { checkAttachedPolicies, checkInlinePolicies, checkManagedPolicy } from '../../local-aws/iam/policy-quotas';

/** How many domains a stack takes, and what keeps it from taking one more. */
export interface MostDomains {
  readonly count: number;
  readonly limit: string;
}

/** The largest number of domains whose template synthesizes and keeps the limits of AWS. Nobody tries more than CloudFormation's resources. */
export function mostDomains(scenario: Scenario, isRecommended: boolean): MostDomains {
  const context = isRecommended ? recommendedFlags() : {};
  let [fits, fails, limit] = [0, MOST_RESOURCES + 1, ''];
  while (fails - fits > 1) {
    const count = Math.floor((fits + fails) / 2);
    const problem = problemOf(() => checkLimits(synthesize(scenario, count, context)));
    if (problem === undefined) {
      fits = count;
    } else {
      [fails, limit] = [count, problem];
    }
  }
  return { count: fits, limit };
}

/** What `cdk init` writes into a new app's `cdk.json`. */
function recommendedFlags(): Record<string, unknown> {
  return JSON.parse(readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'));
}

/** [DOC CloudFormation quotas] */
const MOST_RESOURCES = 500;
const MOST_TEMPLATE_BYTES = 1_000_000;
const MOST_OUTPUTS = 200;
/** [DOC Lambda quotas: function resource-based policy] */
const MOST_FUNCTION_POLICY_BYTES = 20_480;

function checkLimits({ text, template }: { readonly text: string; readonly template: Template }): void {
  const { Resources, Outputs = {} } = template;
  check('resources of a stack', Object.keys(Resources).length, MOST_RESOURCES);
  check('bytes of a template', Buffer.byteLength(text), MOST_TEMPLATE_BYTES);
  check('outputs of a stack', Object.keys(Outputs).length, MOST_OUTPUTS);
  checkPolicies(Resources);
  checkPermissions(Resources);
}

function checkPolicies(resources: Template['Resources']): void {
  const attached = new Map<string, Set<string>>();
  for (const [logicalId, { Type, Properties = {} }] of Object.entries(resources)) {
    if (Type === 'AWS::IAM::Role') {
      const inline = Object.values(resources).filter((other) => other.Type === 'AWS::IAM::Policy' && refersTo(other.Properties!.Roles, logicalId));
      const policies = [...(Properties.Policies ?? []), ...inline.map((other) => other.Properties)];
      checkInlinePolicies(logicalId, policies.map(({ PolicyDocument }) => resolved(PolicyDocument)));
      attached.set(logicalId, attached.get(logicalId) ?? new Set());
      (Properties.ManagedPolicyArns ?? []).forEach((arn: unknown) => attached.get(logicalId)!.add(JSON.stringify(arn)));
    } else if (Type === 'AWS::IAM::ManagedPolicy') {
      checkManagedPolicy(resolved(Properties.PolicyDocument));
      for (const role of Object.keys(resources).filter((other) => refersTo(Properties.Roles, other))) {
        attached.set(role, (attached.get(role) ?? new Set()).add(logicalId));
      }
    }
  }
  attached.forEach((policies) => checkAttachedPolicies(policies));
}

/** Each permission of a function is a statement of its policy. */
function checkPermissions(resources: Template['Resources']): void {
  const bytes = new Map<string, number>();
  for (const { Type, Properties = {} } of Object.values(resources)) {
    if (Type === 'AWS::Lambda::Permission') {
      const { FunctionName, Principal, Action, SourceArn, SourceAccount } = resolved(Properties);
      const statement = {
        Sid: 'x'.repeat(64),
        Effect: 'Allow',
        Principal: { Service: Principal },
        Action,
        Resource: 'x'.repeat(LENGTH_OF_ATTRIBUTE),
        Condition: { StringEquals: { 'AWS:SourceAccount': SourceAccount }, ArnLike: { 'AWS:SourceArn': SourceArn } },
      };
      const key = JSON.stringify(Properties.FunctionName ?? FunctionName);
      bytes.set(key, (bytes.get(key) ?? 0) + JSON.stringify(statement).length);
    }
  }
  bytes.forEach((length) => check('bytes of a function\'s policy', length, MOST_FUNCTION_POLICY_BYTES));
}

const LENGTH_OF_ATTRIBUTE = 100;
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111122223333', 'AWS::StackName': 'Mail' };

/** With texts as long as what CloudFormation puts in their places. */
function resolved(value: any): any {
  if (Array.isArray(value)) {
    return value.map(resolved);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [[key, argument] = []] = Object.entries<any>(value);
  switch (key) {
    case 'Ref': return PSEUDO_PARAMETERS[argument] ?? 'x'.repeat(LENGTH_OF_ATTRIBUTE);
    case 'Fn::GetAtt': return 'x'.repeat(LENGTH_OF_ATTRIBUTE);
    case 'Fn::Join': return resolved(argument[1]).join(argument[0]);
    default: return Object.fromEntries(Object.entries(value).map(([name, content]) => [name, resolved(content)]));
  }
}

function refersTo(value: unknown, logicalId: string): boolean {
  return JSON.stringify(value ?? null).includes(`"${logicalId}"`);
}

function check(what: string, count: number, most: number): void {
  if (count > most) {
    throw new Error(`${count} ${what}, and ${most} are allowed`);
  }
}

function problemOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
