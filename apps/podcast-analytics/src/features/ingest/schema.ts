/**
 * What is stored of a hit, and the three roll-ups that reports read. Times are UTC. `npm run migration` turns a change of this
 * file into SQL under src/platform/db/migrations.
 */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  pgTable,
  pgView,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytea, instant } from '../../platform/db/columns.ts';

const bytes = (name: string) => bigint(name, { mode: 'number' });

export const shows = pgTable(
  'shows',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    tenantId: text('tenant_id').notNull().default('demo'),
    key: text('key').notNull(),
    title: text('title'),
  },
  // A hash, because a key may be longer than what an index takes.
  (table) => [uniqueIndex('shows_key').on(table.tenantId, sql`md5(${table.key})`)],
);

export const episodes = pgTable(
  'episodes',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    /** That of its show: a key is one episode in all of a network, wherever a feed has put it. */
    tenantId: text('tenant_id').notNull().default('demo'),
    /** The folder of its file, until a feed says where it belongs. */
    showId: integer('show_id')
      .notNull()
      .references(() => shows.id),
    key: text('key').notNull(),
    title: text('title'),
    /** The next five as a feed tells them. The length of a file there is often wrong, so counting leaves it alone. */
    guid: text('guid'),
    publishedAt: instant('published_at'),
    durationSeconds: integer('duration_seconds'),
    enclosureUrl: text('enclosure_url'),
    enclosureBytes: bytes('enclosure_bytes'),
    sizeBytes: bytes('size_bytes'),
    headerBytes: bytes('header_bytes'),
    bytesPerMinute: bytes('bytes_per_minute'),
  },
  (table) => [
    uniqueIndex('episodes_key').on(table.tenantId, sql`md5(${table.key})`),
    index('episodes_show').on(table.showId),
  ],
);

/** What listeners are identified with, one a calendar month; without it nobody can tell who a listener was. */
export const listenerKeys = pgTable('listener_keys', {
  month: text('month').primaryKey(),
  /** Null once destroyed. */
  key: bytea('key'),
  createdAt: instant('created_at').notNull().defaultNow(),
  destroyedAt: instant('destroyed_at'),
});

export const imports = pgTable(
  'imports',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    tenantId: text('tenant_id').notNull().default('demo'),
    name: text('name').notNull(),
    format: text('format'),
    /** `uploading`, `waiting`, `running`, `finished` or `failed`; one whose process was killed stays what it was. */
    state: text('state').notNull().default('running'),
    error: text('error'),
    startedAt: instant('started_at').notNull().defaultNow(),
    finishedAt: instant('finished_at'),
    lines: bytes('lines').notNull().default(0),
    hits: bytes('hits').notNull().default(0),
    newHits: bytes('new_hits').notNull().default(0),
    rejects: bytes('rejects').notNull().default(0),
    /** Of an upload. */
    sizeBytes: bytes('size_bytes'),
    bytesRead: bytes('bytes_read').notNull().default(0),
  },
  (table) => [index('imports_tenant').on(table.tenantId, table.id)],
);

/** What sent requests: texts that repeat, stored once. The id is their hash. */
export const clients = pgTable('clients', {
  id: uuid('id').primaryKey(),
  userAgent: text('user_agent'),
  referer: text('referer'),
  app: text('app').notNull(),
  appType: text('app_type').notNull(),
  device: text('device').notNull(),
});

/** Who downloads are grouped by in reports. */
export const audiences = pgTable(
  'audiences',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    app: text('app').notNull(),
    appType: text('app_type').notNull(),
    device: text('device').notNull(),
    country: text('country').notNull(),
  },
  (table) => [unique('audiences_key').on(table.app, table.appType, table.device, table.country)],
);

/**
 * All that the rulesets ask of a hit, so that it can be counted again; the address is not among it. This table and those
 * below have one writer, store-batch.ts, and no foreign keys: each would be looked up again for every row of an import.
 */
