import { type CsvRecord, parseCsvRecord } from './csv-record.ts';
import type { LogFormat, Parsed } from './log-format.ts';
import { hitFromRecord } from './record.ts';

/** By what a column may be called, in small letters and without what separates its words. */
const columnNames: ReadonlyMap<string, string> = new Map([
  ...['time', 'method', 'url', 'status', 'range', 'referer', 'country', 'asn', 'uuid', 'address'].map(
    (name) => [name, name] as const,
  ),
  ['timestamp', 'time'],
  ['useragent', 'userAgent'],
  ['bytessent', 'bytesSent'],
  ['bytes', 'bytesSent'],
  ['referrer', 'referer'],
  ['ip', 'address'],
  ['ipaddress', 'address'],
  ['hashedaddress', 'hashedAddress'],
  ['hashedipaddress', 'hashedAddress'],
]);

const required = ['time', 'url'];

/** Hits as comma-separated values; the first line names the columns. A log without methods is one of GET requests. */
export const csv: LogFormat = {
  name: 'csv',
  title: 'CSV (columns named in the first line: time, url, userAgent, address, …)',
  unit: 'record',
  recognises: (line) => missingIn(columnsOf(parseCsvRecord(line)) ?? []).length === 0,
  createParser() {
    let columns: readonly string[] | undefined;
    return function parseCsv(text) {
      const record = parseCsvRecord(text);
      if (record === 'open') return { fault: 'expected a quote that ends the field, got the end of the file' };
      if ('fault' in record) return record;
      if (columns) return hitFromFields(columns, record.fields);
      columns = columnsOf(record) ?? [];
      const missing = missingIn(columns);
      if (missing.length === 0) return undefined;
      columns = undefined;
      return { fault: `expected a header with ${required.join(' and ')}, missing ${missing.join(', ')}` };
    };
  },
};

function columnsOf(record: CsvRecord): readonly string[] | undefined {
  if (record === 'open' || 'fault' in record) return undefined;
  return record.fields.map((name) => columnNames.get(name.toLowerCase().replace(/[\s_-]/g, '')) ?? '');
}

function missingIn(columns: readonly string[]): readonly string[] {
  return required.filter((name) => !columns.includes(name));
}

function hitFromFields(columns: readonly string[], fields: readonly string[]): Parsed {
  if (fields.length !== columns.length) return { fault: `expected ${columns.length} fields, got ${fields.length}` };
  const record: Record<string, unknown> = { method: columns.includes('method') ? '' : 'GET' };
  for (const [index, name] of columns.entries()) if (name !== '') record[name] = fields[index];
  return hitFromRecord(record);
}
