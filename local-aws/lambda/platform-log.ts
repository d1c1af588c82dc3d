import type { FunctionConfiguration } from './function-configuration';
import type { LambdaPorts, LogWriter } from './ports';

export interface Report {
  readonly requestId: string;
  readonly status: 'success' | 'error' | 'timeout';
  readonly durationMs: number;
  /** Of a process's first invocation. */
  readonly initDurationMs?: number;
  readonly maxMemoryUsedMb: number;
}

const SYSTEM_LEVELS = ['DEBUG', 'INFO', 'WARN'];

/** What a function, and Lambda about it, write into its log group [DOC Lambda nodejs-logging, monitoring-cloudwatchlogs-logformat]. */
export class PlatformLog {
  constructor(
    private readonly configuration: FunctionConfiguration,
    private readonly ports: Pick<LambdaPorts, 'clock' | 'logs'>,
    private readonly writer: LogWriter,
  ) {}

  /** A line of the function's own. */
  line(text: string): void {
    this.ports.logs(this.configuration.logging.logGroup, text, this.writer);
  }

  start(requestId: string): void {
    this.platform('INFO', 'start', { requestId, version: '$LATEST' }, `START RequestId: ${requestId} Version: $LATEST`);
  }

  /** Why an invocation ended without the handler's doing. */
  failure(requestId: string, errorType: string, message: string): void {
    if (this.configuration.logging.format === 'Text') {
      this.line(errorType === 'Sandbox.Timedout'
        ? `${this.ports.clock.now().toISOString()} ${requestId} ${message}`
        : `RequestId: ${requestId} Error: ${message}\n${errorType}`);
    }
  }

  report(report: Report): void {
    const { requestId, status, initDurationMs } = report;
    const { memoryMb } = this.configuration;
    const duration = report.durationMs.toFixed(2);
    const billed = Math.ceil(report.durationMs);
    const init = initDurationMs === undefined ? undefined : Math.round(initDurationMs * 100) / 100;
    const metrics = {
      durationMs: Number(duration),
      billedDurationMs: billed,
      memorySizeMB: memoryMb,
      maxMemoryUsedMB: report.maxMemoryUsedMb,
      initDurationMs: init,
    };
    this.platform('DEBUG', 'runtimeDone', { requestId, status }, `END RequestId: ${requestId}`);
    this.platform(status === 'success' ? 'INFO' : 'WARN', 'report', { requestId, status, metrics },
      [
        `REPORT RequestId: ${requestId}`, `Duration: ${duration} ms`, `Billed Duration: ${billed} ms`, `Memory Size: ${memoryMb} MB`,
        `Max Memory Used: ${report.maxMemoryUsedMb} MB`, init === undefined ? '' : `Init Duration: ${init} ms`, status === 'success' ? '' : `Status: ${status}`,
      ].filter((part) => part !== '').join('\t'));
  }

  private platform(level: string, event: string, record: object, text: string): void {
    const { format, systemLevel = 'DEBUG' } = this.configuration.logging;
    if (format === 'Text') {
      this.line(text);
    } else if (SYSTEM_LEVELS.indexOf(level) >= SYSTEM_LEVELS.indexOf(systemLevel)) {
      this.line(JSON.stringify({ time: this.ports.clock.now().toISOString(), type: `platform.${event}`, record }));
    }
  }
}
