import type { LogFormat } from './log-format.ts';
import { hitFromRecord } from './record.ts';

const required = ['time', 'method', 'url'];

/** OP3's hits as tab-separated values; the first line names the columns. */
export const op3Tsv: LogFormat = {
  name: 'op3-tsv',
  title: 'OP3 hits as TSV (columns named in the first line)',
  unit: 'line',
  recognises: (line) => required.every((name) => line.split('\t').includes(name)),
  createParser() {
    let columns: readonly string[] | undefined;
    return function parseOp3Tsv(line) {
      const values = line.split('\t');
      if (!columns) {
        const missing = required.filter((name) => !values.includes(name));
        if (missing.length > 0)
          return { fault: `expected a header with ${required.join(', ')}, missing ${missing.join(', ')}` };
        columns = values;
        return undefined;
      }
      if (values.length !== columns.length) return { fault: `expected ${columns.length} fields, got ${values.length}` };
      return hitFromRecord(Object.fromEntries(columns.map((name, index) => [name, values[index]])));
    };
  },
};
