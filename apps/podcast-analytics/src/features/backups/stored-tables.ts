/** What the database holds, read from its own catalogue: a table that a later migration adds is in the next backup. */
import type { Queries } from '../../platform/db/database.ts';
import { createRowDigest, type RowDigest } from './row-digest.ts';

export interface StoredTable {
  readonly name: string;
  /** Those that are stored, in their order; computed ones are computed again. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export function storedTables(tx: Queries): Promise<StoredTable[]> {
  return tx.query<StoredTable>(
    `SELECT c.relname AS name,
       json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum) AS columns
     FROM pg_class c
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     GROUP BY c.relname ORDER BY c.relname`,
  );
}

/** Values as text mean the same in every session with these, on every server. */
export async function settleTextForms(tx: Queries): Promise<void> {
  await tx.query(`SET LOCAL timezone = 'UTC'`);
  await tx.query(`SET LOCAL datestyle = 'ISO, YMD'`);
  await tx.query(`SET LOCAL intervalstyle = 'postgres'`);
  await tx.query(`SET LOCAL bytea_output = 'hex'`);
  await tx.query('SET LOCAL extra_float_digits = 3');
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const pageBytes = 1024 * 1024;
const mostRows = 5_000;

/** All rows as lines of JSON, a page at a time, whose size follows that of the rows. */
export async function* rowsOf(tx: Queries, { name, columns }: StoredTable): AsyncGenerator<readonly string[]> {
  const texts = columns.map((column) => `${quoted(column.name)}::text`);
  await tx.query(
    `DECLARE backup NO SCROLL CURSOR FOR SELECT json_build_array(${texts.join(', ')})::text AS line FROM public.${quoted(name)}`,
  );
  let rows = 10;
  for (;;) {
    const page = await tx.query<{ line: string }>(`FETCH ${rows} FROM backup`);
    if (page.length === 0) break;
    const lines = page.map(({ line }) => line);
    yield lines;
    const bytesOfRow = lines.reduce((sum, line) => sum + line.length, 0) / lines.length;
    rows = Math.max(1, Math.min(mostRows, Math.floor(pageBytes / bytesOfRow)));
  }
  await tx.query('CLOSE backup');
}

export async function digestOf(tx: Queries, table: StoredTable): Promise<RowDigest> {
  const digest = createRowDigest();
  for await (const lines of rowsOf(tx, table)) for (const line of lines) digest.add(line);
  return digest;
}
