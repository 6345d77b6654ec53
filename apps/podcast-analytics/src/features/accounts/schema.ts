/** Who may come in. Nothing here opens a door by itself: passwords and keys are stored as hashes. */
import { sql } from 'drizzle-orm';
import { check, customType, index, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { plans, roles } from './account.ts';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const instant = (name: string) => timestamp(name, { withTimezone: true });
const list = (words: readonly string[]) => sql.raw(words.map((word) => `'${word}'`).join(', '));

export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    tenantId: text('tenant_id').notNull(),
    /** In small letters. */
    email: text('email').notNull(),
    /** argon2id in its PHC string format, parameters and salt included. */
    passwordHash: text('password_hash').notNull(),
    role: text('role').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    disabledAt: instant('disabled_at'),
  },
  (table) => [uniqueIndex('users_email').on(table.email), check('users_role', sql`${table.role} IN (${list(roles)})`)],
);

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the token that the browser holds. */
    tokenHash: bytea('token_hash').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('sessions_user').on(table.userId), index('sessions_expiry').on(table.expiresAt)],
);

export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    tenantId: text('tenant_id').notNull(),
    name: text('name').notNull(),
    /** SHA-256 of the key: it is random, so that a slow hash would protect nothing more. */
    keyHash: bytea('key_hash').notNull(),
    role: text('role').notNull(),
    plan: text('plan').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    uniqueIndex('api_keys_hash').on(table.keyHash),
    uniqueIndex('api_keys_name').on(table.tenantId, table.name).where(sql`${table.revokedAt} IS NULL`),
    check('api_keys_role', sql`${table.role} IN (${list(roles)})`),
    check('api_keys_plan', sql`${table.plan} IN (${list(plans)})`),
  ],
);
