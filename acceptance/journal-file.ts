import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export interface JournalFile {
  /** Undefined if there is none. */
  read(): string | undefined;
  write(text: string): void;
  remove(): void;
}

/** A process that is killed while it writes leaves the old text or the new one. */
export function journalFile(path: string): JournalFile {
  return {
    read: () => existsSync(path) ? readFileSync(path, 'utf8') : undefined,
    write: (text) => {
      const next = `${path}.next`;
      writeFileSync(next, text, { mode: 0o600 });
      renameSync(next, path);
    },
    remove: () => rmSync(path, { force: true }),
  };
}
