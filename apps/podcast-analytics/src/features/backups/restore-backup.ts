import type { Database, Queries } from '../../platform/db/database.ts';
import { knownMigrations } from '../../platform/db/migrations.ts';
import { BackupError } from './backup-error.ts';
import type { BackupKey } from './backup-key.ts';
import type { BackupTotals } from './backup-record.ts';
import { listAuditFiles, listDataFiles } from './data-files.ts';
import { readBackup } from './read-backup.ts';
import { createFileRestore, type FileRestore } from './restore-files.ts';
import { createTableRestore } from './restore-tables.ts';
import { quoted, storedTables } from './stored-tables.ts';

export interface RestoreOptions {
  readonly path: string;
  readonly keys: readonly BackupKey[];
  /** Opened without migrations. */
  readonly database: Database;
  readonly dataDir: string;
  /** Whether what is there is replaced. */
  readonly force: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Restored extends BackupTotals {
  readonly createdAt: string;
  /** Where files that were replaced are kept. */
  readonly replaced: string | undefined;
}

/**
 * Brings back the state of a backup: the database in one transaction, compared with the backup row by row before it is
 * committed, and then the files. When it rejects before the commit, nothing has changed.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { database, dataDir, force } = options;
  const files = createFileRestore(dataDir);
  let hasBegun = false;
  try {
    if (!force) await refuseFiles(dataDir);
    const restored = await database.transaction(async (tx) => {
      if (hasBegun) throw new BackupError('The connection to the database was lost. Nothing was restored: try again.');
      hasBegun = true;
      await tx.query('SET LOCAL statement_timeout = 0'); // an index of a large table takes its time
      await (force ? clearTables(tx) : refuseRows(tx));
      return readParts(options, files, createTableRestore(tx, knownMigrations()));
    });
    return { ...restored, replaced: await files.settle() };
  } finally {
    await files.discard();
  }
}

async function readParts(
  { path, keys, signal }: Pick<RestoreOptions, 'path' | 'keys' | 'signal'>,
  files: FileRestore,
  takeTable: ReturnType<typeof createTableRestore>,
): Promise<Omit<Restored, 'replaced'>> {
  let createdAt = '';
  let totals: BackupTotals | undefined;
  for await (const part of readBackup(path, keys)) {
    signal?.throwIfAborted();
    switch (part.type) {
      case 'backup':
        createdAt = part.createdAt;
        break;
      case 'file':
      case 'bytes':
      case 'file-end':
        await files.take(part);
        break;
      case 'end':
        totals = part;
        break;
      default:
        await takeTable(part);
    }
  }
  if (!totals) throw new BackupError('The backup has no end.');
  return { createdAt, tables: totals.tables, rows: totals.rows, files: totals.files };
}

/** The files alone: of another server, which has the same database. */
export async function restoreFiles(options: Omit<RestoreOptions, 'database'>): Promise<Restored> {
  const { path, keys, dataDir, force, signal } = options;
  const files = createFileRestore(dataDir);
  try {
    if (!force) await refuseFiles(dataDir);
    const restored = await readParts({ path, keys, signal }, files, async () => {});
    return { ...restored, replaced: await files.settle() };
  } finally {
    await files.discard();
  }
}

/** A schema without rows is as good as none: it is made again as it was at the time of the backup. */
async function refuseRows(tx: Queries): Promise<void> {
  const filled: string[] = [];
  for (const { name } of await storedTables(tx)) {
    if ((await tx.query(`SELECT 1 FROM public.${quoted(name)} LIMIT 1`)).length > 0) filled.push(name);
  }
  if (filled.length > 0) {
    throw new BackupError(
      `The database is not empty: there are rows in ${filled.join(', ')}. Restore into an empty one, or replace it all with --force.`,
    );
  }
  await clearTables(tx);
}

/** The tables only: rights on the schema, and what others have installed in it, stay. */
export async function clearTables(tx: Queries): Promise<void> {
  for (const { name } of await storedTables(tx)) await tx.query(`DROP TABLE IF EXISTS public.${quoted(name)} CASCADE`);
  await tx.query('DROP SCHEMA IF EXISTS drizzle CASCADE');
}

async function refuseFiles(dataDir: string): Promise<void> {
  const [first] = [...(await listDataFiles(dataDir)), ...(await listAuditFiles(dataDir))];
  if (first) {
    throw new BackupError(
      `The data directory ${dataDir} is not empty: it holds ${first.path}. Restore into an empty one, or replace it all with --force.`,
    );
  }
}
