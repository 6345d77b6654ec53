import type { Queries } from '../../platform/db/database.ts';
import { showLabel } from './labels.ts';
import { type Conditions, createConditions, type ReportFilter, whereEpisode } from './report-filter.ts';

/** What there is to report on: fills the filters, and tells an empty database from a narrow filter. */
export interface ReportScope {
  readonly shows: readonly { readonly key: string; readonly label: string }[];
  /** First and last UTC day with a hit; absent without hits. */
  readonly days?: { readonly first: string; readonly last: string };
}

export async function reportScope(db: Queries, filter: Pick<ReportFilter, 'visible'>): Promise<ReportScope> {
  const { sql, params } = conditionsOf(filter);
  const shows = await db.query<{ key: string; title: string | null }>(
    `SELECT key, title FROM shows s WHERE key <> '' AND ${sql}`,
    params,
  );
  const [days] = await db.query<{ first: string | null; last: string | null }>(
    `SELECT min(o.day) AS first, max(o.day) AS last
     FROM outcome_days o JOIN episodes e ON e.id = o.episode_id JOIN shows s ON s.id = e.show_id WHERE ${sql}`,
    params,
  );
  const labelled = shows.map(({ key, title }) => ({ key, label: showLabel(key, title) }));
  return {
    shows: labelled.sort((a, b) => a.label.localeCompare(b.label, 'en')),
    ...(days?.first && days.last && { days: { first: days.first, last: days.last } }),
  };
}

function conditionsOf(filter: Pick<ReportFilter, 'visible'>): Pick<Conditions, 'sql' | 'params'> {
  const conditions = createConditions();
  whereEpisode(conditions, filter);
  return conditions;
}
