import { basename, join } from 'node:path';
import { BackupError } from './backup-error.ts';
import { type BackupFile, createBackupFile } from './backup-file.ts';
import { backupName, listBackups, pruneBackups, type StoredBackup } from './backup-folder.ts';
import type { BackupJournal } from './backup-journal.ts';
import type { BackupKey } from './backup-key.ts';
import type { BackupTotals } from './backup-record.ts';
import type { BackupSettings } from './backup-settings.ts';
import { type Verified, type VerifyOptions, verifyBackup } from './verify-backup.ts';
import { type BackupSource, writeBackup } from './write-backup.ts';

export interface CreatedBackup extends StoredBackup, BackupTotals {
  readonly durationMs: number;
  /** The names of those that had been kept for long enough. */
  readonly pruned: readonly string[];
}

export interface VerifiedBackup extends Verified {
  readonly name: string;
  readonly durationMs: number;
}

export interface VerifyChoice {
  /** Of a backup file. @default the newest in the folder */
  readonly path?: string | undefined;
  readonly openScratch?: VerifyOptions['openScratch'];
  readonly signal?: AbortSignal;
}

export interface Backups extends BackupVerifier {
  readonly settings: BackupSettings;
  /** @throws {BackupError} without a key, or while another is made. */
  create(): Promise<CreatedBackup>;
  list(): Promise<readonly StoredBackup[]>;
  isBusy(): boolean;
  /** Ends what is being made or verified. */
  close(): Promise<void>;
}

export interface BackupVerifier {
  /** Rejects where it is not good. */
  verify(choice?: VerifyChoice): Promise<VerifiedBackup>;
}

export interface VerifierParts {
  readonly settings: BackupSettings;
  readonly journal: BackupJournal;
  readonly now: () => number;
}

/** Makes and verifies backups, one at a time. */
export function createBackups({ settings, journal, ...source }: VerifierParts & Omit<BackupSource, 'signal'>): Backups {
  const { folder, keys, keep } = settings;
  const { now } = source;
  const verifier = createBackupVerifier({ settings, journal, now });
  const stop = new AbortController();
  const { signal } = stop;
  let running: Promise<unknown> | undefined;

  async function alone<T>(work: () => Promise<T>): Promise<T> {
    if (running) throw new BackupError('Another backup is being made or verified at the moment.');
    const result = work();
    running = result.catch(() => {});
    try {
      return await result;
    } finally {
      running = undefined;
    }
  }

  async function written(file: BackupFile): Promise<{ readonly totals: BackupTotals; readonly bytes: number }> {
    const totals = await writeBackup(file, { ...source, signal });
    return { totals, bytes: await file.finish() };
  }

  async function create(): Promise<CreatedBackup> {
    const startedAt = now();
    const key = newestKey(keys);
    await listBackups(folder); // makes the folder
    const name = backupName(startedAt);
    const path = join(folder, name);
    const file = createBackupFile(path, key);
    const { totals, bytes } = await written(file).catch(async (error) => {
      await file.discard();
      throw error;
    });
    const durationMs = now() - startedAt;
    await journal.created({ file: name, bytes, rows: totals.rows, durationMs });
    const pruned = await pruneBackups(folder, keep, startedAt);
    return { name, path, at: new Date(startedAt), bytes, ...totals, durationMs, pruned };
  }

  return {
    settings,
    create: () =>
      alone(() =>
        create().catch(async (error) => {
          await journal.failed('create', error);
          throw error;
        }),
      ),
    verify: (choice) => alone(() => verifier.verify({ ...choice, signal })),
    list: () => listBackups(folder),
    isBusy: () => running !== undefined,
    async close() {
      stop.abort(new BackupError('The server is stopping.'));
      await running;
    },
  };
}

/** The half that needs no database of its own. */
export function createBackupVerifier({ settings, journal, now }: VerifierParts): BackupVerifier {
  return {
    async verify({ path, ...how } = {}) {
      const startedAt = now();
      const wanted = path ?? (await listBackups(settings.folder))[0]?.path;
      if (wanted === undefined) throw new BackupError(`There is no backup in ${settings.folder}.`);
      const name = basename(wanted);
      try {
        const verified = await verifyBackup({ path: wanted, keys: settings.keys, ...how });
        const durationMs = now() - startedAt;
        await journal.verified({ file: name, durationMs, ...verified });
        return { ...verified, name, durationMs };
      } catch (error) {
        await journal.failed('verify', error, name);
        throw error;
      }
    },
  };
}

function newestKey([key]: readonly BackupKey[]): BackupKey {
  if (key) return key;
  throw new BackupError(
    'BACKUP_KEY: expected 32 random bytes in Base64, such as `openssl rand -base64 32` prints, got none. Keep it where the backups are not: without it they cannot be read.',
  );
}
