import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../db/columns.ts';

/** The keys of links and the like. The newest signs; the others stay for as long as something that they signed is valid. */
export const signingKeys = pgTable('signing_keys', {
  kid: text('kid').primaryKey(),
  /** The key itself, encrypted under SECRET_KEY: a copy of the database signs nothing. */
  sealed: text('sealed').notNull(),
  createdAt: instant('created_at').notNull(),
  /** No signature of it is valid for longer. */
  signedUntil: instant('signed_until').notNull(),
});
