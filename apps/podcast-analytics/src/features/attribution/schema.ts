/** What advertisers tell of: conversions, and the promo codes that tell whose they are. */
import { sql } from 'drizzle-orm';
import { bigint, check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant, wordList } from '../../platform/db/columns.ts';
import { campaigns } from '../campaigns/schema.ts';
import { conversionKinds } from './conversion.ts';

export const promoCodes = pgTable(
  'promo_codes',
  {
    id: uuid('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    campaignId: uuid('campaign_id')
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    /** As it was given. */
    code: text('code').notNull(),
    /** In capitals: how it is compared. */
    codeKey: text('code_key').notNull(),
    createdAt: instant('created_at').notNull(),
    /** From then on somebody else may have it. */
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    uniqueIndex('promo_codes_in_force').on(table.tenantId, table.codeKey).where(sql`${table.revokedAt} IS NULL`),
    index('promo_codes_campaign').on(table.campaignId),
  ],
);

export const conversions = pgTable(
  'conversions',
  {
    id: uuid('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    campaignId: uuid('campaign_id')
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    kind: text('kind').notNull(),
    time: instant('time').notNull(),
    /** What keeps it from being counted twice, see conversion.ts. */
    duplicateKey: text('duplicate_key').notNull(),
    orderId: text('order_id'),
    promoCode: text('promo_code'),
    valueMinor: bigint('value_minor', { mode: 'number' }).notNull(),
    /** See households.ts; empty where nobody can tell who it was. */
    households: uuid('households').array().notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [
    uniqueIndex('conversions_once').on(table.campaignId, table.duplicateKey),
    index('conversions_time').on(table.campaignId, table.time, table.id),
    check('conversions_kind', sql`${table.kind} IN (${wordList(conversionKinds)})`),
    check('conversions_value', sql`${table.valueMinor} >= 0`),
  ],
);
