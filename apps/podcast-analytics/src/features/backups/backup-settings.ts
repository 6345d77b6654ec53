import { join, resolve } from 'node:path';
import type { Retention } from './backup-folder.ts';
import { type BackupKey, parseBackupKeys } from './backup-key.ts';

export interface BackupSettings {
  /** The newest encrypts, all of them decrypt. Without any there are no backups. */
  readonly keys: readonly BackupKey[];
  readonly folder: string;
  /** Minutes after midnight, in UTC, at which the server makes one; undefined: somebody else does. */
  readonly dailyAt: number | undefined;
  readonly keep: Retention;
}

/** Reads BACKUP_… of the environment. @throws {RangeError} that names the setting, and never its value where that is a key. */
export function readBackupSettings(env: Readonly<Record<string, string>>, dataDir: string): BackupSettings {
  const { BACKUP_DIR, BACKUP_AT = '03:00', BACKUP_KEEP_DAILY = '7', BACKUP_KEEP_WEEKLY = '4' } = env;
  return {
    keys: readKeys(env['BACKUP_KEY']),
    folder: BACKUP_DIR === undefined ? join(dataDir, 'backups') : resolve(BACKUP_DIR),
    dailyAt: minutes(BACKUP_AT),
    keep: {
      daily: periods('BACKUP_KEEP_DAILY', BACKUP_KEEP_DAILY, 1),
      weekly: periods('BACKUP_KEEP_WEEKLY', BACKUP_KEEP_WEEKLY, 0),
    },
  };
}

function readKeys(text: string | undefined): BackupKey[] {
  if (text === undefined) return [];
  try {
    return parseBackupKeys(text);
  } catch {
    throw new RangeError(
      'BACKUP_KEY: expected 32 random bytes in Base64, such as `openssl rand -base64 32` prints, got something else',
    );
  }
}

function minutes(text: string): number | undefined {
  if (text === 'off') return undefined;
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour === undefined)
    throw new RangeError(`BACKUP_AT: expected a time in UTC such as 03:00, or off, got "${text}"`);
  return Number(hour) * 60 + Number(minute);
}

function periods(name: string, text: string, least: number): number {
  if (/^\d{1,3}$/.test(text) && Number(text) >= least) return Number(text);
  throw new RangeError(`${name}: expected a whole number from ${least} to 999, got "${text}"`);
}
