/** What sponsors book: campaigns, where they are heard, and who of the network sees them. */
import { sql } from 'drizzle-orm';
import { bigint, check, date, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant, wordList } from '../../platform/db/columns.ts';
import { episodes, shows } from '../ingest/schema.ts';
import { campaignStates, insertions, positions } from './campaign.ts';

export const campaigns = pgTable(
  'campaigns',
  {
    id: uuid('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    /** Of a user or a key; text, for the conditions of the policy compare it with one. */
    ownerId: text('owner_id').notNull(),
    advertiser: text('advertiser').notNull(),
    name: text('name').notNull(),
    flightFrom: date('flight_from').notNull(),
    flightTo: date('flight_to').notNull(),
    goal: bigint('goal', { mode: 'number' }).notNull(),
    cpmMinor: bigint('cpm_minor', { mode: 'number' }).notNull(),
    currency: text('currency').notNull(),
    state: text('state').notNull(),
    pixelToken: text('pixel_token').notNull(),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index('campaigns_tenant').on(table.tenantId, table.flightTo, table.id),
    uniqueIndex('campaigns_pixel_token').on(table.pixelToken),
    check('campaigns_state', sql`${table.state} IN (${wordList(campaignStates)})`),
    check('campaigns_flight', sql`${table.flightFrom} <= ${table.flightTo}`),
    check('campaigns_terms', sql`${table.goal} > 0 AND ${table.cpmMinor} >= 0`),
  ],
);

export const campaignSpots = pgTable(
  'campaign_spots',
  {
    id: uuid('id').primaryKey(),
    campaignId: uuid('campaign_id')
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    position: text('position').notNull(),
    insertion: text('insertion').notNull(),
    bakedInDays: integer('baked_in_days').notNull(),
    showId: integer('show_id')
      .notNull()
      .references(() => shows.id),
    /** Null for every episode of the show. */
    episodeId: integer('episode_id').references(() => episodes.id),
  },
  (table) => [
    index('campaign_spots_campaign').on(table.campaignId),
    check('campaign_spots_position', sql`${table.position} IN (${wordList(positions)})`),
    check('campaign_spots_insertion', sql`${table.insertion} IN (${wordList(insertions)})`),
    check('campaign_spots_days', sql`${table.bakedInDays} BETWEEN 1 AND 366`),
  ],
);

/** The teams that a campaign is shared with. */
export const campaignTeams = pgTable(
  'campaign_teams',
  {
    campaignId: uuid('campaign_id')
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    teamId: text('team_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.campaignId, table.teamId] }), index('campaign_teams_team').on(table.teamId)],
);
