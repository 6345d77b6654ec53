/** Events between the transaction that they belong to and the bus. */
import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../db/columns.ts';

export const outboxEvents = pgTable(
  'outbox_events',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** The order of a tenant's events. */
    position: bigint('position', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    tenantId: text('tenant_id').notNull(),
    type: text('type').notNull(),
    subject: text('subject').notNull(),
    data: jsonb('data').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    requestId: text('request_id'),
    userId: text('user_id'),
    traceparent: text('traceparent'),
    publishedAt: instant('published_at'),
  },
  (table) => [
    index('outbox_events_waiting').on(table.tenantId, table.position).where(sql`${table.publishedAt} IS NULL`),
    index('outbox_events_published').on(table.publishedAt).where(sql`${table.publishedAt} IS NOT NULL`),
  ],
);

/** One row a tenant: whoever holds it publishes that tenant's events, so that they keep their order. */
export const outboxLanes = pgTable('outbox_lanes', {
  tenantId: text('tenant_id').primaryKey(),
  /** Nobody takes the lane before: it is being published, or the bus has failed. */
  dueAt: instant('due_at').notNull(),
  /** Whose turn it is; who comes back late finds another one here. */
  lease: uuid('lease'),
  /** Failures since the last event that was published. */
  failures: integer('failures').notNull().default(0),
  lastError: text('last_error'),
});

/** Which consumer has dealt with which event, see `consume-once.ts`. */
export const consumedEvents = pgTable(
  'consumed_events',
  {
    consumer: text('consumer').notNull(),
    eventId: uuid('event_id').notNull(),
    consumedAt: instant('consumed_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.consumer, table.eventId] }),
    index('consumed_events_time').on(table.consumedAt),
  ],
);
