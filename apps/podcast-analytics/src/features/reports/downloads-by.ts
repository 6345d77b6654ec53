import type { Queries } from '../../platform/db/database.ts';
import { countryLabel, episodeLabel, showLabel } from './labels.ts';
import { type Conditions, createConditions, type ReportFilter, whereEpisode, whereTime } from './report-filter.ts';

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
  const show =
    dimension === 'episode' ? 'min(s.key) AS show, min(s.title) AS "showTitle"' : `'' AS show, NULL AS "showTitle"`;
  const rows = await db.query<Row>(
    `SELECT ${key} AS key, ${title} AS title, ${show}, sum(d.n)::int8 AS downloads
     FROM ${rollUp(conditions, filter)}
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
  /** What follows FROM: the roll-up as `d`, with `e`, `s` and perhaps `a`, narrowed. */
  readonly rollUp: (conditions: Conditions, filter: ReportFilter) => string;
}

const episodes = 'JOIN episodes e ON e.id = d.episode_id JOIN shows s ON s.id = e.show_id';

/** The smaller of the two roll-ups knows nothing of audiences. */
function byDay(conditions: Conditions, { from, to }: ReportFilter): string {
  conditions.where(from, (day) => `d.day >= ${day}::date`);
  conditions.where(to, (day) => `d.day <= ${day}::date`);
  return `outcome_days d ${episodes} WHERE ${conditions.sql} AND d.outcome = 'counted'`;
}

/** Summed up before the names of audiences are joined: there are far fewer audiences than rows. */
function byAudience(conditions: Conditions, filter: ReportFilter): string {
  whereTime(conditions, 'd.hour', filter);
  return `(
       SELECT d.audience_id, sum(d.n) AS n
       FROM download_hours d ${episodes}
       WHERE ${conditions.sql}
       GROUP BY 1
     ) d
     JOIN audiences a ON a.id = d.audience_id`;
}

const largestFirst = 'downloads DESC, key';
const noTitle = 'NULL';

const columns: Readonly<Record<Dimension, Columns>> = {
  day: { key: 'd.day', title: noTitle, order: 'key', label: (day) => day, rollUp: byDay },
  episode: { key: 'e.key', title: 'min(e.title)', order: largestFirst, label: episodeLabel, rollUp: byDay },
  show: { key: 's.key', title: 'min(s.title)', order: largestFirst, label: showLabel, rollUp: byDay },
  app: { key: 'a.app', title: noTitle, order: largestFirst, label: (app) => app, rollUp: byAudience },
  country: { key: 'a.country', title: noTitle, order: largestFirst, label: countryLabel, rollUp: byAudience },
  device: {
    key: 'a.device',
    title: noTitle,
    order: largestFirst,
    label: (device) => device || 'Unknown',
    rollUp: byAudience,
  },
};
