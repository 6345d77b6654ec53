import { parseJsonRow } from './json-row.ts';
import type { LogFormat } from './log-format.ts';

/** One JSON object a line, with the names of `Hit` or of OP3's rows. */
export const ndjson: LogFormat = {
  name: 'ndjson',
  title: 'NDJSON (one JSON object a line)',
  unit: 'line',
  recognises: (line) => line.trim().startsWith('{') && line.trim().endsWith('}') && /"url"\s*:/.test(line),
  createParser: () => parseJsonRow,
};
