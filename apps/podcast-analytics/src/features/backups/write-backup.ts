import { createHash } from 'node:crypto';
import type { Database, Queries } from '../../platform/db/database.ts';
import { appliedMigrations } from '../../platform/db/migrations.ts';
import { BackupError } from './backup-error.ts';
import type { BackupFile } from './backup-file.ts';
import type { BackupRecord, BackupTotals } from './backup-record.ts';
import { type DataFile, listAuditFiles, listDataFiles, readDataFile } from './data-files.ts';
import { createRowDigest } from './row-digest.ts';
import { rowsOf, type StoredTable, settleTextForms, storedTables } from './stored-tables.ts';

export interface BackupSource {
  readonly database: Database;
  readonly dataDir: string;
  readonly now: () => number;
  /** Ends it between two pages of rows. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes all of it. Files go first: hits that wait in a file are in the database a moment later, and to store one twice does
 * nothing. The audit trail goes last, so that it knows of whatever the database holds.
 */
export async function writeBackup(
  file: BackupFile,
  { database, dataDir, now, signal }: BackupSource,
): Promise<BackupTotals> {
  const createdAt = new Date(now()).toISOString();
  await write(file, { type: 'backup', version: 1, program: 'podcast-analytics', createdAt });
  const others = await writeFiles(file, dataDir, await listDataFiles(dataDir));
  const stored = await writeDatabase(file, database, signal);
  const audit = await writeFiles(file, dataDir, await listAuditFiles(dataDir));
  const totals = { ...stored, files: others + audit };
  await write(file, { type: 'end', ...totals });
  return totals;
}

function write(file: BackupFile, record: BackupRecord): Promise<void> {
  return file.write(`${JSON.stringify(record)}\n`);
}

/** One snapshot of all tables: nothing that is written meanwhile is in it, in whole or in part. */
function writeDatabase(
  file: BackupFile,
  database: Database,
  signal: AbortSignal | undefined,
): Promise<Omit<BackupTotals, 'files'>> {
  let hasBegun = false;
  return database.transaction(async (tx) => {
    // Another try would write the same once more, after what is in the file already.
    if (hasBegun) throw new BackupError('The connection to the database was lost while the backup was made.');
    hasBegun = true;
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    await settleTextForms(tx);
    const migrations = await appliedMigrations(tx);
    await write(file, { type: 'schema', engine: database.engine, migrations });
    const tables = await storedTables(tx);
    let rows = 0;
    for (const table of tables) rows += await writeTable(file, tx, table, signal);
    await write(file, { type: 'sequences', values: await sequenceValues(tx) });
    return { tables: tables.length, rows };
  });
}

async function writeTable(
  file: BackupFile,
  tx: Queries,
  table: StoredTable,
  signal: AbortSignal | undefined,
): Promise<number> {
  await write(file, { type: 'table', name: table.name, columns: table.columns.map(({ name }) => name) });
  const digest = createRowDigest();
  for await (const lines of rowsOf(tx, table)) {
    signal?.throwIfAborted();
    for (const line of lines) digest.add(line);
    await file.write(`${lines.join('\n')}\n`);
  }
  await write(file, { type: 'table-end', rows: digest.rows, digest: digest.hex() });
  return digest.rows;
}

/** Those that have given numbers. */
async function sequenceValues(tx: Queries): Promise<Record<string, string>> {
  const sequences = await tx.query<{ name: string; value: string }>(
    `SELECT sequencename AS name, last_value::text AS value FROM pg_sequences
     WHERE schemaname = 'public' AND last_value IS NOT NULL ORDER BY 1`,
  );
  return Object.fromEntries(sequences.map(({ name, value }) => [name, value]));
}

async function writeFiles(file: BackupFile, dataDir: string, files: readonly DataFile[]): Promise<number> {
  for (const dataFile of files) {
    await write(file, { type: 'file', path: dataFile.path });
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const piece of readDataFile(dataDir, dataFile)) {
      hash.update(piece);
      bytes += piece.length;
      await file.write(`"${piece.toString('base64')}"\n`);
    }
    await write(file, { type: 'file-end', bytes, sha256: hash.digest('hex') });
  }
  return files.length;
}
