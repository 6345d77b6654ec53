import { resolve } from 'node:path';
import { openForRestore, restoreTrail } from '../backup-app.ts';
import { type Config, readConfig } from '../config.ts';
import { proveBackup } from '../features/backups/backup-file.ts';
import { type Restored, type RestoreOptions, restoreBackup, restoreFiles } from '../features/backups/restore-backup.ts';
import { count } from '../platform/http/figures.ts';
import { type Command, UsageError } from './command.ts';
import { operator } from './operator.ts';
import { parseOptions } from './parse-options.ts';

const help = `Usage: podcast-analytics restore <file> [--files-only] [--force]

Brings back the state of a backup: the database in one transaction, compared row by row before it is committed, and
then the files of DATA_DIR. A backup of an older version is brought up to date. Stop the console first.

  --files-only   leaves the database as it is: for the DATA_DIR of another server, from the backup that it made
  --force        replaces what is there; without it the database and DATA_DIR have to be empty. Files that are
                 replaced are kept in a folder beside them

Settings: BACKUP_KEY or BACKUP_KEY_FILE, DATA_DIR, DATABASE_URL.`;

/** Restores a backup. */
export const restore: Command = {
  help,
  async run(args, { env, stdout, now }) {
    const { values, positionals } = parseOptions(args, {
      force: { type: 'boolean', default: false },
      'files-only': { type: 'boolean', default: false },
    });
    const [given, ...rest] = positionals;
    if (given === undefined || rest.length > 0) {
      throw new UsageError(`restore: expected the path of one backup, got ${positionals.length}`);
    }
    const path = resolve(given);
    const { force, 'files-only': filesOnly } = values;
    const config = readConfig(env);
    const { dataDir } = config;
    const { keys } = config.backups;
    await proveBackup(path, keys); // a damaged one is refused before anything is opened or cleared
    const audit = restoreTrail(config, now);
    const options = { path, keys, dataDir, force };
    const restored = filesOnly ? await restoreFiles(options) : await restoreAll(config, options);
    const { createdAt, rows, tables, files, replaced } = restored;
    const details = filesOnly ? { createdAt, rows: 0, tables: 0, files } : { createdAt, rows, tables, files };
    await audit.log({ action: 'backup.restored', actor: operator(), details });
    const what = filesOnly ? '' : `${count(rows)} rows of ${tables} tables and `;
    stdout.write(`Restored the state of ${createdAt}: ${what}${count(files)} files.\n`);
    if (replaced !== undefined) stdout.write(`The files that were there before are in ${replaced}.\n`);
  },
};

async function restoreAll(config: Config, options: Omit<RestoreOptions, 'database'>): Promise<Restored> {
  const database = await openForRestore(config);
  try {
    return await restoreBackup({ ...options, database });
  } finally {
    await database.close();
  }
}
