import type { Scheduler } from './scheduler';

/** What happened last, for the message of a test that fails. */
export class Trace {
  private readonly lines: string[] = [];

  constructor(private readonly scheduler: Scheduler, private readonly length: number) {}

  add(who: string, what: string, result?: unknown): void {
    if (this.length === 0) {
      return;
    }
    if (this.lines.length >= 2 * this.length) {
      this.lines.splice(0, this.length);
    }
    const time = new Date(this.scheduler.now).toISOString().slice(5, 23).replace('T', ' ');
    this.lines.push(`${time}  ${who}: ${what}${result === undefined ? '' : ` → ${short(result)}`}`);
  }

  toString(): string {
    return this.lines.slice(-this.length).join('\n');
  }
}

function short(result: unknown): string {
  const text = result instanceof Error ? `${result.name}: ${result.message}` : typeof result === 'string' ? result : JSON.stringify(result);
  return text === undefined ? '' : text.length > 700 ? `${text.slice(0, 700)}…` : text;
}
