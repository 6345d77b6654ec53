import type { Outcome } from '../../counting/exclusion.ts';
import type { Queries } from '../../platform/db/database.ts';
import { createConditions, type ReportFilter, whereDay, whereEpisode } from './report-filter.ts';

export interface OutcomeCount {
  readonly outcome: Outcome;
  readonly hits: number;
}

/** What became of the hits, the most frequent outcome first. Every stored hit is in exactly one row. */
export async function outcomeCounts(db: Queries, filter: ReportFilter): Promise<OutcomeCount[]> {
  const conditions = createConditions();
  whereEpisode(conditions, filter);
  whereDay(conditions, 'o.day', filter);
  return db.query<OutcomeCount>(
    `SELECT o.outcome, sum(o.n)::int8 AS hits
     FROM outcome_days o
     JOIN episodes e ON e.id = o.episode_id
     JOIN shows s ON s.id = e.show_id
     WHERE ${conditions.sql}
     GROUP BY 1
     ORDER BY hits DESC, outcome`,
    conditions.params,
  );
}
