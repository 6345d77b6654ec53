/** Who may come in. Nothing here opens a door by itself: passwords, keys and tokens are stored as hashes. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytea, instant, wordList } from '../../platform/db/columns.ts';
import { plans, roles } from './account.ts';

/** Networks: everything that is counted, delivered and billed belongs to one. */
export const tenants = pgTable(
  'tenants',
  {
    /** A short name in small letters, which stands in every row of the tenant's. */
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    /** What keys made by the tenant itself get. */
    plan: text('plan').notNull().default('free'),
    /** How many days raw hits are kept, see features/privacy. */
    retentionDays: integer('retention_days').notNull().default(400),
    /** Whether those who administer it need a second factor. */
    mfaRequired: boolean('mfa_required').notNull().default(false),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [check('tenants_plan', sql`${table.plan} IN (${wordList(plans)})`)],
);

export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id),
    /** In small letters. */
    email: text('email').notNull(),
    /** argon2id in its PHC string format, parameters and salt included; until the next log-in that of an older platform. */
    passwordHash: text('password_hash').notNull(),
    role: text('role').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    disabledAt: instant('disabled_at'),
  },
  (table) => [
    uniqueIndex('users_email').on(table.email),
    index('users_tenant').on(table.tenantId),
    check('users_role', sql`${table.role} IN (${wordList(roles)})`),
  ],
);

const userId = () =>
  uuid('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' });

export const sessions = pgTable(
  'sessions',
  {
    /** What its user calls it by. */
    id: uuid('id').notNull().defaultRandom(),
    /** SHA-256 of the token that the browser holds. */
    tokenHash: bytea('token_hash').primaryKey(),
    userId: userId(),
    /** As the browser called itself, so that its user knows it again. */
    userAgent: text('user_agent'),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('sessions_user').on(table.userId), index('sessions_expiry').on(table.expiresAt)],
);

/** Log-ins whose password was right, and whose second factor is still to come. None of them is a session. */
export const halfLogIns = pgTable(
  'half_log_ins',
  {
    tokenHash: bytea('token_hash').primaryKey(),
    userId: userId(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('half_log_ins_expiry').on(table.expiresAt)],
);

/** Wrong tries of passwords and codes by what was tried: a hash, for an address that has no account has its row as well. */
export const wrongTries = pgTable(
  'wrong_tries',
  {
    subject: bytea('subject').primaryKey(),
    tries: integer('tries').notNull(),
    lastAt: instant('last_at').notNull(),
    /** No further try is looked at before then. */
    lockedUntil: instant('locked_until').notNull(),
  },
  (table) => [index('wrong_tries_last').on(table.lastAt)],
);

/** The second factor of a user. */
export const totpSecrets = pgTable('totp_secrets', {
  userId: userId().primaryKey(),
  /** Sealed, see platform/keys/sealer.ts. */
  secret: text('secret').notNull(),
  /** Null until a first code has proved that the user's device has the secret. */
  confirmedAt: instant('confirmed_at'),
  /** The time step of the newest code that was used: no code of it or before it is taken again. */
  lastStep: bigint('last_step', { mode: 'number' }).notNull().default(0),
});

/** What opens the account once where the second factor is lost; a row that was used is gone. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  { userId: userId(), codeHash: bytea('code_hash').notNull() },
  (table) => [primaryKey({ columns: [table.userId, table.codeHash] })],
);

/** Links that set a password once: of a user, or of somebody invited, who becomes one by it. */
export const passwordLinks = pgTable(
  'password_links',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    tokenHash: bytea('token_hash').notNull(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id),
    email: text('email').notNull(),
    role: text('role').notNull(),
    /** Null for an invitation. */
    userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    uniqueIndex('password_links_token').on(table.tokenHash),
    uniqueIndex('password_links_email').on(table.tenantId, table.email),
    index('password_links_expiry').on(table.expiresAt),
    check('password_links_role', sql`${table.role} IN (${wordList(roles)})`),
  ],
);

export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id),
    name: text('name').notNull(),
    /** SHA-256 of the key: it is random, so that a slow hash would protect nothing more. */
    keyHash: bytea('key_hash').notNull(),
    /** How the key begins, so that whoever finds one knows which it is. */
    prefix: text('prefix').notNull().default(''),
    role: text('role').notNull(),
    plan: text('plan').notNull(),
    /** The permissions of the role that it has; null for all of them. */
    scopes: text('scopes').array(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at'),
    /** To the minute. */
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    uniqueIndex('api_keys_hash').on(table.keyHash),
    uniqueIndex('api_keys_name').on(table.tenantId, table.name).where(sql`${table.revokedAt} IS NULL`),
    check('api_keys_role', sql`${table.role} IN (${wordList(roles)})`),
    check('api_keys_plan', sql`${table.plan} IN (${wordList(plans)})`),
  ],
);

/** Users of a tenant who share campaigns. */
export const teams = pgTable(
  'teams',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id),
    name: text('name').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('teams_name').on(table.tenantId, table.name)],
);

export const teamMembers = pgTable(
  'team_members',
  {
    teamId: uuid('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    userId: userId(),
  },
  (table) => [primaryKey({ columns: [table.teamId, table.userId] }), index('team_members_user').on(table.userId)],
);
