import type { Queries } from '../src/platform/db/database.ts';

export interface IssuedInvoice {
  readonly totalMinor: number;
  readonly now: number;
  readonly tenantId?: string;
  readonly currency?: string;
}

/** An invoice that can be paid, without what it was made of. Resolves with its id. */
export async function insertIssuedInvoice(db: Queries, given: IssuedInvoice): Promise<string> {
  const { totalMinor, now, tenantId = 'demo', currency = 'EUR' } = given;
  const time = new Date(now).toISOString();
  const [row] = await db.query<{ id: string }>(
    `INSERT INTO invoices (tenant_id, kind, state, number, advertiser, period_from, period_to, currency, net_minor,
       tax_minor, total_minor, taxes, created_at, issued_at, due_on)
     VALUES ($1, 'invoice', 'issued', gen_random_uuid(), 'Acme ' || gen_random_uuid(), '2026-10-01', '2026-10-31', $2, $3, 0,
       $3, '[]', $4, $4, '2026-12-01') RETURNING id`,
    [tenantId, currency, totalMinor, time],
  );
  return row?.id ?? '';
}
