import { AwsError, NotImplementedError } from '../kernel/aws-error';

export interface LoggingConfiguration {
  readonly format: 'Text' | 'JSON';
  readonly applicationLevel?: string;
  readonly systemLevel?: string;
  readonly logGroup: string;
}

/** The configuration of a function, as its `AWS::Lambda::Function` gives it. */
export interface FunctionConfiguration {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly handler: string;
  readonly runtime: string;
  readonly role: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logging: LoggingConfiguration;
  readonly reservedConcurrency?: number;
  /** Whether it is connected to subnets: then its role has to be able to. */
  readonly isInVpc: boolean;
}

/** Change nothing that can be seen here: the host has one architecture, no X-Ray, no KMS and the disk it has. */
const INERT = ['Architectures', 'Description', 'EphemeralStorage', 'KmsKeyArn', 'RecursiveLoop', 'RuntimeManagementConfig', 'Tags', 'TracingConfig'];
const KNOWN = new Set([
  ...INERT, 'Code', 'Environment', 'FunctionName', 'Handler', 'LoggingConfig', 'MemorySize', 'PackageType', 'ReservedConcurrentExecutions', 'Role',
  'Runtime', 'Timeout', 'VpcConfig',
]);

/** Set by Lambda itself [DOC Lambda configuration-envvars, reserved environment variables]. */
const RESERVED = new Set([
  '_HANDLER', '_X_AMZN_TRACE_ID', 'AWS_DEFAULT_REGION', 'AWS_REGION', 'AWS_EXECUTION_ENV', 'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_FUNCTION_VERSION', 'AWS_LAMBDA_INITIALIZATION_TYPE', 'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME', 'AWS_ACCESS_KEY', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR',
]);

/** Reads the properties of an `AWS::Lambda::Function`; what could change behavior and is not imitated fails loudly. */
export function functionConfiguration(
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as CloudFormation resolved them: not typed
  properties: Record<string, any>,
  identity: Pick<FunctionConfiguration, 'account' | 'region' | 'name' | 'arn'>,
): FunctionConfiguration {
  for (const property of Object.keys(properties).filter((name) => !KNOWN.has(name))) {
    throw new NotImplementedError(`property ${property} of AWS::Lambda::Function`);
  }
  if (properties.PackageType && properties.PackageType !== 'Zip') {
    throw new NotImplementedError('container images of AWS::Lambda::Function');
  }
  const { Handler: handler, Runtime: runtime } = properties;
  if (!handler || !runtime) {
    throw new AwsError('InvalidParameterValueException',
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.');
  }
  if (!/^nodejs\d+\.x$/.test(runtime)) {
    throw new NotImplementedError(`runtime ${runtime} of AWS::Lambda::Function`);
  }
  return {
    ...identity,
    handler,
    runtime,
    role: properties.Role,
    description: properties.Description ?? '',
    timeoutSeconds: within('timeout', properties.Timeout ?? 3, 1, 900),
    memoryMb: within('memorySize', properties.MemorySize ?? 128, 128, 10_240),
    environment: environmentOf(properties.Environment?.Variables ?? {}),
    logging: loggingOf(properties.LoggingConfig ?? {}, identity.name),
    reservedConcurrency: optionalNumber(properties.ReservedConcurrentExecutions),
    isInVpc: isInVpc(properties.VpcConfig ?? {}),
  };
}

/** [DOC Lambda VpcConfig: both lists or neither; the text is assumed] */
function isInVpc({ SubnetIds: subnets = [], SecurityGroupIds: groups = [] }: Record<string, string[] | undefined>): boolean {
  if ((subnets.length === 0) !== (groups.length === 0)) {
    throw new AwsError('InvalidParameterValueException', 'SubnetIds and SecurityIds must coexist or be both empty list.');
  }
  return subnets.length > 0;
}

function optionalNumber(given: unknown): number | undefined {
  return given === undefined ? undefined : Number(given);
}

function within(name: string, given: unknown, least: number, most: number): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new AwsError('InvalidParameterValueException',
      `1 validation error detected: Value '${String(given)}' at '${name}' failed to satisfy constraint: Member must be between ${least} and ${most}`);
  }
  return value;
}

function environmentOf(variables: Record<string, unknown>): Record<string, string> {
  const reserved = Object.keys(variables).filter((name) => RESERVED.has(name));
  if (reserved.length > 0) {
    throw new AwsError('InvalidParameterValueException',
      'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys '
      + `that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`);
  }
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}

function loggingOf(config: Record<string, string>, functionName: string): LoggingConfiguration {
  const format = config.LogFormat === 'JSON' ? 'JSON' : 'Text';
  if (format === 'Text' && (config.ApplicationLogLevel || config.SystemLogLevel)) {
    // assumed text
    throw new AwsError('InvalidParameterValueException', 'Log levels can only be set when LogFormat is JSON.');
  }
  return {
    format,
    applicationLevel: format === 'JSON' ? config.ApplicationLogLevel ?? 'INFO' : undefined,
    systemLevel: format === 'JSON' ? config.SystemLogLevel ?? 'INFO' : undefined,
    logGroup: config.LogGroup ?? `/aws/lambda/${functionName}`,
  };
}
