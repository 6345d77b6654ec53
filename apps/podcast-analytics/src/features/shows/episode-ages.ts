import type { Queries } from '../../platform/db/database.ts';
import { episodeLabel } from '../reports/labels.ts';
import { createConditions } from '../reports/report-filter.ts';
import { type Age, ages, isCovered, isReached, longestAge } from './ages.ts';
import type { Visible } from './show-list.ts';

export interface AgedEpisode {
  readonly id: number;
  readonly key: string;
  readonly label: string;
  /** Epoch milliseconds; absent where no feed tells it. */
  readonly publishedAt: number | undefined;
  readonly durationSeconds: number | undefined;
  /** Of all time. */
  readonly downloads: number;
  /** Whether the hits reach back to its publication: else nobody knows what it had at which age. */
  readonly isCovered: boolean;
  /** Downloads within its first days, by their number; absent where the episode is not that old yet, or not covered. */
  readonly byAge: ReadonlyMap<Age, number>;
}

export interface EpisodePage {
  readonly episodes: readonly AgedEpisode[];
  /** Whether there are more after them. */
  readonly hasMore: boolean;
}

export const episodesOnPage = 50;

const start = `date_trunc('hour', e.published_at, 'UTC')`; // as ageStart()
// In hours: a day of an interval would be as long as a day of the connection's time zone.
const within = (days: number) => `h.hour < ${start} + interval '${days * 24} hours'`;

/** The episodes of a show with their downloads aligned by age, the newest first. */
export async function episodeAges(
  db: Queries,
  { visible }: Visible,
  { show, page, now }: { readonly show: number; readonly page: number; readonly now: number },
): Promise<EpisodePage> {
  const conditions = createConditions();
  if (visible) conditions.whereSql(visible);
  conditions.where(show, (parameter) => `s.id = ${parameter}`);
  const rows = await db.query<Row>(
    `SELECT e.id, e.key, e.title, e.published_at AS "publishedAt", e.duration_seconds AS "durationSeconds",
       coalesce(total.n, 0)::int8 AS downloads, coalesce(${isCovered}, false) AS "isCovered", ${ages.map((age) => `aged.d${age}`).join(', ')}
     FROM episodes e
     JOIN shows s ON s.id = e.show_id
     LEFT JOIN LATERAL (
       SELECT sum(o.n) AS n FROM outcome_days o WHERE o.episode_id = e.id AND o.outcome = 'counted'
     ) total ON true
     LEFT JOIN LATERAL (
       SELECT ${ages.map((age) => `coalesce(sum(h.n) FILTER (WHERE ${within(age)}), 0)::int8 AS d${age}`).join(', ')}
       FROM download_hours h WHERE h.episode_id = e.id AND h.hour >= ${start} AND ${within(longestAge)}
     ) aged ON true
     WHERE ${conditions.sql}
     ORDER BY e.published_at DESC NULLS LAST, e.id DESC
     LIMIT ${episodesOnPage + 1} OFFSET ${conditions.parameter(page * episodesOnPage)}`,
    conditions.params,
  );
  const episodes = rows.slice(0, episodesOnPage).map((row) => agedEpisode(row, now));
  return { episodes, hasMore: rows.length > episodesOnPage };
}

type Row = { readonly [Column in `d${Age}`]: number } & {
  readonly id: number;
  readonly key: string;
  readonly title: string | null;
  readonly publishedAt: Date | null;
  readonly durationSeconds: number | null;
  readonly downloads: number;
  readonly isCovered: boolean;
};

function agedEpisode(row: Row, now: number): AgedEpisode {
  const publishedAt = row.publishedAt?.getTime();
  const reached =
    publishedAt === undefined || !row.isCovered ? [] : ages.filter((age) => isReached(publishedAt, age, now));
  return {
    id: row.id,
    key: row.key,
    label: episodeLabel(row.key, row.title),
    publishedAt,
    durationSeconds: row.durationSeconds ?? undefined,
    downloads: row.downloads,
    isCovered: row.isCovered,
    byAge: new Map(reached.map((age) => [age, row[`d${age}`]])),
  };
}
