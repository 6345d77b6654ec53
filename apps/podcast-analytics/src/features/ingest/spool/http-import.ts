import type { Database } from '../../../platform/db/database.ts';
import type { NoteProgress } from '../store-batch.ts';

const dayMs = 86_400_000;

/** The import that hits over HTTP belong to: one for a tenant and a day, by when they are stored. */
export async function httpImport(database: Database, tenantId: string, now: number): Promise<number> {
  const day = new Date(Math.floor(now / dayMs) * dayMs).toISOString().slice(0, 10);
  const params = [tenantId, `HTTP ${day}`];
  const find = () =>
    database.query<{ id: number }>(
      `SELECT id FROM imports WHERE tenant_id = $1 AND name = $2 AND format = 'http' ORDER BY id LIMIT 1`,
      params,
    );
  const [found] = await find();
  if (found) return found.id;
  // Two processes may both begin one: each hit is in one of them all the same.
  const [row] = await database.query<{ id: number }>(
    `INSERT INTO imports (tenant_id, name, format, state, finished_at) VALUES ($1, $2, 'http', 'finished', now()) RETURNING id`,
    params,
  );
  if (!row) throw new Error('INSERT … RETURNING gives a row');
  return row.id;
}

/** Counts what is new, so that a batch that is stored again changes nothing. */
export function noteHttpHits(importId: number): NoteProgress {
  return async function noteNewHits(tx, newHits) {
    await tx.query(
      `UPDATE imports SET lines = lines + $2, hits = hits + $2, new_hits = new_hits + $2, finished_at = now() WHERE id = $1`,
      [importId, newHits],
    );
    return newHits;
  };
}

/** Hits that cannot be stored any more, for what a reject tells. */
export async function noteHttpRejects(database: Database, importId: number, count: number): Promise<void> {
  if (count === 0) return;
  await database.query('UPDATE imports SET lines = lines + $2, rejects = rejects + $2 WHERE id = $1', [
    importId,
    count,
  ]);
}
