import { conflict } from '../../platform/http/request-error.ts';
import type { Logger } from '../../platform/logger.ts';
import type { BackupStatusFile } from './backup-status.ts';
import type { Backups } from './backups.ts';

export interface BackupRoutes {
  readonly backups: Backups;
  readonly statusFile: BackupStatusFile;
  readonly logger: Logger;
}

/** Begins to make a backup and to verify it, which takes longer than a request may. @throws {RequestError} where it cannot. */
export function startBackup({ backups, logger }: BackupRoutes): void {
  if (backups.settings.keys.length === 0) throw conflict('BACKUP_KEY: expected a key to encrypt with, got none.');
  if (backups.isBusy()) throw conflict('Another backup is being made or verified at the moment.');
  const made = backups.create().then(({ path }) => backups.verify({ path }));
  made.catch((error) => logger.error({ error: String(error) }, 'the backup that was asked for failed'));
}
