import type { Principal } from './service';

export interface RequestRecord {
  readonly sequence: number;
  /** On the engine's clock. */
  readonly time: Date;
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly principal: Principal;
  readonly input: Readonly<Record<string, unknown>>;
  readonly requestBody: string;
  /** Set when it was answered. */
  responseBody?: string;
  /** `ok`, or the error's code; undefined while it runs, and for ever if the caller was killed or left. */
  outcome?: string;
}

/** Every request, in memory only: it holds what secrets hold. */
export class RequestLog {
  private readonly records: RequestRecord[] = [];

  add(record: Omit<RequestRecord, 'sequence'>): RequestRecord {
    const numbered = { ...record, sequence: this.records.length + 1 };
    this.records.push(numbered);
    return numbered;
  }

  all(filter: { readonly service?: string; readonly operation?: string } = {}): readonly RequestRecord[] {
    return this.records.filter(({ service, operation }) => (
      (filter.service ?? service) === service && (filter.operation ?? operation) === operation
    ));
  }

  /** Those that are made from now on. */
  since(): (filter?: Parameters<RequestLog['all']>[0]) => readonly RequestRecord[] {
    const start = this.records.length;
    return (filter) => this.all(filter).filter(({ sequence }) => sequence > start);
  }
}
