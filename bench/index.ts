import { parseArgs } from 'node:util';
import { documents, fullTable, write } from './documents';
import { MEASUREMENTS } from './measurements';
import { writeResult } from './results';

/* eslint-disable no-console */

/**
 * Measures, keeps what was measured, and writes the documents that show it.
 *
 * Names of measurements choose some of them. `--quick` measures less of everything and writes nothing. `--documents` measures
 * nothing, and writes the documents as the results are.
 */
async function main(): Promise<void> {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: flag, documents: flag } });
  const { quick, documents: onlyDocuments } = values;
  const unknown = positionals.filter((name) => !MEASUREMENTS.some((measurement) => measurement.name === name));
  if (unknown.length > 0) {
    throw new Error(`there is no measurement ${unknown.join(', ')}: there are ${MEASUREMENTS.map(({ name }) => name).join(', ')}`);
  }
  for (const measurement of MEASUREMENTS.filter(({ name }) => !onlyDocuments && (positionals.length === 0 || positionals.includes(name)))) {
    const beganAt = Date.now();
    const result = await measurement.measure(quick ? 'quick' : 'full');
    console.log(`\n${measurement.name} (${Math.round((Date.now() - beganAt) / 1000)} s)\n\n${fullTable(measurement.rows(result))}`);
    if (quick) {
      console.log(`\n${measurement.details?.(result) ?? ''}`);
    } else {
      writeResult(measurement.name, result);
    }
  }
  if (!quick) {
    documents().forEach(write);
  }
}

main().catch((error: Error) => {
  console.error(`bench: failed (${error.stack})`);
  process.exitCode = 1;
});
