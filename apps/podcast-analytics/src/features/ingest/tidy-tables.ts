import type { Database } from '../../platform/db/database.ts';

/**
 * Frees what changed rows have left behind, and tells the planner what there is. A server does this by itself; PGlite has no
 * background processes. Rows of hits never change: they leave no space to win.
 */
export async function tidyTables(database: Database): Promise<void> {
  if (database.engine === 'postgresql') return;
  await database.query('VACUUM downloads, download_days, outcome_days, imports');
  await database.query('ANALYZE');
}
