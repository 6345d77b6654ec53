import type { Queries } from '../../platform/db/database.ts';
import type { Campaign } from './campaign.ts';
import type { EpisodeDay } from './delivery.ts';

/**
 * Counted downloads of the episodes that a campaign may be heard in, by day, from the roll-up. An episode without a date of
 * publication came out on the day of its first counted download.
 */
export function episodeDays(
  db: Queries,
  { tenantId, spots, flight }: Pick<Campaign, 'tenantId' | 'spots' | 'flight'>,
): Promise<EpisodeDay[]> {
  return db.query<EpisodeDay>(
    `SELECT e.id AS "episodeId", e.show_id AS "showId", o.day, o.n AS downloads, ${publishedDay} AS published
     FROM episodes e
     JOIN shows s ON s.id = e.show_id
     JOIN outcome_days o ON o.episode_id = e.id AND o.outcome = 'counted'
     WHERE s.tenant_id = $1 AND s.id = ANY ($2::int[]) AND o.day BETWEEN $3::date AND $4::date
     ORDER BY o.day, e.id`,
    [tenantId, spots.map(({ showId }) => showId), flight.from, flight.to],
  );
}

/** Of `episodes e`. */
export const publishedDay = `coalesce((e.published_at AT TIME ZONE 'UTC')::date,
  (SELECT min(f.day) FROM outcome_days f WHERE f.episode_id = e.id AND f.outcome = 'counted'))`;

/** What a place of a spot is called. */
export interface Placement {
  readonly showId: number;
  readonly showKey: string;
  readonly showTitle: string | null;
  readonly episodeId: number | null;
  readonly episodeKey: string | null;
  readonly episodeTitle: string | null;
}

const newestEpisodes = 30;

/** All shows of a tenant, and the newest episodes of each: where a spot can be booked. */
export function placements(db: Queries, tenantId: string): Promise<Placement[]> {
  return db.query<Placement>(
    `SELECT s.id AS "showId", s.key AS "showKey", s.title AS "showTitle", e.id AS "episodeId", e.key AS "episodeKey",
       e.title AS "episodeTitle"
     FROM shows s
     LEFT JOIN LATERAL (
       SELECT * FROM episodes e WHERE e.show_id = s.id ORDER BY e.published_at DESC NULLS LAST, e.id DESC LIMIT ${newestEpisodes}
     ) e ON true
     WHERE s.tenant_id = $1 AND s.key <> ''
     ORDER BY coalesce(s.title, s.key), s.id, e.published_at DESC NULLS LAST, e.id DESC LIMIT 5000`,
    [tenantId],
  );
}

/** What the given episodes are called. */
export function episodeNames(db: Queries, tenantId: string, ids: readonly number[]): Promise<Placement[]> {
  return db.query<Placement>(
    `SELECT s.id AS "showId", s.key AS "showKey", s.title AS "showTitle", e.id AS "episodeId", e.key AS "episodeKey",
       e.title AS "episodeTitle"
     FROM episodes e JOIN shows s ON s.id = e.show_id WHERE s.tenant_id = $1 AND e.id = ANY ($2::int[])`,
    [tenantId, ids],
  );
}
