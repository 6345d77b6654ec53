import type { Queries } from '../../platform/db/database.ts';
import { showLabel } from './labels.ts';

/** What there is to report on: fills the filters, and tells an empty database from a narrow filter. */
export interface ReportScope {
  readonly shows: readonly { readonly key: string; readonly label: string }[];
  /** First and last UTC day with a hit; absent without hits. */
  readonly days?: { readonly first: string; readonly last: string };
}

export async function reportScope(db: Queries): Promise<ReportScope> {
  const shows = await db.query<{ key: string; title: string | null }>(`SELECT key, title FROM shows WHERE key <> ''`);
  const [days] = await db.query<{ first: string | null; last: string | null }>(
    'SELECT min(day) AS first, max(day) AS last FROM outcome_days',
  );
  const labelled = shows.map(({ key, title }) => ({ key, label: showLabel(key, title) }));
  return {
    shows: labelled.sort((a, b) => a.label.localeCompare(b.label, 'en')),
    ...(days?.first && days.last && { days: { first: days.first, last: days.last } }),
  };
}
