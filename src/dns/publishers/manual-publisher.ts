import type { Construct, IDependable } from 'constructs';
import { outputRecords, type RecordPublisher } from './record-publisher';
import type { ManualDnsOptions } from '../manual-dns-options';
import type { PublishedRecord } from '../published-record';

/** Nothing is published here. */
export class ManualPublisher implements RecordPublisher {
  constructor(private readonly options: ManualDnsOptions) {}

  check(): void {}

  publish(): IDependable[] {
    return [];
  }

  announce(identity: Construct, records: PublishedRecord[]): void {
    outputRecords(identity, records, this.options.output);
  }

  destination(): undefined {
    return undefined;
  }
}
