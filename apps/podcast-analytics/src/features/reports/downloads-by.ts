import type { Queries } from '../../platform/db/database.ts';
import { countryLabel, episodeLabel, showLabel } from './labels.ts';
import { createConditions, type ReportFilter, whereDay, whereEpisode } from './report-filter.ts';

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

/** Counted downloads by one dimension, from the roll-ups alone. Days in their order, all else the largest first. */
export async function downloadsBy(
  db: Queries,
  dimension: Dimension,
  filter: ReportFilter,
  limit?: number,
): Promise<DownloadCount[]> {
  const { key, title, order, label, rollUp } = columns[dimension];
  const conditions = createConditions();
  whereEpisode(conditions, filter);
  whereDay(conditions, 'd.day', filter);
  const show =
    dimension === 'episode' ? 'min(s.key) AS show, min(s.title) AS "showTitle"' : `'' AS show, NULL AS "showTitle"`;
  const rows = await db.query<Row>(
    `SELECT ${key} AS key, ${title} AS title, ${show}, sum(d.n)::int8 AS downloads
     FROM (${rollUp}) d
     JOIN episodes e ON e.id = d.episode_id
     JOIN shows s ON s.id = e.show_id
     WHERE ${conditions.sql}
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
  /** Which rows of which roll-up: they have an episode, a day and a number. */
  readonly rollUp: string;
}

const counted = `SELECT * FROM outcome_days WHERE outcome = 'counted'`;
const largestFirst = 'downloads DESC, key';

const columns: Readonly<Record<Dimension, Columns>> = {
  day: { key: 'd.day', title: 'NULL', order: 'key', label: (day) => day, rollUp: counted },
  episode: { key: 'e.key', title: 'min(e.title)', order: largestFirst, label: episodeLabel, rollUp: counted },
  show: { key: 's.key', title: 'min(s.title)', order: largestFirst, label: showLabel, rollUp: counted },
  app: ofAudience('app', (app) => app),
  country: ofAudience('country', countryLabel),
  device: ofAudience('device', (device) => device || 'Unknown'),
};

function ofAudience(dimension: Dimension, label: Columns['label']): Columns {
  const rollUp = `SELECT * FROM download_days WHERE dimension = '${dimension}'`;
  return { key: 'd.name', title: 'NULL', order: largestFirst, label, rollUp };
}
