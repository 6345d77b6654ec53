import type { InvoiceSummary } from './invoice.ts';

/** What of the table `invoices i` makes a summary. Payments and credit notes are summed as they are read: there is no second book. */
export const summaryColumns = `i.id, i.kind, i.state, i.number, i.advertiser, i.period_from AS "periodFrom",
  i.period_to AS "periodTo", i.currency, i.net_minor AS "netMinor", i.tax_minor AS "taxMinor", i.total_minor AS "totalMinor",
  i.due_on AS "dueOn", i.created_at AS "createdAt", i.issued_at AS "issuedAt", i.paid_at AS "paidAt",
  i.voided_at AS "voidedAt",
  (SELECT coalesce(sum(c.total_minor), 0)::int8 FROM invoices c WHERE c.corrects_id = i.id) AS "creditedMinor",
  (SELECT coalesce(sum(p.amount_minor - p.refunded_minor), 0)::int8 FROM payments p
   WHERE p.invoice_id = i.id AND p.state IN ('succeeded', 'refunded')) AS "paidMinor",
  (SELECT p.state FROM payments p WHERE p.invoice_id = i.id ORDER BY p.created_at DESC, p.id LIMIT 1) AS "lastPayment"`;

export interface SummaryRow extends Omit<InvoiceSummary, 'period'> {
  readonly periodFrom: string;
  readonly periodTo: string;
}

export function summaryOf<Row extends SummaryRow>({ periodFrom, periodTo, ...row }: Row) {
  return { ...row, period: { from: periodFrom, to: periodTo } };
}
