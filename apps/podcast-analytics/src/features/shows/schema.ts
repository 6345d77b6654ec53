import { sql } from 'drizzle-orm';
import { date, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from '../../platform/db/columns.ts';
import { shows } from '../ingest/schema.ts';

/** Where a show's titles and dates come from: its RSS feed, and how far it has been read. */
export const feeds = pgTable(
  'feeds',
  {
    showId: integer('show_id')
      .primaryKey()
      .references(() => shows.id),
    tenantId: text('tenant_id').notNull(),
    url: text('url').notNull(),
    /** Of the answer that was read last, for the conditional request after it. */
    etag: text('etag'),
    lastModified: text('last_modified'),
    /** podcast:guid, the same wherever the feed moves. */
    podcastGuid: text('podcast_guid'),
    author: text('author'),
    link: text('link'),
    language: text('language'),
    episodes: integer('episodes').notNull().default(0),
    addedAt: instant('added_at').notNull(),
    /** When it was last found in order, changed or not. */
    refreshedAt: instant('refreshed_at'),
    nextRefreshAt: instant('next_refresh_at').notNull(),
    /** In a row; zero when it was well the last time. */
    failures: integer('failures').notNull().default(0),
    error: text('error'),
  },
  (table) => [uniqueIndex('feeds_url').on(table.tenantId, sql`md5(${table.url})`)],
);

/**
 * How many listeners a show had in a calendar month. The downloads of a month only ever become more, so as many downloads
 * as were there when it was counted are the same downloads.
 */
export const listenerMonths = pgTable(
  'listener_months',
  {
    showId: integer('show_id').notNull(),
    /** Its first day. */
    month: date('month').notNull(),
    downloads: integer('downloads').notNull(),
    listeners: integer('listeners').notNull(),
    countedAt: instant('counted_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.showId, table.month] })],
);
