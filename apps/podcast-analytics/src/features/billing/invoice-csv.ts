import { csvLine } from '../../platform/csv-line.ts';
import { decimalAmount } from '../../platform/money/amount.ts';
import type { Invoice } from './invoice.ts';

const header = [
  ...['document', 'number', 'line', 'kind', 'campaign_id', 'campaign', 'from', 'to', 'impressions', 'cpm', 'net'],
  ...['tax_basis_points', 'currency'],
];

/** The lines of an invoice or a credit note, whose amounts are positive too. */
export function invoiceCsv({ kind: document, number, currency, lines }: Invoice): string {
  const rows = lines.map(({ position, kind, campaignId, campaignName, period, impressions, ...line }) => [
    ...[document, number ?? '', position, kind, campaignId, campaignName, period.from, period.to, impressions],
    ...[decimalAmount(line.cpmMinor, currency), decimalAmount(line.netMinor, currency), line.taxBasisPoints, currency],
  ]);
  return [header, ...rows].map(csvLine).join('');
}
