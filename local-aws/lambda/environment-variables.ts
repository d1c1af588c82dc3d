import * as path from 'node:path';
import type { FunctionConfiguration } from './function-configuration';
import type { SessionCredentials } from './ports';

export interface ProcessSurroundings {
  readonly credentials: SessionCredentials;
  readonly endpoint: string;
  readonly dns: string;
  readonly runtimeApi: string;
  readonly taskRoot: string;
  readonly runtimeFolder: string;
  readonly runtimeSdk: string;
  /** Writable, and the process's own. */
  readonly temporaryFolder: string;
  readonly logStream: string;
}

/**
 * All that a function's process sees of the world: Lambda's variables [DOC Lambda configuration-envvars] and the
 * function's own. Nothing of the host's environment gets in.
 */
export function environmentVariables(configuration: FunctionConfiguration, around: ProcessSurroundings): Record<string, string> {
  const { logging } = configuration;
  return {
    ...configuration.environment,
    _HANDLER: configuration.handler,
    AWS_REGION: configuration.region,
    AWS_DEFAULT_REGION: configuration.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logging.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: around.logStream,
    ...(logging.format === 'JSON' && { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel }),
    AWS_ACCESS_KEY_ID: around.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: around.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: around.credentials.sessionToken,
    AWS_LAMBDA_RUNTIME_API: around.runtimeApi,
    LAMBDA_TASK_ROOT: around.taskRoot,
    LAMBDA_RUNTIME_DIR: around.runtimeFolder,
    LANG: 'en_US.UTF-8',
    PATH: [path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(path.delimiter),
    NODE_PATH: around.runtimeSdk,
    TZ: ':UTC',
    // From here on: not Lambda's. The SDK finds the engine, and no settings of the developer in a home folder.
    // The host's Node may be older than the function's runtime, and the SDK does not warn of it.
    AWS_ENDPOINT_URL: around.endpoint,
    LOCAL_AWS_DNS: around.dns,
    HOME: around.temporaryFolder,
    TMPDIR: around.temporaryFolder,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
