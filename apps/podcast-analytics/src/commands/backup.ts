import { appBackups } from '../backup-app.ts';
import { readConfig } from '../config.ts';
import type { CreatedBackup } from '../features/backups/backups.ts';
import { openApp } from '../main.ts';
import { bytes, count } from '../platform/http/figures.ts';
import type { Command } from './command.ts';
import { operator } from './operator.ts';
import { parseOptions, refuseArguments } from './parse-options.ts';

const help = `Usage: podcast-analytics backup

Writes the database, the audit trail, the flags and whatever else is in DATA_DIR into one compressed and encrypted
file, and removes those that have been kept for long enough. On a PostgreSQL server the console may run meanwhile;
a console with the embedded database makes its backups itself, every day and at /operations/backups.

Settings: BACKUP_KEY or BACKUP_KEY_FILE (32 random bytes in Base64: openssl rand -base64 32), BACKUP_DIR,
BACKUP_KEEP_DAILY, BACKUP_KEEP_WEEKLY, DATA_DIR, DATABASE_URL.`;

/** Makes a backup. */
export const backup: Command = {
  help,
  async run(args, { env, stdout, now }) {
    refuseArguments('backup', parseOptions(args, {}).positionals);
    const app = await openApp(readConfig(env), now);
    try {
      stdout.write(`${describe(await appBackups(app, { audit: app.audit, actor: operator() }).create())}\n`);
    } finally {
      await app.close();
    }
  },
};

function describe({ path, rows, tables, files, bytes: size, durationMs, pruned }: CreatedBackup): string {
  const made = `${path}\n${count(rows)} rows of ${tables} tables and ${count(files)} files, ${bytes(size)}, in ${(durationMs / 1000).toFixed(1)} s`;
  return pruned.length === 0 ? made : `${made}\nremoved: ${pruned.join(', ')}`;
}
