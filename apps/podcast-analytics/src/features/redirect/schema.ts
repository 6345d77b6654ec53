import { pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** Where the prefix of a tenant may lead, beside the hosts that its shows' enclosures have. */
export const redirectHosts = pgTable(
  'redirect_hosts',
  {
    tenantId: text('tenant_id').notNull(),
    /** As it stands in a URL: in small letters, with a port where it has one. */
    host: text('host').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.host] })],
);
