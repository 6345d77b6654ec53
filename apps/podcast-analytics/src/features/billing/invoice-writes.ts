import type { Queries } from '../../platform/db/database.ts';
import type { NewLine } from './draft-lines.ts';
import type { DocumentKind, Totals } from './invoice.ts';

/** Writing invoices. The caller holds the invoice, in a transaction. */

/**
 * The next number of a series of a tenant and year, without gaps: the row is held until the transaction ends, and one that is
 * rolled back gives its number back.
 */
export async function takeNumber(
  tx: Queries,
  { tenantId, kind, year }: { readonly tenantId: string; readonly kind: DocumentKind; readonly year: number },
): Promise<string> {
  const [row] = await tx.query<{ last: number }>(
    `INSERT INTO invoice_numbers (tenant_id, kind, year, last) VALUES ($1, $2, $3, 1)
     ON CONFLICT (tenant_id, kind, year) DO UPDATE SET last = invoice_numbers.last + 1 RETURNING last`,
    [tenantId, kind, year],
  );
  return `${kind === 'invoice' ? 'INV' : 'CN'}-${year}-${String(row?.last).padStart(5, '0')}`;
}

/** Puts these lines in place of those that are there. */
export async function writeLines(tx: Queries, invoiceId: string, lines: readonly NewLine[]): Promise<void> {
  await tx.query('DELETE FROM invoice_lines WHERE invoice_id = $1', [invoiceId]);
  for (const [index, line] of lines.entries()) {
    await tx.query(
      `INSERT INTO invoice_lines (invoice_id, position, kind, campaign_id, campaign_name, period_from, period_to,
         impressions, cpm_minor, net_minor, tax_basis_points, parts, credited_line_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13)`,
      [
        ...[invoiceId, index + 1, line.kind, line.campaignId, line.campaignName, line.period.from, line.period.to],
        ...[line.impressions, line.cpmMinor, line.netMinor, line.taxBasisPoints, JSON.stringify(line.parts)],
        line.creditedLineId,
      ],
    );
  }
}

export async function writeTotals(tx: Queries, invoiceId: string, totals: Totals): Promise<void> {
  await tx.query(
    'UPDATE invoices SET net_minor = $2, tax_minor = $3, total_minor = $4, taxes = $5::jsonb WHERE id = $1',
    [invoiceId, totals.netMinor, totals.taxMinor, totals.totalMinor, JSON.stringify(totals.taxes)],
  );
}

/** Holds an invoice until the transaction ends. Whoever holds a payment too, holds its invoice first. */
export async function lockInvoice(tx: Queries, tenantId: string, id: string): Promise<boolean> {
  return (
    (await tx.query('SELECT 1 FROM invoices WHERE tenant_id = $1 AND id = $2 FOR UPDATE', [tenantId, id])).length > 0
  );
}

/** Says what an invoice is now that something was paid, given back or credited. One that is void stays so. */
export async function updateState(tx: Queries, id: string, now: Date): Promise<void> {
  await tx.query(
    `UPDATE invoices i SET
       state = s.state,
       paid_at = CASE WHEN s.state = 'paid' THEN coalesce(i.paid_at, $2::timestamptz) END,
       voided_at = CASE WHEN s.state = 'void' THEN coalesce(i.voided_at, $2::timestamptz) END
     FROM (SELECT CASE
         WHEN b.paid > 0 AND b.total <= b.credited + b.paid THEN 'paid'
         WHEN b.paid = 0 AND b.credited > 0 AND b.total = b.credited THEN 'void'
         WHEN b.total = 0 THEN 'paid'
         ELSE 'issued' END AS state
       FROM (SELECT
           (SELECT total_minor FROM invoices WHERE id = $1) AS total,
           (SELECT coalesce(sum(total_minor), 0) FROM invoices WHERE corrects_id = $1) AS credited,
           (SELECT coalesce(sum(amount_minor - refunded_minor), 0) FROM payments
            WHERE invoice_id = $1 AND state IN ('succeeded', 'refunded')) AS paid) b) s
     WHERE i.id = $1 AND i.kind = 'invoice' AND i.state IN ('issued', 'paid')`,
    [id, now.toISOString()],
  );
}
