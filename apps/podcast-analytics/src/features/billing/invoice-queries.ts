import type { Queries } from '../../platform/db/database.ts';
import type { Invoice, InvoiceLine, InvoiceState, InvoiceSummary, Party, TaxGroup } from './invoice.ts';
import { type SummaryRow, summaryColumns, summaryOf } from './invoice-columns.ts';

/** Reading invoices. Every statement is narrowed to a tenant. */

export interface InvoiceFilter {
  readonly state?: InvoiceState | undefined;
  readonly advertiser?: string | undefined;
  /** A month such as `2026-02`. */
  readonly month?: string | undefined;
}

export interface InvoicePage {
  readonly invoices: readonly InvoiceSummary[];
  /** Where the next page begins; absent after the last one. */
  readonly next?: string;
}

const cursorPattern = /^(\d{1,15})-([0-9a-f-]{36})$/;

/** Whether a text can be the cursor of a page. */
export function isInvoiceCursor(text: string): boolean {
  return cursorPattern.test(text);
}

/** Invoices and credit notes, the newest first. */
export async function invoicePage(
  db: Queries,
  tenantId: string,
  { state, advertiser, month }: InvoiceFilter,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<InvoicePage> {
  const [, time, id] = cursorPattern.exec(after ?? '') ?? [];
  const before = time === undefined ? null : new Date(Number(time)).toISOString();
  const rows = await db.query<SummaryRow>(
    `SELECT ${summaryColumns} FROM invoices i
     WHERE i.tenant_id = $1 AND ($2::text IS NULL OR i.state = $2) AND ($3::text IS NULL OR i.advertiser = $3)
       AND ($4::text IS NULL OR i.period_from = ($4 || '-01')::date)
       AND ($5::timestamptz IS NULL OR (i.created_at, i.id) < ($5::timestamptz, $6::uuid))
     ORDER BY i.created_at DESC, i.id DESC LIMIT $7`,
    [tenantId, state ?? null, advertiser ?? null, month ?? null, before, id ?? null, limit + 1],
  );
  const invoices = rows.slice(0, limit).map(summaryOf);
  const last = invoices.at(-1);
  return { invoices, ...(rows.length > limit && last && { next: `${last.createdAt.getTime()}-${last.id}` }) };
}

interface InvoiceRow extends SummaryRow {
  readonly tenantId: string;
  readonly taxes: readonly TaxGroup[];
  readonly issuer: Party | null;
  readonly recipient: Party | null;
  readonly reason: string | null;
  readonly correctsId: string | null;
  readonly correctsNumber: string | null;
}

export async function findInvoice(db: Queries, tenantId: string, id: string): Promise<Invoice | undefined> {
  const [row] = await db.query<InvoiceRow>(
    `SELECT ${summaryColumns}, i.tenant_id AS "tenantId", i.taxes, i.issuer, i.recipient, i.reason,
       i.corrects_id AS "correctsId", o.number AS "correctsNumber"
     FROM invoices i LEFT JOIN invoices o ON o.id = i.corrects_id WHERE i.tenant_id = $1 AND i.id = $2`,
    [tenantId, id],
  );
  if (!row) return undefined;
  const { correctsId, correctsNumber, ...rest } = row;
  return {
    ...summaryOf(rest),
    corrects: correctsId === null ? null : { id: correctsId, number: correctsNumber },
    lines: await linesOf(db, id),
  };
}

type LineRow = Omit<InvoiceLine, 'period'> & Pick<SummaryRow, 'periodFrom' | 'periodTo'>;

async function linesOf(db: Queries, invoiceId: string): Promise<InvoiceLine[]> {
  const rows = await db.query<LineRow>(
    `SELECT id, position, kind, campaign_id AS "campaignId", campaign_name AS "campaignName", period_from AS "periodFrom",
       period_to AS "periodTo", impressions, cpm_minor AS "cpmMinor", net_minor AS "netMinor",
       tax_basis_points AS "taxBasisPoints", parts, credited_line_id AS "creditedLineId"
     FROM invoice_lines WHERE invoice_id = $1 ORDER BY position`,
    [invoiceId],
  );
  return rows.map(({ periodFrom, periodTo, ...row }) => ({ ...row, period: { from: periodFrom, to: periodTo } }));
}

/** Of an invoice: its credit notes, the oldest first. */
export async function creditNotesOf(db: Queries, tenantId: string, invoiceId: string): Promise<Invoice[]> {
  const rows = await db.query<{ id: string }>(
    'SELECT id FROM invoices WHERE tenant_id = $1 AND corrects_id = $2 ORDER BY created_at, id',
    [tenantId, invoiceId],
  );
  const found: Invoice[] = [];
  for (const { id } of rows) {
    const note = await findInvoice(db, tenantId, id);
    if (note) found.push(note);
  }
  return found;
}

export interface BillingTotals {
  readonly currency: string;
  readonly openMinor: number;
  readonly overdueMinor: number;
  readonly paidMinor: number;
}

/** What is open, overdue on a day, and paid, by currency: sums over currencies would be none. */
export function billingTotals(db: Queries, tenantId: string, today: string): Promise<BillingTotals[]> {
  return db.query<BillingTotals>(
    `SELECT currency,
       sum(CASE WHEN state = 'issued' THEN "totalMinor" - "creditedMinor" - "paidMinor" ELSE 0 END)::int8 AS "openMinor",
       sum(CASE WHEN state = 'issued' AND "dueOn" < $2::date
         THEN "totalMinor" - "creditedMinor" - "paidMinor" ELSE 0 END)::int8 AS "overdueMinor",
       sum("paidMinor")::int8 AS "paidMinor"
     FROM (SELECT ${summaryColumns} FROM invoices i WHERE i.tenant_id = $1 AND i.kind = 'invoice') invoice
     GROUP BY currency ORDER BY currency`,
    [tenantId, today],
  );
}
