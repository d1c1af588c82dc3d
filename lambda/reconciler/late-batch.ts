import { MEMORY_LABEL } from './memory';
import { STALE_MS } from './observe/doubt';
import { recordsDomain, type ZonePlace } from '../../src/contract/place';
import type { Ports, RecordChanges, StoredRecord } from '../ports';

/** Between two looks at the memory. */
const PAUSE_MS = 5_000;

/**
 * A batch whose answer was lost may have its effect later. A second batch may have published its records by then, and a third may have removed
 * them again, and the memory with them. The zone is then as the late batch presumes, so it would publish records that nobody needs and nobody
 * removes. This waits until the memory is not the presumed one any more, or until a minute has passed.
 */
export async function awaitLateBatch({ remove, create }: RecordChanges, place: ZonePlace, domainName: string, ports: Ports): Promise<void> {
  if (create.length === 0) {
    return;
  }
  const name = `${MEMORY_LABEL}.${recordsDomain(place, domainName)}`;
  const presumed = textAt(name, remove);
  const mayCome = () => ports.zone(place, domainName).at(name).then((records) => textAt(name, records) === presumed, () => true);
  const until = ports.now() + STALE_MS;
  while (ports.now() < until && await mayCome()) {
    await ports.pause(PAUSE_MS);
  }
}

function textAt(name: string, records: readonly StoredRecord[]): string | undefined {
  return records.find((record) => record.name === name && record.type === 'TXT')?.values.join('');
}
