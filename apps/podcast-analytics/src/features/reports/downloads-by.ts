import type { Queries } from '../../platform/db/database.ts';
import { countryLabel, episodeLabel, showLabel } from './labels.ts';
import { createConditions, type ReportFilter, whereEpisode, whereTime } from './report-filter.ts';

export const dimensions = ['day', 'episode', 'show', 'app', 'country', 'device'] as const;
export type Dimension = (typeof dimensions)[number];

export interface DownloadCount {
  /** What a filter takes: a day, the key of an episode or show, a name, a country's code; '' where the log does not tell. */
  readonly key: string;
  readonly label: string;
  /** The show of an episode. */
  readonly within?: string;
  readonly downloads: number;
}

/** Counted downloads by one dimension, from the roll-up alone. Days in their order, all else the largest first. */
export async function downloadsBy(
  db: Queries,
  dimension: Dimension,
  filter: ReportFilter,
  limit?: number,
): Promise<DownloadCount[]> {
  const { key, title, order, label } = columns[dimension];
  const conditions = createConditions();
  whereEpisode(conditions, filter);
  whereTime(conditions, 'h.hour', filter);
  // Summed up before the names of apps are joined: there are far fewer audiences than rows.
  const rows = await db.query<Row>(
    `SELECT ${key} AS key, ${title} AS title, min(s.key) AS show, min(s.title) AS "showTitle", sum(h.n)::int8 AS downloads
     FROM (
       SELECT h.episode_id, ${dimension === 'day' ? 'h.hour' : 'NULL'} AS hour, h.audience_id, sum(h.n) AS n
       FROM download_hours h
       JOIN episodes e ON e.id = h.episode_id
       JOIN shows s ON s.id = e.show_id
       WHERE ${conditions.sql}
       GROUP BY 1, 2, 3
     ) h
     JOIN episodes e ON e.id = h.episode_id
     JOIN shows s ON s.id = e.show_id
     JOIN audiences a ON a.id = h.audience_id
     GROUP BY 1
     ORDER BY ${order}
     ${limit === undefined ? '' : `LIMIT ${conditions.parameter(limit)}`}`,
    conditions.params,
  );
  return rows.map((row) => ({
    key: row.key,
    label: label(row.key, row.title),
    ...(dimension === 'episode' && { within: showLabel(row.show, row.showTitle) }),
    downloads: row.downloads,
  }));
}

interface Row {
  readonly key: string;
  readonly title: string | null;
  readonly show: string;
  readonly showTitle: string | null;
  readonly downloads: number;
}

interface Columns {
  readonly key: string;
  readonly title: string;
  readonly order: string;
  readonly label: (key: string, title: string | null) => string;
}

const largestFirst = 'downloads DESC, key';
const noTitle = 'NULL';

const columns: Readonly<Record<Dimension, Columns>> = {
  day: { key: `to_char(h.hour AT TIME ZONE 'UTC', 'YYYY-MM-DD')`, title: noTitle, order: 'key', label: (day) => day },
  episode: { key: 'e.key', title: 'min(e.title)', order: largestFirst, label: episodeLabel },
  show: { key: 's.key', title: 'min(s.title)', order: largestFirst, label: showLabel },
  app: { key: 'a.app', title: noTitle, order: largestFirst, label: (app) => app },
  country: { key: 'a.country', title: noTitle, order: largestFirst, label: countryLabel },
  device: { key: 'a.device', title: noTitle, order: largestFirst, label: (device) => device || 'Unknown' },
};
