import type { StepFunctionsPorts } from './ports';
import type { LogLevel, StateMachine } from './state-machine';

export interface HistoryEvent {
  readonly id: number;
  readonly type: string;
  readonly timestamp: Date;
  readonly details: Readonly<Record<string, string>>;
}

/** [DOC Step Functions cloudwatch-log-level] which events each level logs. */
const LOGGED: Record<LogLevel, (type: string) => boolean> = {
  ALL: () => true,
  ERROR: (type) => /(Failed|Aborted|TimedOut)$/.test(type),
  FATAL: (type) => /^Execution(Failed|Aborted|TimedOut)$/.test(type),
  OFF: () => false,
};

/** Hidden unless the state machine includes execution data: what went in and out. */
const DATA = ['input', 'output', 'parameters', 'error', 'cause'];

/** The history of an execution, and what of it the state machine logs. */
export class ExecutionLog {
  readonly events: HistoryEvent[] = [];

  constructor(private readonly executionArn: string, private readonly machine: StateMachine, private readonly ports: StepFunctionsPorts) {}

  add(type: string, details: Readonly<Record<string, string>> = {}): void {
    const event = { id: this.events.length + 1, type, timestamp: this.ports.clock.now(), details };
    this.events.push(event);
    const { logging, account, region, roleArn, name } = this.machine;
    if (!LOGGED[logging.level](type)) {
      return;
    }
    const line = JSON.stringify({
      id: String(event.id),
      type,
      details: Object.fromEntries(Object.entries(details).filter(([field]) => logging.includeExecutionData || !DATA.includes(field))),
      previous_event_id: String(event.id - 1),
      event_timestamp: String(event.timestamp.getTime()),
      execution_arn: this.executionArn,
    });
    for (const logGroup of logging.logGroups) {
      this.ports.logs(logGroup, line, { account, region, roleArn, logStream: `states/${name}/${event.timestamp.toISOString().slice(0, 13)}` });
    }
  }
}
