import type { Outcome } from '../../counting/exclusion.ts';
import type { Queries } from '../../platform/db/database.ts';
import type { ReportFilter } from './report-filter.ts';

export interface DayRow {
  /** UTC, `YYYY-MM-DD`. */
  readonly day: string;
  readonly downloads: number;
}

export interface EpisodeRow {
  readonly episodeId: number;
  readonly show: string;
  readonly episode: string;
  readonly downloads: number;
}

export interface AudienceRow {
  /** What is not known has the empty name. */
  readonly name: string;
  readonly downloads: number;
}

export interface OutcomeRow {
  readonly outcome: Outcome;
  readonly hits: number;
}

/** The days that have downloads, in order. */
export function downloadsByDay(queries: Queries, filter: ReportFilter): Promise<DayRow[]> {
  return queries.query(
    `SELECT day, sum(n)::int8 AS downloads ${outcomeDays} AND outcome = 'counted' GROUP BY 1 ORDER BY 1`,
    params(filter),
  );
}

/** The episodes that have downloads, most downloaded first. */
export function downloadsByEpisode(queries: Queries, filter: ReportFilter): Promise<EpisodeRow[]> {
  return queries.query(
    `SELECT e.id AS "episodeId", coalesce(s.title, s.key) AS show, coalesce(e.title, e.key) AS episode,
       sum(n)::int8 AS downloads ${outcomeDays} AND outcome = 'counted'
     GROUP BY e.id, s.id ORDER BY downloads DESC, e.id`,
    params(filter),
  );
}

/** Most used first. */
export function downloadsBy(
  queries: Queries,
  column: 'app' | 'country' | 'device',
  filter: ReportFilter,
): Promise<AudienceRow[]> {
  return queries.query(
    `SELECT a.${column} AS name, sum(by_audience.n)::int8 AS downloads
     FROM (SELECT audience_id, sum(n) AS n ${downloadHours} GROUP BY 1) by_audience JOIN audiences a ON a.id = audience_id
     GROUP BY 1 ORDER BY downloads DESC, name`,
    params(filter),
  );
}

/** What became of the hits: the sum of it is all of them. */
export function hitsByOutcome(queries: Queries, filter: ReportFilter): Promise<OutcomeRow[]> {
  return queries.query(
    `SELECT outcome, sum(n)::int8 AS hits ${outcomeDays} GROUP BY 1 ORDER BY hits DESC, outcome`,
    params(filter),
  );
}

const ofEpisode = 's.tenant_id = $1 AND ($2::int IS NULL OR s.id = $2) AND ($3::int IS NULL OR e.id = $3)';

const outcomeDays = `FROM outcome_days JOIN episodes e ON e.id = episode_id JOIN shows s ON s.id = e.show_id
  WHERE ${ofEpisode} AND ($4::date IS NULL OR day >= $4) AND ($5::date IS NULL OR day <= $5)`;

const downloadHours = `FROM download_hours JOIN episodes e ON e.id = episode_id JOIN shows s ON s.id = e.show_id
  WHERE ${ofEpisode}
    AND ($4::date IS NULL OR hour >= $4::date::timestamp AT TIME ZONE 'UTC')
    AND ($5::date IS NULL OR hour < ($5::date + 1)::timestamp AT TIME ZONE 'UTC')`;

function params({ tenantId = 'demo', showId, episodeId, from, to }: ReportFilter): unknown[] {
  return [tenantId, showId, episodeId, from, to];
}
