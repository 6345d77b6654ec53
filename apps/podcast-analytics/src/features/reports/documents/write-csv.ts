import { csvLine } from '../../../platform/csv-line.ts';
import type { DocumentContent } from './content.ts';

/** One table for all sections (RFC 4180), a number a line, so that it can be filtered and pivoted. */
export function writeCsv({ tables }: DocumentContent): Uint8Array {
  const lines = [csvLine(['section', 'key', 'label', 'unit', 'value'])];
  for (const { section, units, rows } of tables) {
    for (const { key, label, values } of rows)
      units.forEach((unit, n) => {
        lines.push(csvLine([section, key, label, unit, values[n] ?? '']));
      });
  }
  return Buffer.from(lines.join(''));
}
