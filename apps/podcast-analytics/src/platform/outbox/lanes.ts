import type { Database, Queries } from '../db/database.ts';
import { withoutNulls } from '../db/without-nulls.ts';
import { isBusEventType } from '../events/catalogue.ts';
import type { BusEvent } from '../events/event.ts';

/** A tenant's events, which only the holder of the lease publishes. */
export interface Lane {
  readonly tenantId: string;
  readonly lease: string;
  readonly failures: number;
}

interface Waiting {
  readonly events: readonly BusEvent[];
  /** What stands after them. */
  readonly unknownType: string | undefined;
}

/** How a turn of a lane ended. */
export interface Turn {
  readonly publishedIds: readonly string[];
  readonly at: number;
  /** When the lane may be taken again. */
  readonly dueAt: number;
  /** Where the next event failed. */
  readonly error?: string;
}

const instant = (ms: number) => new Date(ms).toISOString();

/** Takes up to `most` lanes that have something to publish; each is the caller's until `leaseMs` from `at` on. */
export function takeLanes(db: Queries, at: number, leaseMs: number, most: number): Promise<Lane[]> {
  return db.query<Lane>(
    `WITH due AS MATERIALIZED (
       SELECT tenant_id FROM outbox_lanes l
       WHERE due_at <= $1 AND EXISTS (
         SELECT 1 FROM outbox_events e WHERE e.tenant_id = l.tenant_id AND e.published_at IS NULL
       )
       ORDER BY due_at, tenant_id LIMIT $3 FOR UPDATE SKIP LOCKED
     )
     UPDATE outbox_lanes l SET due_at = $2, lease = gen_random_uuid() FROM due WHERE l.tenant_id = due.tenant_id
     RETURNING l.tenant_id AS "tenantId", l.lease, l.failures`,
    [instant(at), instant(at + leaseMs), most],
  );
}

/** The next events of a tenant, in their order. It ends before one whose type only a newer version of the program knows. */
export async function waitingEvents(db: Queries, tenantId: string, most: number): Promise<Waiting> {
  const rows = await db.query<StoredEvent>(
    `SELECT id, tenant_id AS "tenantId", type, subject, data, occurred_at AS "occurredAt", request_id AS "requestId",
            user_id AS "userId", traceparent
     FROM outbox_events WHERE tenant_id = $1 AND published_at IS NULL ORDER BY position LIMIT $2`,
    [tenantId, most],
  );
  const unknownAt = rows.findIndex(({ type }) => !isBusEventType(type));
  const known = unknownAt === -1 ? rows : rows.slice(0, unknownAt);
  return { events: known.map((row) => toEvent(row)), unknownType: rows[unknownAt]?.type };
}

/** Ends a turn: what went out is marked, and the lane is given back, unless somebody else has taken it meanwhile. */
export function endTurn(database: Database, lane: Lane, { publishedIds, at, dueAt, error }: Turn): Promise<void> {
  return database.transaction(
    async (tx) => {
      await tx.query('UPDATE outbox_events SET published_at = $2 WHERE id = ANY($1::uuid[])', [
        publishedIds,
        instant(at),
      ]);
      await tx.query(
        `UPDATE outbox_lanes SET due_at = $3, lease = NULL, failures = $4, last_error = $5
         WHERE tenant_id = $1 AND lease = $2`,
        [lane.tenantId, lane.lease, instant(dueAt), nextFailures(lane, publishedIds, error), error],
      );
    },
    { idempotent: true },
  );
}

function nextFailures({ failures }: Lane, published: readonly string[], error: string | undefined): number {
  if (error === undefined) return 0;
  return published.length > 0 ? 1 : failures + 1;
}

function toEvent(row: StoredEvent): BusEvent {
  return withoutNulls(row) as BusEvent; // the outbox checked that its data is of that type
}

interface StoredEvent {
  readonly id: string;
  readonly tenantId: string;
  readonly type: string;
  readonly subject: string;
  readonly data: unknown;
  readonly occurredAt: Date;
  readonly requestId: string | null;
  readonly userId: string | null;
  readonly traceparent: string | null;
}
