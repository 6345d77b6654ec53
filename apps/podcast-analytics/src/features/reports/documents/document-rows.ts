import type { Queries } from '../../../platform/db/database.ts';
import type { DocumentDefinition, Format } from './definition.ts';

export interface DocumentRecord {
  readonly id: string;
  readonly tenantId: string;
  readonly title: string;
  readonly definition: DocumentDefinition;
  readonly state: 'queued' | 'ready' | 'failed';
  readonly error: string | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly generatedAt: Date | null;
}

export interface DocumentFile {
  readonly format: Format;
  readonly content: Uint8Array;
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
}

export type FileSummary = Omit<DocumentFile, 'content'> & { readonly bytes: number };

const columns = `d.id, d.tenant_id AS "tenantId", d.title, d.definition, d.state, d.error, d.created_by AS "createdBy",
  d.created_at AS "createdAt", d.generated_at AS "generatedAt"`;

/** A network keeps so many; the oldest go. */
const mostKept = 1000;

export async function insertDocument(
  tx: Queries,
  document: Pick<DocumentRecord, 'id' | 'tenantId' | 'title' | 'definition' | 'createdBy'>,
  { at, scheduleId }: { readonly at: Date; readonly scheduleId?: string | undefined },
): Promise<void> {
  const { id, tenantId, title, definition, createdBy } = document;
  await tx.query(
    `INSERT INTO report_documents (id, tenant_id, title, definition, state, created_by, created_at, schedule_id)
     VALUES ($1, $2, $3, $4, 'queued', $5, $6, $7)`,
    [id, tenantId, title, JSON.stringify(definition), createdBy, at, scheduleId],
  );
  await tx.query(
    `DELETE FROM report_documents WHERE tenant_id = $1 AND id IN (
       SELECT id FROM report_documents WHERE tenant_id = $1 ORDER BY created_at DESC, id OFFSET ${mostKept}
     )`,
    [tenantId],
  );
}

export async function countQueued(db: Queries, tenantId: string): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `SELECT count(*) AS n FROM report_documents WHERE tenant_id = $1 AND state = 'queued'`,
    [tenantId],
  );
  return row?.n ?? 0;
}

/** The latest first. */
export function listDocuments(db: Queries, tenantId: string, limit: number): Promise<DocumentRecord[]> {
  return db.query(
    `SELECT ${columns} FROM report_documents d WHERE tenant_id = $1 ORDER BY created_at DESC, id LIMIT $2`,
    [tenantId, limit],
  );
}

export async function findDocument(db: Queries, id: string, tenantId?: string): Promise<DocumentRecord | undefined> {
  const [document] = await db.query<DocumentRecord>(
    `SELECT ${columns} FROM report_documents d WHERE id = $1 AND tenant_id = coalesce($2, tenant_id)`,
    [id, tenantId],
  );
  return document;
}

export async function setQueued(tx: Queries, id: string): Promise<void> {
  await tx.query(`UPDATE report_documents SET state = 'queued', error = NULL WHERE id = $1`, [id]);
}

/** False where it is there: another run has made it. */
export async function setFailed(db: Queries, id: string, error: string): Promise<boolean> {
  const rows = await db.query(
    `UPDATE report_documents SET state = 'failed', error = $2 WHERE id = $1 AND state <> 'ready' RETURNING id`,
    [id, error.slice(0, 500)],
  );
  return rows.length > 0;
}

export async function storeFiles(tx: Queries, id: string, files: readonly DocumentFile[], at: Date): Promise<void> {
  for (const { format, content, sha256 } of files) {
    await tx.query(
      `INSERT INTO report_files (document_id, format, content, sha256, bytes) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (document_id, format) DO UPDATE
         SET content = excluded.content, sha256 = excluded.sha256, bytes = excluded.bytes`,
      [id, format, content, sha256, content.length],
    );
  }
  await tx.query(`UPDATE report_documents SET state = 'ready', error = NULL, generated_at = $2 WHERE id = $1`, [
    id,
    at,
  ]);
}

export function listFiles(db: Queries, id: string): Promise<FileSummary[]> {
  return db.query('SELECT format, sha256, bytes FROM report_files WHERE document_id = $1 ORDER BY format', [id]);
}

export async function readFile(db: Queries, id: string, format: Format): Promise<DocumentFile | undefined> {
  const [file] = await db.query<DocumentFile>(
    'SELECT format, content, sha256 FROM report_files WHERE document_id = $1 AND format = $2',
    [id, format],
  );
  return file;
}
