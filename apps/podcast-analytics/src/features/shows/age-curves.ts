import { plainArray } from '../../platform/db/array-literal.ts';
import type { Queries } from '../../platform/db/database.ts';
import { episodeLabel } from '../reports/labels.ts';
import { createConditions } from '../reports/report-filter.ts';
import { isCovered, isReached, longestAge } from './ages.ts';
import type { Visible } from './show-list.ts';

/** How the downloads of an episode have grown since it was published. */
export interface AgeCurve {
  readonly id: number;
  readonly key: string;
  readonly label: string;
  /** All downloads until the end of its first, second, … day; as many as there are days that are over. */
  readonly cumulative: readonly number[];
}

export const mostCurves = 6;

/** Of these episodes, or of the newest of the show, the newest first. Those whose first days no log tells of have none. */
export async function ageCurves(
  db: Queries,
  { visible }: Visible,
  {
    show,
    episodes,
    now,
  }: { readonly show: number; readonly episodes?: readonly number[] | undefined; readonly now: number },
): Promise<AgeCurve[]> {
  const conditions = createConditions();
  if (visible) conditions.whereSql(visible);
  conditions.where(show, (parameter) => `s.id = ${parameter}`);
  conditions.where(new Date(now).toISOString(), (parameter) => `e.published_at <= ${parameter}`);
  if (episodes) conditions.where(plainArray(episodes), (parameter) => `e.id = ANY (${parameter}::int[])`);
  const rows = await db.query<Row>(
    `WITH chosen AS (
       SELECT e.id, e.key, e.title, e.published_at, date_trunc('hour', e.published_at, 'UTC') AS start
       FROM episodes e JOIN shows s ON s.id = e.show_id
       WHERE ${conditions.sql} AND ${isCovered} ORDER BY e.published_at DESC, e.id DESC LIMIT ${mostCurves}
     )
     SELECT c.id, c.key, c.title, c.published_at AS "publishedAt",
       floor(extract(epoch FROM h.hour - c.start) / 86400)::int AS day, sum(h.n)::int8 AS downloads
     FROM chosen c
     LEFT JOIN download_hours h
       ON h.episode_id = c.id AND h.hour >= c.start AND h.hour < c.start + interval '${longestAge * 24} hours'
     GROUP BY 1, 2, 3, 4, 5
     ORDER BY c.published_at DESC, c.id DESC, day`,
    conditions.params,
  );
  return curvesOf(rows, now);
}

interface Row {
  readonly id: number;
  readonly key: string;
  readonly title: string | null;
  readonly publishedAt: Date;
  /** Null where the episode has no downloads. */
  readonly day: number | null;
  readonly downloads: number | null;
}

function curvesOf(rows: readonly Row[], now: number): AgeCurve[] {
  const byEpisode = new Map<number, Row[]>();
  for (const row of rows) byEpisode.set(row.id, [...(byEpisode.get(row.id) ?? []), row]);
  return [...byEpisode.values()].flatMap((days) => {
    const [first] = days;
    if (!first) return [];
    const { id, key, title, publishedAt } = first;
    const byDay = new Map(days.map(({ day, downloads }) => [day, downloads ?? 0]));
    const cumulative: number[] = [];
    for (let day = 0; day < longestAge && isReached(publishedAt.getTime(), day + 1, now); day++)
      cumulative.push((cumulative.at(-1) ?? 0) + (byDay.get(day) ?? 0));
    return [{ id, key, label: episodeLabel(key, title), cumulative }];
  });
}
