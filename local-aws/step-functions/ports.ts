import type { Clock } from '../kernel/clock';
import type { LogWriter, SessionCredentials } from '../lambda';

/** What Step Functions needs of the rest of the engine. */
export interface StepFunctionsPorts {
  readonly clock: Clock;
  /** The engine's own URL: tasks are requests to it, made by the state machine's role. */
  readonly endpoint: () => string;
  /** A session of the state machine's role; throws if Step Functions may not assume it. */
  readonly credentials: (roleArn: string, sessionName: string) => SessionCredentials | Promise<SessionCredentials>;
  readonly logs: (logGroup: string, line: string, writer: LogWriter) => void;
}
