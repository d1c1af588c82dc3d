import { Journal, type Subject } from '../../acceptance/journal';
import type { JournalFile } from '../../acceptance/journal-file';

/** A file in memory. */
export class MemoryFile implements JournalFile {
  text?: string;

  read(): string | undefined {
    return this.text;
  }

  write(text: string): void {
    this.text = text;
  }

  remove(): void {
    this.text = undefined;
  }
}

export function subjectOf(scenarios: readonly string[]): Subject {
  return {
    run: 'abc123',
    account: '111122223333',
    region: 'eu-west-1',
    secondRegion: 'us-east-1',
    domainName: 'mail.example.com',
    zoneName: 'example.com',
    hostedZoneId: 'Z1',
    to: 'success@simulator.amazonses.com',
    scenarios,
  };
}

export const newJournal = (...scenarios: string[]): Journal => Journal.create(new MemoryFile(), subjectOf(scenarios));
