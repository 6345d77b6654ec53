/** Work that is done later, by whichever process has time. */
import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../db/columns.ts';
import { jobStates } from './job-state.ts';

const states = sql.raw(jobStates.map((state) => `'${state}'`).join(', '));

export const jobs = pgTable(
  'jobs',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull(),
    /** Of whose data it is; none for the platform's own. */
    tenantId: text('tenant_id'),
    /** Of two with the same key, only the first is ever done. */
    key: text('key'),
    payload: jsonb('payload').notNull(),
    state: text('state').notNull(),
    /** When a waiting one is due; when the lease of a running one ends. */
    dueAt: instant('due_at').notNull(),
    /** Which run it is; one that comes back late finds another one here. */
    lease: uuid('lease'),
    attempts: integer('attempts').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    lastError: text('last_error'),
    requestId: text('request_id'),
    userId: text('user_id'),
    traceparent: text('traceparent'),
  },
  (table) => [
    uniqueIndex('jobs_key')
      .on(table.name, sql`coalesce(${table.tenantId}, '')`, table.key)
      .where(sql`${table.key} IS NOT NULL`),
    index('jobs_due').on(table.dueAt).where(sql`${table.state} IN ('waiting', 'running')`),
    index('jobs_finished').on(table.state, table.finishedAt).where(sql`${table.state} IN ('done', 'dead')`),
    check('jobs_state', sql`${table.state} IN (${states})`),
  ],
);
