import type { Definition } from './definition';

export type LogLevel = 'ALL' | 'ERROR' | 'FATAL' | 'OFF';

export interface ExecutionLogging {
  readonly level: LogLevel;
  readonly includeExecutionData: boolean;
  readonly logGroups: readonly string[];
}

/** A state machine as it is now; a running execution keeps the one that it began with. */
export interface StateMachine {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly definition: Definition;
  readonly logging: ExecutionLogging;
}
