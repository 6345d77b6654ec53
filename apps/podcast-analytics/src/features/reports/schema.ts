/** Reports as documents: what was asked for, the files that came of it, and whom they go to. */
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from '../../platform/db/columns.ts';

export const reportDocuments = pgTable(
  'report_documents',
  {
    id: uuid('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    title: text('title').notNull(),
    /** See documents/definition.ts. */
    definition: jsonb('definition').notNull(),
    /** `queued`, `ready` or `failed`. */
    state: text('state').notNull(),
    /** Why the last try failed. */
    error: text('error'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    generatedAt: instant('generated_at'),
    /** Absent where a person asked for it. */
    scheduleId: uuid('schedule_id'),
  },
  (table) => [index('report_documents_tenant').on(table.tenantId, table.createdAt)],
);

export const reportFiles = pgTable(
  'report_files',
  {
    documentId: uuid('document_id')
      .notNull()
      .references(() => reportDocuments.id, { onDelete: 'cascade' }),
    format: text('format').notNull(),
    content: bytea('content').notNull(),
    /** SHA-256 of the content, hexadecimal. */
    sha256: text('sha256').notNull(),
    bytes: integer('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.documentId, table.format] })],
);

export const reportSchedules = pgTable('report_schedules', {
  id: uuid('id').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  title: text('title').notNull(),
  /** As of a document, without the period, which is the week or month before. */
  definition: jsonb('definition').notNull(),
  /** `weekly` or `monthly`. */
  every: text('every').notNull(),
  recipients: text('recipients').array().notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
  nextAt: instant('next_at').notNull(),
  active: boolean('active').notNull().default(true),
});

export const reportDeliveries = pgTable(
  'report_deliveries',
  {
    id: uuid('id').primaryKey(),
    documentId: uuid('document_id')
      .notNull()
      .references(() => reportDocuments.id, { onDelete: 'cascade' }),
    tenantId: text('tenant_id').notNull(),
    recipient: text('recipient').notNull(),
    /** `queued`, `delivered` or `failed`. */
    state: text('state').notNull(),
    error: text('error'),
    createdAt: instant('created_at').notNull(),
    deliveredAt: instant('delivered_at'),
  },
  (table) => [index('report_deliveries_document').on(table.documentId)],
);

export const reportShares = pgTable(
  'report_shares',
  {
    id: uuid('id').primaryKey(),
    documentId: uuid('document_id')
      .notNull()
      .references(() => reportDocuments.id, { onDelete: 'cascade' }),
    tenantId: text('tenant_id').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
    views: integer('views').notNull().default(0),
  },
  (table) => [index('report_shares_document').on(table.documentId)],
);
