import { currentContext } from '../context/request-context.ts';
import type { Queries } from '../db/database.ts';
import { type BusEventType, checkEventData } from '../events/catalogue.ts';
import type { BusEvent } from '../events/event.ts';

/** An event as whoever causes it knows it. */
export type NewEvent<Type extends BusEventType = BusEventType> = Type extends BusEventType
  ? Pick<BusEvent<Type>, 'type' | 'data' | 'tenantId' | 'subject'>
  : never;

export interface Outbox {
  /**
   * Writes an event down in the transaction of the change that it tells of: it is published when that is committed, and
   * only then. Call it after the change, whose row locks keep the events of one thing in order.
   *
   * @throws {TypeError} where its data does not fit the schema.
   */
  add(tx: Queries, event: NewEvent): Promise<void>;
}

export function createOutbox(now: () => number): Outbox {
  return {
    async add(tx, { type, tenantId, subject, data }) {
      checkEventData(type, data);
      const { requestId, userId, traceparent } = currentContext();
      const occurredAt = new Date(now()).toISOString();
      await tx.query(
        `WITH lane AS (INSERT INTO outbox_lanes (tenant_id, due_at) VALUES ($1, $5) ON CONFLICT DO NOTHING)
         INSERT INTO outbox_events (tenant_id, type, subject, data, occurred_at, request_id, user_id, traceparent)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [tenantId, type, subject, JSON.stringify(data), occurredAt, requestId, userId, traceparent],
      );
    },
  };
}
