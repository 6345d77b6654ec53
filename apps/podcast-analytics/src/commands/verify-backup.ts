import { resolve } from 'node:path';
import { openBackupVerifier } from '../backup-app.ts';
import { readConfig } from '../config.ts';
import { openDatabase } from '../platform/db/open-database.ts';
import { count } from '../platform/http/figures.ts';
import { type Command, UsageError } from './command.ts';
import { operator } from './operator.ts';
import { parseOptions } from './parse-options.ts';

const help = `Usage: podcast-analytics verify-backup [<file>] [--scratch <url>]

Restores a backup aside, by default the newest of BACKUP_DIR, compares every table with what was written down when it
was made, asks the restored state for a report, and verifies the audit trail. The console may run meanwhile.

  --scratch <url>   an empty PostgreSQL database to restore into; it is empty again afterwards. Without it an
                    embedded database is made in the folder for temporary files, which needs room for all of it

Settings: BACKUP_KEY or BACKUP_KEY_FILE, BACKUP_DIR, DATA_DIR.`;

/** Verifies a backup by restoring it. */
export const verifyBackup: Command = {
  help,
  async run(args, { env, stdout, now }) {
    const { values, positionals } = parseOptions(args, { scratch: { type: 'string' } });
    const { scratch } = values;
    const [path, ...rest] = positionals;
    if (rest.length > 0) throw new UsageError(`verify-backup: expected one backup at most, got ${positionals.length}`);
    const verifier = openBackupVerifier(readConfig(env), now, operator());
    const verified = await verifier.verify({
      path: path === undefined ? undefined : resolve(path),
      openScratch: scratch === undefined ? undefined : () => openDatabase({ url: scratch, migrated: false }),
    });
    const { name, createdAt, rows, tables, files, downloads, auditEvents, durationMs } = verified;
    stdout.write(`${name} is good: the state of ${createdAt}, restored and compared in ${(durationMs / 1000).toFixed(1)} s.
${count(rows)} rows of ${tables} tables, ${count(files)} files, ${count(downloads)} downloads in the report by day, ${count(auditEvents)} unbroken audit events.
`);
  },
};
