import { parseJsonRow } from './json-row.ts';
import type { LogFormat } from './log-format.ts';

/** What OP3's API answers: one document with all its hits in `rows`. */
export const op3Json: LogFormat = {
  name: 'op3-json',
  title: 'OP3 hits as JSON ({"rows": […]})',
  unit: 'row',
  recognises: (line) => /^\s*\{\s*(?:$|"(?:rows|count|queryTime)"\s*:)/.test(line),
  createParser: () => parseJsonRow,
};
