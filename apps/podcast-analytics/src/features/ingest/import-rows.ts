import type { Database } from '../../platform/db/database.ts';
import type { ImportCounts } from './import-counts.ts';
import type { NoteProgress } from './store-batch.ts';

/** Begins an import: a new row of the list, or one that an upload has left there. */
export async function beginImport(
  database: Database,
  { id, name, tenantId }: { readonly id: number | undefined; readonly name: string; readonly tenantId: string },
): Promise<number> {
  if (id !== undefined) {
    await database.query(`UPDATE imports SET state = 'running', error = NULL, finished_at = NULL WHERE id = $1`, [id]);
    return id;
  }
  const [row] = await database.query<{ id: number }>(
    'INSERT INTO imports (name, tenant_id) VALUES ($1, $2) RETURNING id',
    [name, tenantId],
  );
  if (!row) throw new Error('INSERT … RETURNING gives a row');
  return row.id;
}

/** How far an import will be when its batch is stored. */
export function noteImport(
  id: number,
  { lines, hits, rejects, bytesRead }: Omit<ImportCounts, 'newHits'>,
): NoteProgress {
  return async function noteProgress(tx, added) {
    // A transaction may run twice, see TransactionOptions: its hits are added to the sum when its lines are new.
    const [row] = await tx.query<{ newHits: number }>(
      `UPDATE imports SET new_hits = new_hits + CASE WHEN lines < $2 THEN $6::int8 ELSE 0 END,
         lines = $2, hits = $3, rejects = $4, bytes_read = $5
       WHERE id = $1 RETURNING new_hits AS "newHits"`,
      [id, lines, hits, rejects, bytesRead, added],
    );
    if (!row) throw new Error(`there is no import ${id}`);
    return row.newHits;
  };
}

export async function finishImport(database: Database, id: number): Promise<void> {
  await database.query(`UPDATE imports SET state = 'finished', finished_at = now() WHERE id = $1`, [id]);
}

export async function failImport(database: Database, id: number, reason: string): Promise<void> {
  await database.query(`UPDATE imports SET state = 'failed', finished_at = now(), error = $2 WHERE id = $1`, [
    id,
    reason,
  ]);
}
