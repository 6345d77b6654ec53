import { textArray } from '../../../platform/db/array-literal.ts';
import type { Queries } from '../../../platform/db/database.ts';

export interface DeliveryRecord {
  readonly id: string;
  readonly documentId: string;
  readonly tenantId: string;
  readonly recipient: string;
  readonly state: 'queued' | 'delivered' | 'failed';
  readonly error: string | null;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
}

const columns = `id, document_id AS "documentId", tenant_id AS "tenantId", recipient, state, error,
  created_at AS "createdAt", delivered_at AS "deliveredAt"`;

export function insertDeliveries(
  tx: Queries,
  { documentId, tenantId }: Pick<DeliveryRecord, 'documentId' | 'tenantId'>,
  recipients: readonly string[],
  at: Date,
): Promise<DeliveryRecord[]> {
  return tx.query(
    `INSERT INTO report_deliveries (id, document_id, tenant_id, recipient, state, created_at)
     SELECT gen_random_uuid(), $1, $2, recipient, 'queued', $4 FROM unnest($3::text[]) AS given (recipient)
     RETURNING ${columns}`,
    [documentId, tenantId, textArray(recipients), at],
  );
}

/** The latest first. */
export function listDeliveries(db: Queries, documentId: string): Promise<DeliveryRecord[]> {
  return db.query(
    `SELECT ${columns} FROM report_deliveries WHERE document_id = $1 ORDER BY created_at DESC, recipient LIMIT 200`,
    [documentId],
  );
}

export async function findDelivery(db: Queries, id: string, tenantId?: string): Promise<DeliveryRecord | undefined> {
  const [delivery] = await db.query<DeliveryRecord>(
    `SELECT ${columns} FROM report_deliveries WHERE id = $1 AND tenant_id = coalesce($2, tenant_id)`,
    [id, tenantId],
  );
  return delivery;
}

/** What is delivered stays so, however a later try of it ends. */
export async function setDelivery(
  tx: Queries,
  id: string,
  outcome: Pick<DeliveryRecord, 'state' | 'error' | 'deliveredAt'>,
): Promise<void> {
  await tx.query(
    `UPDATE report_deliveries SET state = $2, error = $3, delivered_at = $4 WHERE id = $1 AND state <> 'delivered'`,
    [id, outcome.state, outcome.error?.slice(0, 500) ?? null, outcome.deliveredAt],
  );
}
