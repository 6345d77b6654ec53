import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verify } from '@scry/audit';
import type { Database } from '../../platform/db/database.ts';
import { openDatabase } from '../../platform/db/open-database.ts';
import { auditDirectory, auditLogs } from '../../scry/audit.ts';
import { createReports } from '../reports/reports.ts';
import { BackupError } from './backup-error.ts';
import { proveBackup } from './backup-file.ts';
import type { BackupKey } from './backup-key.ts';
import { clearTables, type Restored, restoreBackup } from './restore-backup.ts';

export interface VerifyOptions {
  readonly path: string;
  readonly keys: readonly BackupKey[];
  /** Opens an empty database, which is empty again afterwards. @default an embedded one in the folder that is given */
  readonly openScratch?: ((folder: string) => Promise<Database>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Verified extends Omit<Restored, 'replaced'> {
  /** What the report by day adds up to. */
  readonly downloads: number;
  readonly auditEvents: number;
}

/**
 * Proves the bytes of a backup, restores it where it harms nobody, so that each row is compared, and then asks the restored
 * state what an operator would ask it: a report, and whether the audit trail is unbroken.
 *
 * @throws {BackupError} where it is not good.
 */
export async function verifyBackup({
  path,
  keys,
  openScratch = openEmbedded,
  signal,
}: VerifyOptions): Promise<Verified> {
  await proveBackup(path, keys, signal);
  const folder = await mkdtemp(join(tmpdir(), 'podcast-analytics-verify-'));
  try {
    const database = await openScratch(folder);
    try {
      const restored = await restoreBackup({ path, keys, database, dataDir: folder, force: false, signal });
      try {
        const days = await createReports(database).downloads('day', {});
        const downloads = days.reduce((sum, day) => sum + day.downloads, 0);
        return { ...restored, downloads, auditEvents: await verifyTrail(folder) };
      } finally {
        await database.transaction(clearTables);
      }
    } finally {
      await database.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function openEmbedded(dataDir: string): Promise<Database> {
  return openDatabase({ dataDir, migrated: false });
}

async function verifyTrail(dataDir: string): Promise<number> {
  let events = 0;
  for (const name of auditLogs) {
    const directory = auditDirectory(dataDir, name);
    if ((await readdir(directory).catch(() => [])).length === 0) continue;
    const report = await verify(directory);
    if (!report.ok) throw new BackupError(`The audit trail "${name}" is broken: ${report.divergence?.message}`);
    events += report.events;
  }
  return events;
}
