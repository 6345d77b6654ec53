import type { Queries } from '../../../platform/db/database.ts';

export type ImportState = 'uploading' | 'waiting' | 'running' | 'finished' | 'failed';

/** A row of the list of imports. */
export interface ListedImport {
  readonly id: number;
  readonly name: string;
  readonly state: ImportState;
  readonly error: string | null;
  readonly startedAt: Date;
  readonly lines: number;
  readonly hits: number;
  readonly newHits: number;
  readonly rejects: number;
  readonly sizeBytes: number | null;
  readonly bytesRead: number;
}

export interface UploadRepository {
  /** The latest imports of a tenant, uploaded or not. */
  latest(tenantId: string, limit: number): Promise<readonly ListedImport[]>;
  exists(tenantId: string, id: number): Promise<boolean>;
  /** Begins an upload. */
  create(tenantId: string, name: string): Promise<number>;
  saved(id: number, sizeBytes: number): Promise<void>;
  failed(ids: readonly number[], reason: string): Promise<void>;
  /** What an import of an upload asks for; undefined where it is not in the list. */
  find(id: number): Promise<{ readonly name: string; readonly tenantId: string } | undefined>;
}

export function createUploadRepository(db: Queries): UploadRepository {
  return {
    latest: (tenantId, limit) =>
      db.query<ListedImport>(
        `SELECT id, name, state, error, started_at AS "startedAt", lines, hits, new_hits AS "newHits", rejects,
           size_bytes AS "sizeBytes", bytes_read AS "bytesRead"
         FROM imports WHERE tenant_id = $1 ORDER BY id DESC LIMIT $2`,
        [tenantId, limit],
      ),
    async exists(tenantId, id) {
      const rows = await db.query('SELECT 1 FROM imports WHERE tenant_id = $1 AND id = $2', [tenantId, id]);
      return rows.length > 0;
    },
    async create(tenantId, name) {
      const [row] = await db.query<{ id: number }>(
        `INSERT INTO imports (tenant_id, name, state) VALUES ($1, $2, 'uploading') RETURNING id`,
        [tenantId, name],
      );
      if (!row) throw new Error('INSERT … RETURNING gives a row');
      return row.id;
    },
    async saved(id, sizeBytes) {
      await db.query(`UPDATE imports SET state = 'waiting', size_bytes = $2 WHERE id = $1`, [id, sizeBytes]);
    },
    async failed(ids, reason) {
      if (ids.length === 0) return;
      await db.query(
        `UPDATE imports SET state = 'failed', finished_at = now(), error = $2 WHERE id = ANY ($1::int[])`,
        [`{${ids.join(',')}}`, reason],
      );
    },
    async find(id) {
      const [row] = await db.query<{ name: string; tenantId: string }>(
        'SELECT name, tenant_id AS "tenantId" FROM imports WHERE id = $1',
        [id],
      );
      return row;
    },
  };
}