export const hits = pgTable(
  'hits',
  {
    episodeId: integer('episode_id').notNull(),
    time: instant('time').notNull(),
    /** See hit-id.ts. Equal ids have equal time and episode, so the key below keeps a hit from being stored twice. */
    id: uuid('id').notNull(),
    /** Null where the log tells no address. */
    listener: uuid('listener'),
    clientId: uuid('client_id').notNull(),
    /** Why the hit cannot be part of a download; null where it can. */
    exclusion: text('exclusion'),
    method: text('method').notNull(),
    status: smallint('status'),
    bytesSent: bytes('bytes_sent'),
    range: text('range'),
    country: text('country'),
    inDataCentre: boolean('in_data_centre').notNull(),
    importId: integer('import_id').notNull(),
    line: bytes('line').notNull(),
  },
  // One index for both: it finds a repeated hit, and the hits behind a number of an episode.
  (table) => [primaryKey({ columns: [table.episodeId, table.time, table.id] })],
);

/** One row for the eligible hits of a listener on an episode within a UTC day: a download, or not yet one. */
export const downloads = pgTable(
  'downloads',
  {
    episodeId: integer('episode_id').notNull(),
    day: date('day').notNull(),
    listener: uuid('listener').notNull(),
    /** Whose listener it is, see listener.ts; null for what was stored before households were told. */
    household: uuid('household'),
    hits: integer('hits').notNull(),
    counted: boolean('counted').notNull(),
    /** Pairs of start and end of what was transferred so far; empty once counted, when more changes nothing. */
    intervals: bigint('intervals', { mode: 'number' }).array().notNull(),
    looseBytes: bytes('loose_bytes').notNull(),
    firstTime: instant('first_time').notNull(),
    firstId: uuid('first_id').notNull(),
    audienceId: integer('audience_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.episodeId, table.day, table.listener] })],
);

/** Counted downloads of an episode by the day of their first hit, told apart by one of their audience's dimensions at a time. */
export const downloadDays = pgTable(
  'download_days',
  {
    /** `app`, `country` or `device`. */
    dimension: text('dimension').notNull(),
    episodeId: integer('episode_id').notNull(),
    day: date('day').notNull(),
    /** Empty where it is not known. */
    name: text('name').notNull(),
    n: integer('n').notNull(),
  },
  (table) => [primaryKey({ columns: [table.dimension, table.episodeId, table.day, table.name] })],
);

/** Counted downloads of an episode by the hour (UTC) of their first hit: what the age of an episode is told in. */
export const downloadHours = pgTable(
  'download_hours',
  {
    episodeId: integer('episode_id').notNull(),
    hour: instant('hour').notNull(),
    n: integer('n').notNull(),
  },
  (table) => [primaryKey({ columns: [table.episodeId, table.hour] })],
);

/** What became of the hits: each is in exactly one row. */
export const outcomeDays = pgTable(
  'outcome_days',
  {
    episodeId: integer('episode_id').notNull(),
    day: date('day').notNull(),
    outcome: text('outcome').notNull(),
    n: integer('n').notNull(),
  },
  (table) => [primaryKey({ columns: [table.episodeId, table.day, table.outcome] })],
);

/** Each hit and its outcome: what any number of a report opens down to. */
export const hitOutcomes = pgView('hit_outcomes', {
  episodeId: integer('episode_id').notNull(),
  time: instant('time').notNull(),
  id: uuid('id').notNull(),
  listener: uuid('listener'),
  clientId: uuid('client_id').notNull(),
  country: text('country'),
  importId: integer('import_id').notNull(),
  line: bytes('line').notNull(),
  outcome: text('outcome').notNull(),
}).as(sql`
  SELECT h.episode_id, h.time, h.id, h.listener, h.client_id, h.country, h.import_id, h.line,
    CASE
      WHEN h.exclusion IS NOT NULL THEN h.exclusion
      WHEN NOT d.counted THEN 'under-one-minute'
      WHEN d.first_id = h.id THEN 'counted'
      ELSE 'same-download'
    END AS outcome
  FROM hits h
  LEFT JOIN downloads d ON h.exclusion IS NULL
    AND d.episode_id = h.episode_id AND d.day = (h.time AT TIME ZONE 'UTC')::date AND d.listener = h.listener`);
