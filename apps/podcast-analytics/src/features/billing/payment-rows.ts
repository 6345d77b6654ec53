import type { Queries } from '../../platform/db/database.ts';
import type { Payment, Settled } from './payment.ts';
import { isOpen } from './payment.ts';

const columns = `id, tenant_id AS "tenantId", invoice_id AS "invoiceId", state, amount_minor AS "amountMinor", currency,
  refunded_minor AS "refundedMinor", payment_method AS "paymentMethod", provider_id AS "providerId", failure, attempts,
  created_at AS "createdAt", first_sent_at AS "firstSentAt", settled_at AS "settledAt"`;
const open = `state IN ('created', 'processing')`;

/** Longer than a call may take, so that nobody asks about a payment that somebody else is asking about. */
const firstCheckMs = 60_000;
const longestCheckMs = 3_600_000;

type NewPayment = Pick<Payment, 'tenantId' | 'invoiceId' | 'amountMinor' | 'currency' | 'paymentMethod'>;

export async function insertPayment(
  tx: Queries,
  { now, ...given }: NewPayment & { readonly now: Date },
): Promise<Payment> {
  const { tenantId, invoiceId, amountMinor, currency, paymentMethod } = given;
  const [payment] = await tx.query<Payment>(
    `INSERT INTO payments (tenant_id, invoice_id, state, amount_minor, currency, payment_method, created_at, next_check_at)
     VALUES ($1, $2, 'created', $3, $4, $5, $6, $6) RETURNING ${columns}`,
    [tenantId, invoiceId, amountMinor, currency, paymentMethod, now.toISOString()],
  );
  if (!payment) throw new Error('an INSERT ... RETURNING gave no row');
  return payment;
}

/** Takes a payment that is due to be asked about; whoever comes after waits, twice as long each time. */
export async function claimPayment(tx: Queries, id: string, now: Date): Promise<Payment | undefined> {
  const [payment] = await tx.query<Payment>(
    `UPDATE payments SET state = 'processing', attempts = attempts + 1, first_sent_at = coalesce(first_sent_at, $2::timestamptz),
       next_check_at = $2::timestamptz + least($3 * power(2, least(attempts, 20)), $4) * interval '1 ms'
     WHERE id = $1 AND ${open} AND next_check_at <= $2::timestamptz RETURNING ${columns}`,
    [id, now.toISOString(), firstCheckMs, longestCheckMs],
  );
  return payment;
}

export async function duePayments(db: Queries, now: Date, limit: number): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM payments WHERE ${open} AND next_check_at <= $1 ORDER BY next_check_at, id LIMIT $2`,
    [now.toISOString(), limit],
  );
  return rows.map(({ id }) => id);
}

/** Held until the transaction ends; its invoice is held before. */
export async function findPayment(tx: Queries, id: string): Promise<Payment | undefined> {
  const [payment] = await tx.query<Payment>(`SELECT ${columns} FROM payments WHERE id = $1 FOR UPDATE`, [id]);
  return payment;
}

/** Not held: by the id that the provider gave it, or by ours, which it was charged with. */
export async function lookUpPayment(
  tx: Queries,
  { providerId, paymentId }: { readonly providerId: string; readonly paymentId?: string | undefined },
): Promise<Payment | undefined> {
  const [payment] = await tx.query<Payment>(
    `SELECT ${columns} FROM payments WHERE provider_id = $1 OR (provider_id IS NULL AND id = $2::uuid)`,
    [providerId, paymentId ?? null],
  );
  return payment;
}

export async function writeSettled(tx: Queries, before: Payment, after: Settled, now: Date): Promise<Payment> {
  const [payment] = await tx.query<Payment>(
    `UPDATE payments SET state = $2, provider_id = $3, refunded_minor = $4, failure = $5, settled_at = $6 WHERE id = $1
     RETURNING ${columns}`,
    [
      ...[before.id, after.state, after.providerId, after.refundedMinor, after.failure],
      isOpen(after.state) ? null : (before.settledAt ?? now).toISOString(),
    ],
  );
  return payment ?? before;
}

/** Of an invoice, the newest first. */
export function paymentsOf(db: Queries, tenantId: string, invoiceId: string): Promise<readonly Payment[]> {
  return db.query<Payment>(
    `SELECT ${columns} FROM payments WHERE tenant_id = $1 AND invoice_id = $2 ORDER BY created_at DESC, id LIMIT 100`,
    [tenantId, invoiceId],
  );
}
