import { randomBytes } from 'node:crypto';
import { definition } from './definition';
import type { ExecutionLogging, StateMachine } from './state-machine';
import type { Store } from './store';
import type {
  ExistingResourceRequest, Properties, ResourceProvider, ResourceProviders, ResourceRequest, ResourceState, UpdateResourceRequest,
} from '../cloudformation/resource-provider';
import { NotImplementedError } from '../kernel/aws-error';

/** Tags and X-Ray change nothing that can be seen here. */
const KNOWN = [
  'Definition', 'DefinitionString', 'DefinitionSubstitutions', 'LoggingConfiguration', 'RoleArn', 'StateMachineName', 'StateMachineType', 'Tags',
  'TracingConfiguration',
];

/** `AWS::StepFunctions::StateMachine`. */
class StateMachineResource implements ResourceProvider {
  constructor(private readonly machines: Store) {}

  async create(request: ResourceRequest): Promise<ResourceState> {
    const { properties, stack, logicalId } = request;
    // How CloudFormation makes up the name: assumed.
    const name = properties.StateMachineName ?? `${logicalId.slice(0, 67)}-${randomBytes(6).toString('hex')}`;
    const partition = stack.id.split(':')[1];
    return this.put(request, `arn:${partition}:states:${stack.region}:${stack.account}:stateMachine:${name}`);
  }

  async update(request: UpdateResourceRequest): Promise<ResourceState> {
    return this.put(request, request.physicalId);
  }

  async delete({ physicalId }: ExistingResourceRequest): Promise<void> {
    this.machines.delete(physicalId);
  }

  private put({ properties, stack: { account, region } }: ResourceRequest, arn: string): ResourceState {
    const unknown = Object.keys(properties).find((name) => !KNOWN.includes(name));
    if (unknown) {
      throw new NotImplementedError(`property ${unknown} of AWS::StepFunctions::StateMachine`);
    }
    if (properties.StateMachineType && properties.StateMachineType !== 'STANDARD') {
      throw new NotImplementedError(`StateMachineType ${properties.StateMachineType}`);
    }
    const name = arn.slice(arn.lastIndexOf(':') + 1);
    const machine: StateMachine = {
      account,
      region,
      name,
      arn,
      roleArn: properties.RoleArn,
      definition: definition(definitionText(properties)),
      logging: logging(properties.LoggingConfiguration ?? {}),
    };
    return { physicalId: arn, attributes: { Arn: arn, Name: name, StateMachineRevisionId: this.machines.put(machine) } };
  }
}

function definitionText({ Definition, DefinitionString, DefinitionSubstitutions = {} }: Properties): string {
  const text: string = DefinitionString ?? JSON.stringify(Definition);
  return text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (placeholder, name) => DefinitionSubstitutions[name] ?? placeholder);
}

function logging({ Level = 'OFF', IncludeExecutionData = false, Destinations = [] }: Properties): ExecutionLogging {
  return {
    level: Level,
    includeExecutionData: String(IncludeExecutionData) === 'true',
    // arn:aws:logs:<region>:<account>:log-group:<name>:*
    logGroups: (Destinations as Properties[]).map((destination) => destination.CloudWatchLogsLogGroup.LogGroupArn.split(':')[6]),
  };
}

export function stepFunctionsResources(machines: Store): ResourceProviders {
  return { 'AWS::StepFunctions::StateMachine': new StateMachineResource(machines) };
}
