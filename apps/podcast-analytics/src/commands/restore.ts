import { resolve } from 'node:path';
import { openForRestore } from '../backup-app.ts';
import { readConfig } from '../config.ts';
import { restoreBackup } from '../features/backups/restore-backup.ts';
import { count } from '../platform/http/figures.ts';
import { type Command, UsageError } from './command.ts';
import { operator } from './operator.ts';
import { parseOptions } from './parse-options.ts';

const help = `Usage: podcast-analytics restore <file> [--force]

Brings back the state of a backup: the database in one transaction, compared row by row before it is committed, and
then the files of DATA_DIR. A backup of an older version is brought up to date. Stop the console first.

  --force   replaces what is there; without it the database and DATA_DIR have to be empty. Files that are
            replaced are kept in a folder beside them

Settings: BACKUP_KEY or BACKUP_KEY_FILE, DATA_DIR, DATABASE_URL.`;

/** Restores a backup. */
export const restore: Command = {
  help,
  async run(args, { env, stdout, now }) {
    const { values, positionals } = parseOptions(args, { force: { type: 'boolean', default: false } });
    const [path, ...rest] = positionals;
    if (path === undefined || rest.length > 0) {
      throw new UsageError(`restore: expected the path of one backup, got ${positionals.length}`);
    }
    const config = readConfig(env);
    const { dataDir } = config;
    const { database, audit } = await openForRestore(config, now);
    try {
      const { keys } = config.backups;
      const restored = await restoreBackup({ path: resolve(path), keys, database, dataDir, force: values.force });
      const { createdAt, rows, tables, files, replaced } = restored;
      await audit.log({
        action: 'backup.restored',
        actor: operator(),
        details: { createdAt, rows, tables, files },
      });
      stdout.write(
        `Restored the state of ${createdAt}: ${count(rows)} rows of ${tables} tables and ${count(files)} files.\n`,
      );
      if (replaced !== undefined) stdout.write(`The files that were there before are in ${replaced}.\n`);
    } finally {
      await database.close();
    }
  },
};
