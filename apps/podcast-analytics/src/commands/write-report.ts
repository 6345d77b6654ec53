import { csvLine } from '../platform/csv-line.ts';

export interface Report {
  /** What the rows are grouped by. */
  readonly by: string;
  readonly unit: 'downloads' | 'hits';
  readonly rows: readonly { readonly key: string; readonly label: string; readonly n: number }[];
}

export const reportFormats = ['table', 'json', 'csv'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** The text of some reports. A table of more than `maxRows` rows sums the rest up in one; JSON and CSV have every row. */
export function writeReport(
  reports: readonly Report[],
  format: ReportFormat,
  maxRows = Number.POSITIVE_INFINITY,
): string {
  switch (format) {
    case 'table':
      return reports.map((report) => table(report, maxRows)).join('\n');
    case 'json':
      return `${JSON.stringify({ reports: reports.map((report) => ({ ...report, total: total(report) })) }, null, 2)}\n`;
    case 'csv': {
      const rows = reports.flatMap(({ by, unit, rows }) => rows.map(({ key, label, n }) => [by, key, label, unit, n]));
      return [['by', 'key', 'label', 'unit', 'n'], ...rows].map(csvLine).join('');
    }
    default:
      return format satisfies never;
  }
}

const labelWidth = 48;

function table(report: Report, maxRows: number): string {
  const shown = report.rows.slice(0, maxRows);
  const rest = report.rows.slice(maxRows);
  const lines = shown.map(({ label, n }) => line(label, n));
  if (rest.length > 0) lines.push(line(`${rest.length} more, see --by ${report.by}`, sum(rest)));
  const title = report.unit === 'downloads' ? `Downloads by ${report.by}` : 'Hits by what became of them';
  return `${title}\n${[...lines, line('total', total(report))].join('\n')}\n`;
}

function line(label: string, n: number): string {
  const fitted = label.length > labelWidth ? `${label.slice(0, labelWidth - 1)}…` : label;
  return `  ${fitted.padEnd(labelWidth)} ${n.toLocaleString('en').padStart(12)}`;
}

function total({ rows }: Report): number {
  return sum(rows);
}

function sum(rows: Report['rows']): number {
  return rows.reduce((all, { n }) => all + n, 0);
}
