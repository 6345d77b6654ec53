import { randomBytes } from 'node:crypto';
import { createMonthKey, type MonthKey } from '../../counting/month-key.ts';
import { plainArray } from '../../platform/db/array-literal.ts';
import type { Database } from '../../platform/db/database.ts';

/**
 * The keys that listeners of these months (`2026-02`) are identified with: one a calendar month, the same for every process,
 * created by the first to ask. A month whose key has been destroyed is not among them.
 */
export async function listenerKeys(
  database: Database,
  months: readonly string[],
): Promise<ReadonlyMap<string, MonthKey>> {
  const given = plainArray(months);
  const rows = await readKeys(database, given);
  const missing = months.filter((month) => !rows.some((row) => row.month === month));
  if (missing.length > 0) {
    // Whoever comes second keeps the first one's key, and reads it.
    await database.query(
      'INSERT INTO listener_keys (month, key) SELECT * FROM unnest($1::text[], $2::bytea[]) ORDER BY 1 ON CONFLICT DO NOTHING',
      [plainArray(missing), missing.map(() => randomBytes(32))],
    );
    rows.push(...(await readKeys(database, plainArray(missing))));
  }
  return new Map(rows.flatMap(({ month, key }) => (key ? [[month, createMonthKey(key)]] : [])));
}

/** From then on nobody can tell who the month's listeners were, and no hit of that month is taken. */
export async function destroyListenerKey(database: Database, month: string): Promise<void> {
  await database.query(
    `INSERT INTO listener_keys (month, destroyed_at) VALUES ($1, now())
     ON CONFLICT (month) DO UPDATE SET key = NULL, destroyed_at = coalesce(listener_keys.destroyed_at, now())`,
    [month],
  );
}

function readKeys(database: Database, months: string): Promise<{ month: string; key: Uint8Array | null }[]> {
  return database.query('SELECT month, key FROM listener_keys WHERE month = ANY ($1::text[])', [months]);
}
